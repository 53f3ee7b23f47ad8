"""What a level of a selection's statement gathers beside its JSON (`hub.store.held_sql` names the columns)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Level:
    """What a level of the statement gathers while its objects are written."""

    joins: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    unheld: list[str] = field(default_factory=list)
    kin: list[str] = field(default_factory=list)

    def columns(self, json: str) -> str:
        """The four columns of one row."""
        return f"{json} as j, {_bytes(self.subjects)} as s, {texts(self.unheld)} as u, {_bytes(self.kin)} as k"

    def gathered(self, json: str, order: str) -> str:
        """The four columns of all rows together."""
        return (
            f"coalesce(json_agg({json} order by {order}), '[]'::json) as j, {gathered_bytes(self.subjects)} as s,"
            f" string_agg({texts(self.unheld)}, ',') as u, {gathered_bytes(self.kin)} as k"
        )

    @property
    def joined(self) -> str:
        return " ".join(self.joins)


def _bytes(parts: list[str]) -> str:
    return " || ".join(f"coalesce({part}, ''::bytea)" for part in parts) or "''::bytea"


def gathered_bytes(parts: list[str], shown: str = "") -> str:
    """The same of all rows, or of those that are shown."""
    return f"string_agg({_bytes(parts)}, ''::bytea) {shown}" if parts else "''::bytea"


def texts(parts: list[str]) -> str:
    return f"nullif(concat_ws(',', {', '.join(parts)}), '')" if parts else "null::text"
