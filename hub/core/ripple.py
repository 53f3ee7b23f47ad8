"""What a correction would draw after it, told before it is made. Pure; who is on her own card is only counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from hub.core.application import Application, ApplicationState
from hub.core.citizen import Citizen
from hub.core.identifiers import global_id

_OVER: Final = frozenset(
    {ApplicationState.ISSUED, ApplicationState.HANDED_OVER, ApplicationState.REJECTED, ApplicationState.WITHDRAWN}
)
_NAMED: Final = ("full_name", "nik")
"""What a child's record says of a parent."""


class RippleKind(Enum):
    """What is drawn after a correction."""

    PAPER = "PAPER"
    """A paper or card that shows something else; `about` is the service that gives a new one."""
    RELATIVES = "RELATIVES"
    """Records of the family that name her as she was; `about` is their number. They are corrected each for itself."""
    CHILD = "CHILD"
    """A child on another family card whose record names her as a parent; `about` is the child's id, to be opened."""
    APPLICATION = "APPLICATION"
    """An application under way that was filled in with what she was; `about` is its tracking number."""
    AGENCY = "AGENCY"
    """Somebody who is told of the change; `about` is the name of the agency or subscriber."""


@dataclass(frozen=True, slots=True)
class Ripple:
    """One consequence, with the reason in both languages. `name` is that of a child, where the reader may read it."""

    kind: RippleKind
    about: str
    reason_id: str
    reason_en: str
    name: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person's attributes have reached, as far as the reader may see it: the members of her family card, whose
    parent she is by her NIK, applications about her, who is told. `names`: whether the reader may read names."""

    household: Sequence[Citizen] = ()
    children: Sequence[Citizen] = ()
    names: bool = False
    applications: Sequence[Application] = ()
    told: Sequence[str] = ()


def ripples(before: Citizen, after: Citizen, reach: Reach) -> tuple[Ripple, ...]:
    """Besides the papers, which each service knows itself (`Service.reprints`)."""
    return (*_relatives(before, after, reach), *_elsewhere(before, after, reach), *_applications(reach), *_told(reach))


def names_another(before: Citizen, after: Citizen) -> bool:
    """Whether what a child's record says of this parent becomes another."""
    return any(getattr(before, name) != getattr(after, name) for name in _NAMED)


def elsewhere(before: Citizen, children: Sequence[Citizen]) -> tuple[Citizen, ...]:
    """Those of her children who do not stand on her family card, where they are counted."""
    number = before.family_card_number
    return tuple(one for one in children if one.id != before.id and (not number or one.family_card_number != number))


def _elsewhere(before: Citizen, after: Citizen, reach: Reach) -> Iterator[Ripple]:
    if not names_another(before, after):
        return
    for one in elsewhere(before, reach.children):
        yield Ripple(
            RippleKind.CHILD,
            global_id("Citizen", one.id),
            "Anak pada Kartu Keluarga lain. Data dan aktanya menyebut orang tua ini; diperbaiki masing-masing.",
            "A child on another family card. The record and the deed name this parent; each is corrected separately.",
            one.full_name if reach.names else None,
        )


def _relatives(before: Citizen, after: Citizen, reach: Reach) -> Iterator[Ripple]:
    if not names_another(before, after):
        return
    children = [one for one in reach.household if one.id != before.id and _names(one, before)]
    if children:
        number = str(len(children))
        yield Ripple(
            RippleKind.RELATIVES,
            number,
            f"{number} anggota keluarga mencatat nama ini sebagai orang tua. Data mereka diperbaiki masing-masing.",
            f"{number} in the family are recorded with this name as their parent. Each is corrected separately.",
        )


def _names(child: Citizen, parent: Citizen) -> bool:
    """By the NIK where there is one, else by the name."""
    for one in (child.mother, child.father):
        if one is None:
            continue
        if parent.nik is not None and one.nik is not None:
            if one.nik == parent.nik:
                return True
        elif one.full_name is not None and one.full_name == parent.full_name:
            return True
    return False


def _applications(reach: Reach) -> Iterator[Ripple]:
    for one in reach.applications:
        if one.state not in _OVER:
            yield Ripple(
                RippleKind.APPLICATION,
                one.header.tracking_number,
                "Permohonan ini masih berjalan dan memakai data sebelumnya. Periksa lagi sebelum diterbitkan.",
                "This application is under way with what was recorded before. Check it again before it is issued.",
            )


def _told(reach: Reach) -> Iterator[Ripple]:
    for name in reach.told:
        yield Ripple(
            RippleKind.AGENCY,
            name,
            "Diberi tahu setelah perubahan disimpan, sejauh perjanjiannya membolehkan.",
            "Told once the change is stored, as far as its agreement allows.",
        )
