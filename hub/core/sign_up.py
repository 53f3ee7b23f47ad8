"""A client that signs itself up in the sandbox: its registration, and the small agreement that it reads samples under.

Only invented people are there to be read. Outside of the sandbox the same form leaves a request
(`hub.core.client_request`): an administrator registers the client, and a second person approves what lets it read.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import secrets
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from hub.core.accounts import AuthMethod
from hub.core.administration import By, Registration
from hub.core.agreement import Agreement
from hub.core.attributes import Category
from hub.core.calendar import local_date
from hub.core.callers import Pace
from hub.core.client_request import RequestWork
from hub.core.errors import BadInput, RateLimited
from hub.core.purpose import Purpose

OFFERED: Final[Mapping[str, Category]] = {
    "citizen:read": Category.POPULATION,
    "family:read": Category.FAMILY,
    "licence:read": Category.LICENCE,
    "education:read": Category.EDUCATION,
    "health:read": Category.HEALTH,
    "insurance:read": Category.INSURANCE,
    "welfare:read": Category.WELFARE,
}
"""Scopes that may be asked for, each with the category that the agreement then names."""
ALWAYS: Final = "citizen:read"
"""Without it no other one leads anywhere."""
PREFIX: Final = "contoh-"
DAILY_QUOTA: Final = 100
DAYS: Final = 7
"""The day of signing up and those after it on which the agreement holds."""
MOST_STANDING: Final = 200
MOST_IN_AN_HOUR: Final = 30
PACE: Final = Pace(10, dt.timedelta(hours=1))
"""From one place."""
BY: Final = By("sandbox", "Kotak pasir (DATA CONTOH)", "portal")
"""Who stands in the history."""
REASON: Final = "Mendaftar sendiri di kotak pasir (DATA CONTOH)."
_MARK: Final = "(DATA CONTOH)"
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_NUMBER: Final = re.compile(r"[0-9](?:[^0-9a-z]{0,3}[0-9]){8}", re.ASCII | re.IGNORECASE)
"""Digits of one number, whatever stands between them instead of a word."""
_KEY_NUMBER: Final = re.compile(r"[0-9]{9}", re.ASCII)
_MAIL: Final = "@"
_THUMBPRINT: Final = 43
"""Characters of one of RFC 7638."""
_LONGEST: Final = 80
"""Of a name that the mark is put behind."""
_PURPOSES: Final = frozenset({Purpose.PUBLIC_SERVICE})
_TOO_MANY: Final = "So many have signed up lately that there is no place now. Try again in an hour."


@dataclass(frozen=True, slots=True)
class Standing:
    """How many signed-up clients there are, and how many of them came within the last hour."""

    all: int
    lately: int


class SignUpWork(Protocol):
    """Clients that signed themselves up, inside a mutation's transaction that has its turn already."""

    async def standing(self, since: dt.datetime) -> Standing:
        """`lately` counts from `since` on."""
        ...

    async def mark(self, client_id: str, at: dt.datetime) -> None:
        """The client is one of them."""
        ...

    async def forget(self, day: dt.date) -> int:
        """Those whose agreement ended before this day, with it; how many there were."""
        ...

    async def put_keys(self, client: Registration) -> None:
        """The keys and the version of a client that changes its own; its tokens go on."""
        ...

    @property
    def requests(self) -> RequestWork:
        """What waits for an administrator, where people are real."""
        ...


def new_client_id(prefix: str = PREFIX) -> str:
    """One that cannot be guessed and says what it is."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(12))


def check_place(standing: Standing) -> None:
    """Raises RateLimited while there are too many, or too many at once."""
    if standing.all >= MOST_STANDING or standing.lately >= MOST_IN_AN_HOUR:
        raise RateLimited(_TOO_MANY)


def chosen(scopes: Collection[str]) -> frozenset[str]:
    """The scopes that a client gets. Raises BadInput for one that is not offered."""
    if beyond := sorted(set(scopes) - set(OFFERED)):
        raise BadInput(f"Choose of these: {', '.join(OFFERED)}. Not offered: {', '.join(beyond)[:200]}.", path="scopes")
    return frozenset(scopes) | {ALWAYS}


def registration(
    blank: Registration, name: str, keys: tuple[Mapping[str, Any], ...], scopes: frozenset[str], region: str
) -> Registration:
    """The client, which proves itself with its own key."""
    return dataclasses.replace(
        blank,
        name=_marked(short(name, "name")),
        auth_method=AuthMethod.PRIVATE_KEY_JWT,
        keys=keys,
        scopes=scopes,
        purposes=_PURPOSES,
        region=region,
        agreement=blank.client_id,
        active=True,
        version=1,
    )


def agreement(client: Registration, office: str, intent: str, at: dt.datetime, provider: str) -> Agreement:
    """What the client may read for a few days; it names the client's own id."""
    day = local_date(at)
    return Agreement(
        tenant=client.tenant,
        id=client.client_id,
        number=f"CONTOH/{client.client_id}",
        title=_marked(short(intent, "intent")),
        provider=_marked(provider),
        recipient=_marked(short(office, "office")),
        legal_basis=(f"Kotak pasir: semua orang di sini rekaan {_MARK}",),
        purposes=_PURPOSES,
        categories=frozenset(OFFERED[scope] for scope in client.scopes),
        fields=frozenset(),
        masked=frozenset(),
        region=client.region,
        daily_quota=DAILY_QUOTA,
        starts_on=day,
        ends_on=day + dt.timedelta(days=DAYS - 1),
        version=1,
    )


def short(words: str, path: str) -> str:
    """The words without what stands around them. Raises BadInput for none, too many, or a number such as a NIK."""
    said = words.strip()
    if not 2 <= len(said) <= _LONGEST or not said.isprintable():
        raise BadInput(f"Write it in 2 to {_LONGEST} characters.", path=path)
    if _NUMBER.search(_plain(said)):
        raise BadInput("Leave numbers out that could be a NIK or a telephone's: nobody is named here.", path=path)
    if _MAIL in said:
        raise BadInput("Leave addresses of mail out: nobody is named here.", path=path)
    return said


def _marked(words: str) -> str:
    """With the mark of invented data, once: the sandbox's office bears it in its name."""
    return words if words.endswith(_MARK) else f"{words} {_MARK}"


def check_key_ids(keys: Collection[Mapping[str, Any]], path: str = "keys") -> None:
    """Raises BadInput for a key that its owner named after somebody. In a thumbprint digits may stand by chance."""
    for key in keys:
        said = str(key["kid"])
        if _MAIL in said or not said.isprintable() or (len(said) != _THUMBPRINT and _KEY_NUMBER.search(_plain(said))):
            raise BadInput("A key id names nobody: leave `kid` out, and the key's thumbprint is taken.", path=path)


def _plain(words: str) -> str:
    """The words with digits of any script as those of ASCII."""
    return "".join(
        one if (digit := unicodedata.digit(one, None)) is None else str(digit)
        for one in unicodedata.normalize("NFKC", words)
    )
