"""What was answered so far: it travels in the form's own fields, never in an address, and is kept nowhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from multidict import MultiDictProxy

from hub.console.base.areas import Sought
from hub.console.base.forms import FieldError, new_key
from hub.console.intake.form import texts
from hub.console.intake.form.shape import Field, Form

_MOST_ROWS: Final = 30
_NUMBERS: Final = ("nik", "familycardnumber", "cardnumber")
_PARTS: Final = ("day", "month", "year")
_CONTROL: Final = frozenset({"_token", "go", "step", "key"})


@dataclass
class Answers:
    """`values` by id of the page's fields, and marks beside them: `rows.LIST` how many rows, `choice` the alternative,
    `known.PATH` what the record gave, `open.PATH` that it was said to be wrong, `paper.KIND` and `doc.KIND` what is
    brought, `contest.PERSON` and `claim.PERSON` what is not right of her. `key` is the idempotency key of this form."""

    form: Form
    values: dict[str, str] = field(default_factory=dict)
    key: str = field(default_factory=new_key)

    @property
    def choice(self) -> str:
        """The alternative that was taken; the first one where there are some and none was."""
        taken = self.values.get("choice", "")
        return taken if taken in self.form.choices else next(iter(self.form.choices), "")

    @property
    def channel(self) -> str:
        return self.values.get("channel", "")

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.form.fields_of(self.choice)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each list has on the page."""
        return {rows: self._count(rows) for rows in self.form.lists_of(self.choice)}

    def _count(self, rows: str) -> int:
        given = self.values.get(f"rows.{rows}", "1")
        return min(int(given), _MOST_ROWS) if given.isdecimal() and len(given) < 3 else 1

    def sought(self) -> dict[str, Sought]:
        """The fields that take a region, by their ids."""
        return {one.path: Sought(one.region) for one in self.fields if one.region and not one.rows}

    def add(self, rows: str) -> None:
        """One more row."""
        self.values[f"rows.{rows}"] = str(min(self._count(rows) + 1, _MOST_ROWS))

    def drop(self, rows: str, row: int) -> None:
        """Takes a row out; those behind it move up."""
        last = self._count(rows) - 1
        kept = {name: value for name, value in self.values.items() if not _of_row(name, rows, row)}
        for later in range(row + 1, last + 1):
            for name in [name for name in kept if _of_row(name, rows, later)]:
                rest = name.removeprefix(f"{rows}.{later}")
                kept[f"{rows}.{later - 1}{rest}"] = kept.pop(name)
        self.values = {**kept, f"rows.{rows}": str(max(last, 0))}

    def text(self, at: str, one: Field) -> str:
        """What was answered; a date as ISO, however wrong its parts are."""
        if one.kind == "DATE":
            parts = [self.values.get(f"{at}.{part}", "").strip() for part in reversed(_PARTS)]
            return "-".join(part.zfill(2) for part in parts) if any(parts) else ""
        text = " ".join(self.values.get(at, "").split())
        return text.translate(_NO_SIGNS) if _is_number(one) else text

    def answered(self) -> Iterator[tuple[str, Field, str]]:
        """(id, field, text) of every field that there is, in order; a list row by row."""
        counts, done = self.counts, set[str]()
        for one in self.fields:
            if one.rows and one.rows not in done:
                done.add(one.rows)
                columns = [other for other in self.fields if other.rows == one.rows]
                row_by_row = zip(*(other.ids(counts) for other in columns), strict=True)
                yield from (
                    (at, of, self.text(at, of)) for row in row_by_row for at, of in zip(row, columns, strict=True)
                )
            elif not one.rows:
                yield one.path, one, self.text(one.path, one)

    def errors(self) -> Iterator[FieldError]:
        """What cannot be sent as it stands: a needed answer that is missing, and what is no date or number."""
        texts_of = {at: text for at, _, text in self.answered()}
        for at, one, text in self.answered():
            if text and value_of(one, text) is None:
                yield FieldError(at, texts.UNUSABLE[one.kind])
            elif not text and (one.required or (one.needed and _is_begun(at, texts_of))):
                yield FieldError(at, texts.EMPTY)

    def input(self) -> dict[str, Any]:
        """The form as the graph wants it: what was left out is not there, and an empty row is none."""
        made: dict[str, Any] = {}
        for rows in self.form.lists_of(self.choice):
            _put(made, rows.split("."), [])
        for at, one, text in self.answered():
            value = value_of(one, text) if text else None
            if value is not None:
                self._place(made, at, one, value)
        return made

    def _place(self, made: dict[str, Any], at: str, one: Field, value: Any) -> None:
        if not one.rows:
            _put(made, at.split("."), value)
            return
        number, _, rest = at.removeprefix(f"{one.rows}.").partition(".")
        rows = _get(made, one.rows.split("."))
        if not rows or rows[-1]["_row"] != number:
            rows.append({"_row": number})
        _put(rows[-1], rest.split("."), value)


def answers_of(form: Form, given: MultiDictProxy[Any]) -> Answers:
    """What came with a request. Rows of a list keep the order of the page."""
    values = {name: value for name, value in given.items() if isinstance(value, str) and name not in _CONTROL}
    key = given.get("key")
    return Answers(form, values, key if isinstance(key, str) and key else new_key())


def value_of(one: Field, text: str) -> Any:
    """The answer as the graph's type has it; None for what is none."""
    if one.options:
        return text if text in dict(one.options) else None
    try:
        return _READ[one.kind](text)
    except ValueError:
        return None


def clean(made: Any) -> Any:
    """The input without the marks of rows."""
    if isinstance(made, dict):
        return {name: clean(value) for name, value in made.items() if name != "_row"}
    return [clean(one) for one in made] if isinstance(made, list) else made


def row_at(path: str, made: Mapping[str, Any]) -> str:
    """The id on the page of a path in the input that was sent: empty rows were left out of it."""
    at: Any = made
    parts = []
    for part in path.split("."):
        row = at[int(part)] if isinstance(at, list) and part.isdecimal() and int(part) < len(at) else None
        parts.append(row["_row"] if row else part)
        at = row if row is not None else at.get(part) if isinstance(at, dict) else None
    return ".".join(parts)


_NO_SIGNS: Final = str.maketrans("", "", " .-")
_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "TEXT": str,
    "WHOLE_NUMBER": int,
    "NUMBER": lambda text: float(text.replace(",", ".")),
    "DATE": lambda text: dt.date.fromisoformat(text).isoformat(),
    "YES_NO": lambda text: text == "yes",
    "CODE": lambda _text: None,
}


def _is_number(one: Field) -> bool:
    return one.kind == "TEXT" and one.path.casefold().endswith(_NUMBERS)


def _is_begun(at: str, texts_of: Mapping[str, str]) -> bool:
    """Whether something else of the row or part is answered."""
    within = at.rpartition(".")[0]
    return bool(within) and any(text for other, text in texts_of.items() if other.startswith(f"{within}."))


def _of_row(name: str, rows: str, row: int) -> bool:
    return name.startswith(f"{rows}.{row}.")


def _get(made: dict[str, Any], parts: list[str]) -> Any:
    for part in parts:
        made = made[part]
    return made


def _put(made: dict[str, Any], parts: list[str], value: Any) -> None:
    for part in parts[:-1]:
        made = made.setdefault(part, {})
    made[parts[-1]] = value
