"""The menu of whoever is logged in: what she works with each day first, the other desks behind one word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hub.core.actor import Actor, Role
from hub.core.texts import say

_DECIDES: Final = frozenset(
    {"application:process", "application:verify", "application:validate", "application:sign"}
)  # fmt: skip
_ACCOUNTS: Final = frozenset({"user:manage", "client:manage", "account:approve"})


@dataclass(frozen=True, slots=True)
class Entry:
    """`words` (Indonesian, English); `is_for` says whose it is; `below` are beginnings of addresses where it is lit,
    `href` among them. `daily` stands in the row itself."""

    href: str
    words: tuple[str, str]
    is_for: Callable[[Actor], bool]
    below: tuple[str, ...] = ()
    daily: bool = False

    def is_lit(self, path: str) -> bool:
        """Whether a page of this address is the entry's, or below it."""
        starts = (self.href, *self.below)
        return path == self.href or any(start != "/console" and path.startswith(start) for start in starts)


def menu_of(actor: Actor) -> tuple[list[Entry], list[Entry]]:
    """(what stands in the row, what stands behind "more"); few enough others stand in the row as well. A row holds
    so many daily ones that it fits on a desk's screen in both languages."""
    hers = [entry for entry in _MENU if entry.is_for(actor)]
    if len(hers) <= _MOST_IN_A_ROW:
        return hers, []
    row = [entry for entry in hers if entry.daily][:_MOST_IN_A_ROW]
    return row, [entry for entry in hers if entry not in row]


def _reads(actor: Actor) -> bool:
    return "application:read" in actor.scopes and Role.CITIZEN not in actor.roles


def _may(scope: str) -> Callable[[Actor], bool]:
    return lambda actor: scope in actor.scopes


def _keeps_accounts(actor: Actor) -> bool:
    return bool(_ACCOUNTS & actor.scopes)


_MOST_IN_A_ROW: Final = 5
_MENU: Final = (
    Entry("/console", say("Permohonan"), _reads, ("/console/applications",), daily=True),
    Entry(
        "/console/intake", say("Permohonan baru"), lambda actor: Role.HELPER in actor.roles, daily=True
    ),
    Entry("/console/tickets", say("Antrean"), _may("ticket:call"), daily=True),
    Entry("/console/appointments", say("Janji temu"), _may("appointment:keep")),
    Entry("/console/citizens", say("Cari warga"), _reads, daily=True),
    Entry("/console/me", say("Data saya"), lambda actor: Role.CITIZEN in actor.roles, daily=True),
    Entry("/console/team", say("Tim"), lambda actor: _reads(actor) and bool(_DECIDES & actor.scopes), daily=True),
    Entry("/console/dashboard", say("Angka"), _may("dashboard:read"), daily=True),
    Entry(
        "/console/print", say("Cetak"),
        lambda actor: _reads(actor) and bool((_DECIDES - {"application:verify"}) & actor.scopes),
    ),
    Entry("/console/deliveries", say("Kiriman"), _may("delivery:read")),
    Entry("/console/discrepancies", say("Data berbeda"), _may("discrepancy:decide")),
    Entry("/console/duplicates", say("Data ganda"), _may("citizen:merge")),
    Entry("/console/objections", say("Keberatan"), _may("objection:decide")),
    Entry("/console/burials", say("Pemakaman"), _may("burial:settle")),
    Entry(
        "/console/burial-book", say("Lapor pemakaman"),
        lambda actor: "burial:report" in actor.scopes and "burial:settle" not in actor.scopes,
    ),
    Entry(
        "/console/sessions", say("Jadwal rekam"),
        lambda actor: Role.OPERATOR in actor.roles and "application:process" in actor.scopes,
    ),
    Entry("/console/meter", say("Cukup sekali"), _reads),
    Entry("/console/admin/users", say("Administrasi"), _keeps_accounts, ("/console/admin",), daily=True),
    Entry(
        "/console/admin/history", say("Administrasi"),
        lambda actor: "audit:read" in actor.scopes and not _keeps_accounts(actor), ("/console/admin",), daily=True,
    ),
    Entry(
        "/console/oversight/findings", say("Pengawasan"), _may("audit:read"), ("/console/oversight", "/console/log"),
        daily=True,
    ),
    Entry(
        "/console/oversight/emergencies", say("Pengawasan"),
        lambda actor: "emergency:review" in actor.scopes and "audit:read" not in actor.scopes,
        ("/console/oversight", "/console/log"),
    ),
    Entry("/portal/simulator", say("Kontrak data"), _keeps_accounts, ("/portal",)),
)  # fmt: skip
