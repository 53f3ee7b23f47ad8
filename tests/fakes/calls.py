"""What was asked of the fakes, in order."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Calls:
    """Calls as `(port.method, keys)`."""

    made: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)

    def note(self, name: str, *keys: object) -> None:
        self.made.append((name, keys))

    def count(self, name: str) -> int:
        return sum(1 for made, _ in self.made if made == name)

    def keys(self, name: str) -> list[object]:
        """All keys of all calls of a method."""
        return [key for made, keys in self.made if made == name for key in keys]

    def names(self) -> list[str]:
        return [made for made, _ in self.made]
