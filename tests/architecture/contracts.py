"""Two kinds of import contract that import-linter lacks, both for direct imports.

`confined`: only the named modules may import a package.
`allowed`: the named modules may import nothing of ours but what is listed (and their own folder).
Both match by pattern, so a plugin that is added tomorrow is covered without a new line.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

Violations = list[tuple[str, str]]


def within(module: str, patterns: list[str]) -> bool:
    """Whether `module` is one of `patterns` or lies below one; `*` stands for one name."""
    parts = module.split(".")
    return any(_covers(parts, pattern.split(".")) for pattern in patterns)


def _covers(parts: list[str], pattern: list[str]) -> bool:
    return len(parts) >= len(pattern) and all(
        fnmatchcase(part, wanted) for part, wanted in zip(parts, pattern, strict=False)
    )


def _report(violations: Violations, reason: str) -> None:
    for importer, imported in violations:
        output.print_error(f"{importer} imports {imported}: {reason}")
    output.new_line()


class ConfinedContract(Contract):
    """`packages` may be imported by `allowed` only."""

    type_name = "confined"
    packages = fields.ListField(subfield=fields.StringField())
    allowed = fields.ListField(subfield=fields.StringField())
    reason = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        violations = [
            (importer, package)
            for package in _strings(self.packages)
            if package in graph.modules
            for importer in sorted(graph.find_modules_that_directly_import(package))
            if not within(importer, _strings(self.allowed))
        ]
        return ContractCheck(kept=not violations, metadata={"violations": violations})

    def render_broken_contract(self, check: ContractCheck) -> None:
        _report(check.metadata["violations"], str(self.reason))


class AllowedContract(Contract):
    """`sources` may import, of our own package, `allowed` and their own folder only.

    `folder_depth` is the number of names that make a module's own folder: 3 for `hub.connectors.population`.
    """

    type_name = "allowed"
    sources = fields.ListField(subfield=fields.StringField())
    allowed = fields.ListField(subfield=fields.StringField())
    folder_depth = fields.IntegerField()
    reason = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        violations = [
            (source, imported)
            for source in sorted(graph.modules)
            if within(source, _strings(self.sources))
            for imported in sorted(graph.find_modules_directly_imported_by(source))
            if within(imported, ["hub"]) and not self._may(source, imported)
        ]
        return ContractCheck(kept=not violations, metadata={"violations": violations})

    def _may(self, source: str, imported: str) -> bool:
        depth = self.folder_depth
        assert isinstance(depth, int)
        own = ".".join(source.split(".")[:depth])
        return within(imported, [own, *_strings(self.allowed)])

    def render_broken_contract(self, check: ContractCheck) -> None:
        _report(check.metadata["violations"], str(self.reason))


def _strings(value: object) -> list[str]:
    """import-linter puts the parsed value where the class declares the field."""
    assert isinstance(value, list)
    return [str(item) for item in value]
