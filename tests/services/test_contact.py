"""Nobody is turned away for having no phone: who stands before somebody goes home with a slip."""

from __future__ import annotations

import pytest

from hub.core.application import Channel
from hub.core.forms.fields import contact
from hub.services.birth_certificate.manifest import SAY

UNUSABLE: list[dict[str, str | None]] = [
    {"phone": None, "email": None},
    {"phone": "12345", "email": None},
    {"phone": None, "email": "nama@contoh"},
]


@pytest.mark.parametrize("reporter", UNUSABLE)
@pytest.mark.parametrize("channel", Channel)
def test_only_who_hands_in_from_afar_has_to_be_reachable(channel: Channel, reporter: dict[str, str | None]) -> None:
    (finding,) = contact(SAY, reporter, channel.value)
    assert finding.blocking is (channel is Channel.ONLINE)


def test_a_phone_or_an_address_will_do() -> None:
    for reporter in ({"phone": "0812-7100-9001"}, {"email": "ibu@contoh.id"}):
        assert list(contact(SAY, reporter, Channel.ONLINE.value)) == []
