"""Functions written from declarations: once per declaration, because they run for every value that an agency gives.

The standard library's dataclasses make their methods in the same way. A text is put together from names that Python
itself accepts as such and from `repr` of constants; nothing that anybody sent stands in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any


def function(title: str, argument: str, lines: Sequence[str], names: Mapping[str, Any]) -> Callable[[Any], Any]:
    """A function of one argument with this body. `title` stands in tracebacks, `names` are what the lines refer to."""
    body = "\n".join(f"    {line}" for line in lines)
    known = dict(names)
    code = compile(f"def made({argument}):\n{body}\n", f"<{title}>", "exec")
    exec(code, known)  # noqa: S102  the text is ours, see above
    made: Callable[[Any], Any] = known["made"]
    return made
