"""The letter that invites a family to have a death registered, in Indonesian and English."""

from __future__ import annotations

from babel.dates import format_date

from hub.core.burial import Burial
from hub.core.forms.sentences import day_said
from hub.core.texts import Pair, say


def invitation(burial: Burial) -> Pair:
    """What the letter says: kind, without a deadline, and that nothing has been changed yet."""
    said = day_said(burial.buried_on)
    return say(
        "Kami turut berduka cita atas berpulangnya {name}. Desa/kelurahan mencatat pemakaman pada {day}. Bila "
        "keluarga sudah berkenan, kematian dapat dicatat dan akta kematian diterbitkan. Gratis. Bawalah Kartu "
        "Keluarga atau KTP-el almarhum/almarhumah dan surat kematian dari dokter atau kepala desa/lurah, ke Dinas "
        "atau kantor desa; perangkat desa dapat membantu. Bila keterangan ini keliru, beri tahu kami: tidak ada "
        "data yang sudah diubah.",
        name=burial.name,
        day=(said["day"], said["day_en"]),
    )


def heading(burial: Burial) -> Pair:
    """What a report is called in a list: the day and the cemetery."""
    day = burial.buried_on
    return say(
        "Dimakamkan {day}, {cemetery}",
        day=(format_date(day, "d MMMM y", locale="id"), format_date(day, "d MMMM y", locale="en")),
        cemetery=burial.cemetery,
    )
