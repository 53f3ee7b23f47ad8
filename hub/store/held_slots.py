"""Placeholders of a statement that answers a selection."""

from __future__ import annotations


class Slots:
    """Numbers of placeholders: each value has one, however often it is named."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def of(self, name: str, type_: str) -> str:
        if name not in self.names:
            self.names.append(name)
        return f"${self.names.index(name) + 1}::{type_}"

    @property
    def tenant(self) -> str:
        return self.of("tenant", "text")
