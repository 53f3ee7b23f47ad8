"""Whether the papers that are needed are there, and the witnesses whom a statement in place of a paper needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from hub.core.forms.sentences import Sentences
from hub.core.service import Finding


def papers(
    say: Sentences, given: frozenset[str], needed: Callable[[str], bool] = lambda _kind: True
) -> Iterator[Finding]:
    """Required papers that are missing, and whose substitute is missing too. `needed` says by kind whether this form
    needs a required paper at all."""
    for paper in say.requirements:
        if not paper.required or paper.kind in given or not needed(paper.kind):
            continue
        if paper.substitute is None:
            yield say.blocking("paper_missing", f"documents.{paper.kind}", paper=paper.kind)
        elif paper.substitute not in given:
            names = {"paper": paper.kind, "substitute": paper.substitute}
            yield say.blocking("paper_missing_substitute", f"documents.{paper.kind}", **names)


def witnesses(say: Sentences, named: Sequence[Mapping[str, str]], given: frozenset[str]) -> Iterator[Finding]:
    """Two different ones when a statement stands in for a paper (forms F-2.03 and F-2.04)."""
    statements = {paper.substitute for paper in say.requirements if paper.substitute}
    if given & statements and len(named) < 2:
        yield say.blocking("witnesses_needed", "witnesses")
    numbers = [witness["nik"] for witness in named]
    if len(set(numbers)) != len(numbers):
        yield say.blocking("witnesses_same", "witnesses")
