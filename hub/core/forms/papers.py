"""Whether the papers that are needed are there, and the witnesses whom a statement in place of a paper needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from hub.core.forms.sentences import Sentences
from hub.core.service import Finding


def papers(
    say: Sentences,
    given: frozenset[str],
    needed: Callable[[str], bool] = lambda _kind: True,
    *,
    form: Mapping[str, Any] | None = None,
    channel: str = "ONLINE",
) -> Iterator[Finding]:
    """Required papers that are missing, and whose substitute is missing too.

    The conditions of service.toml are read on `form`; `needed` says by kind whether a required paper is needed at all,
    where more than the form tells.
    """
    for paper in say.requirements:
        if paper.kind in given or not paper.is_asked(form, channel) or not needed(paper.kind):
            continue
        if paper.substitute is None:
            yield say.blocking("paper_missing", f"documents.{paper.kind}", paper=paper.kind)
        elif paper.substitute not in given:
            names = {"paper": paper.kind, "substitute": paper.substitute}
            key = "paper_missing_substitute" if paper.substitute_witnesses else "paper_missing_instead"
            yield say.blocking(key, f"documents.{paper.kind}", **names)


def witnesses(say: Sentences, named: Sequence[Mapping[str, str]], given: frozenset[str]) -> Iterator[Finding]:
    """As many different ones as a statement that stands in for a paper needs (two on forms F-2.03 and F-2.04)."""
    statements = {paper.substitute: paper.substitute_witnesses for paper in say.requirements if paper.substitute}
    if len(named) < max((statements[kind] for kind in given & statements.keys()), default=0):
        yield say.blocking("witnesses_needed", "witnesses")
    numbers = [witness["nik"] for witness in named]
    if len(set(numbers)) != len(numbers):
        yield say.blocking("witnesses_same", "witnesses")
