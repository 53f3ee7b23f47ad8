"""`python -m benchmarks [NAME ...]`: runs the benchmarks; `--list` names them.

A benchmark is a module of this folder with `measure() -> Measurement`; nobody edits a list.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from types import ModuleType

import benchmarks
from benchmarks.figures import report


def found() -> dict[str, ModuleType]:
    """The benchmarks by name."""
    names = (module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__")
    modules = {name: importlib.import_module(f"benchmarks.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "measure")}


def main(arguments: list[str]) -> int:
    """Exit code 0, or 2 when a named benchmark does not exist."""
    known = found()
    if arguments == ["--list"]:
        for name, module in known.items():
            print(f"{name:<14} {(module.__doc__ or '').splitlines()[0]}")
        return 0
    unknown = [name for name in arguments if name not in known]
    if unknown:
        print(f"There is no benchmark {unknown[0]}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    for name in arguments or known:
        report(known[name].measure())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
