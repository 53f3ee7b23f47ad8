"""The letter that invites a family to have a death registered, in Indonesian and English."""

from __future__ import annotations

from typing import Final

from babel.dates import format_date

from hub.core.burial import Burial
from hub.core.forms.sentences import day_said
from hub.core.texts import say

_ID: Final = (
    "Kami turut berduka cita atas berpulangnya {name}. Desa/kelurahan mencatat pemakaman pada {day}. Bila keluarga "
    "sudah berkenan, kematian dapat dicatat dan akta kematian diterbitkan. Gratis. Bawalah Kartu Keluarga atau KTP-el "
    "almarhum/almarhumah dan surat kematian dari dokter atau kepala desa/lurah, ke Dinas atau kantor desa; perangkat "
    "desa dapat membantu. Bila keterangan ini keliru, beri tahu kami: tidak ada data yang sudah diubah."
)
_EN: Final = (
    "Our condolences on the death of {name}. The village has noted a burial on {day_en}. When the family is ready, the "
    "death can be registered and a death certificate issued. It is free of charge. Bring the family card or KTP-el of "
    "the deceased and the statement of death by a doctor or the head of the village, to the office or to the village "
    "office, where somebody helps you. If this is a mistake, tell us: no data have been changed."
)


def invitation(burial: Burial) -> tuple[str, str]:
    """What the letter says: kind, without a deadline, and that nothing has been changed yet."""
    said = {"name": burial.name, **day_said(burial.buried_on)}
    return _ID.format(**said), _EN.format(**said)


def heading(burial: Burial) -> tuple[str, str]:
    """What a report is called in a list: the day and the cemetery."""
    day = burial.buried_on
    return say(
        "Dimakamkan {day}, {cemetery}",
        day=(format_date(day, "d MMMM y", locale="id"), format_date(day, "d MMMM y", locale="en")),
        cemetery=burial.cemetery,
    )
