"""The record of processing activities (UU 27/2022 art. 31): what is done with whose data, why, and for how long.

It is not written by hand: services, facets and agreements say it already, and what the hub itself does stands here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from hub.core.attributes import Category
from hub.core.facet import Facet
from hub.core.purpose import Purpose
from hub.core.service import Service

_CIVIL_REGISTRATION: Final = (Purpose.CIVIL_REGISTRATION.value,)
_REGISTER_LAW: Final = "UU 23/2006 jo. UU 24/2013"
_PDP_LAW: Final = "UU 27/2022"


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity. `source` says what it was generated from; `recipients` whom data are given to, empty for nobody;
    `keeping` how long they are kept, in Indonesian."""

    name: str
    source: str
    purposes: tuple[str, ...]
    legal_basis: tuple[str, ...]
    subjects: str
    categories: tuple[str, ...]
    fields: tuple[str, ...]
    recipients: tuple[str, ...]
    keeping: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """What an agreement in force says of the processing."""

    id: str
    number: str
    title: str
    recipient: str
    legal_basis: tuple[str, ...]
    purposes: tuple[str, ...]
    categories: tuple[str, ...]
    fields: tuple[str, ...]
    keep_days: int
    ends_on: dt.date


class Sharings(Protocol):
    async def sharings(self, tenant: str, on: dt.date) -> Sequence[Sharing]:
        """The agreements that are in force on a day, by id."""
        ...


def activities(
    services: Iterable[Service], facets: Iterable[Facet[Any]], sharings: Iterable[Sharing]
) -> tuple[Activity, ...]:
    """The whole record: what the hub does itself, each service, each agency's part, each agreement."""
    return (
        *_OWN,
        *(_of_service(service) for service in sorted(services, key=lambda one: one.name)),
        *(_of_facet(facet) for facet in sorted(facets, key=lambda one: one.name)),
        *(_of_sharing(sharing) for sharing in sharings),
    )


def _of_service(service: Service) -> Activity:
    return Activity(
        service.title_id,
        f"service:{service.name}",
        _CIVIL_REGISTRATION,
        (service.legal_basis.strip(),),
        "Pemohon dan orang yang disebut dalam permohonan",
        (Category.APPLICATION.value, Category.POPULATION.value, Category.FAMILY.value),
        tuple(requirement.label_id for requirement in service.requirements),
        ("SIAK (Direktorat Jenderal Kependudukan dan Pencatatan Sipil)",),
        "Permanen: arsip pencatatan sipil",
    )


def _of_facet(facet: Facet[Any]) -> Activity:
    return Activity(
        facet.description,
        f"facet:{facet.name}",
        (Purpose.PUBLIC_SERVICE.value,),
        (f"{_REGISTER_LAW} (satu data untuk pelayanan publik)",),
        "Penduduk kabupaten",
        (facet.category.value,),
        tuple(name for name, _ in facet.attributes()),
        (),
        f"Salinan terakhir dari instansi pemiliknya ({facet.agency}), selama penduduk tercatat",
    )


def _of_sharing(sharing: Sharing) -> Activity:
    days = sharing.keep_days
    kept = f"Penerima menyimpan paling lama {days} hari" if days else "Penerima tidak menyimpan"
    return Activity(
        f"{sharing.title} ({sharing.number})",
        f"agreement:{sharing.id}",
        sharing.purposes,
        sharing.legal_basis,
        "Penduduk kabupaten",
        sharing.categories,
        sharing.fields,
        (sharing.recipient,),
        f"{kept}; perjanjian berlaku sampai {sharing.ends_on.isoformat()}",
    )


_OWN: Final = (
    Activity(
        "Catatan penduduk bersama",
        "hub:record",
        _CIVIL_REGISTRATION,
        (_REGISTER_LAW,),
        "Penduduk kabupaten dan orang tuanya",
        (Category.POPULATION.value, Category.FAMILY.value),
        (),
        (),
        "Permanen, dengan riwayat perubahan",
    ),
    Activity(
        "Catatan akses dan pengawasannya",
        "hub:receipts",
        (Purpose.OVERSIGHT.value,),
        (f"{_PDP_LAW} Pasal 31, 35 dan 39",),
        "Orang yang datanya dibaca, petugas, dan aplikasi instansi",
        (Category.ACCESS.value,),
        (),
        (),
        "Catatan akses permanen; kebiasaan membaca 30 hari",
    ),
    Activity(
        "Akun petugas dan klien instansi",
        "hub:accounts",
        _CIVIL_REGISTRATION,
        (f"{_PDP_LAW} Pasal 35 dan 39",),
        "Petugas dan warga yang mempunyai akun",
        (Category.ACCOUNT.value,),
        (),
        (),
        "Selama akun ada; riwayatnya permanen",
    ),
)
