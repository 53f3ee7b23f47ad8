"""The sentences of findings. They say what was counted and what is usual, and name nobody."""

from __future__ import annotations

import datetime as dt

from hub.core.oversight import Reason


def own_family(*, herself: bool) -> Reason:
    if herself:
        return Reason(
            "Petugas membuka datanya sendiri lewat akun kantor, bukan lewat layanan warga.",
            "The reader opened her own record through her office account, not as a citizen.",
        )
    return Reason(
        "Petugas membuka data anggota keluarganya sendiri (satu Kartu Keluarga).",
        "The reader opened the record of a member of her own family (the same family card).",
    )


def outside_region(region: str) -> Reason:
    return Reason(
        f"Yang dibuka tinggal di luar wilayah pembaca ({region}), dan tidak ada permohonan terbuka yang menyebutnya.",
        f"The person lives outside the reader's region ({region}), and no open application names her.",
    )


def out_of_hours(at: dt.datetime) -> Reason:
    hour = at.strftime("%H.%M")
    return Reason(
        f"Data dibuka pukul {hour} WIB, di luar jam biasa pembaca ini dan perannya, tanpa permohonan terbuka.",
        f"Opened at {hour} WIB, outside the hours usual for this reader and her role, without an open application.",
    )


def client_hours(at: dt.datetime) -> Reason:
    hour = at.strftime("%H.%M")
    return Reason(
        f"Data dibaca pukul {hour} WIB, di luar jam yang biasa bagi aplikasi ini.",
        f"Read at {hour} WIB, outside the hours usual for this client.",
    )


def no_case(count: int, usual: float) -> Reason:
    return Reason(
        f"{count} keluarga atau orang dibuka sehari tanpa permohonan terbuka; biasanya paling banyak {round(usual)}.",
        f"{count} families or persons were opened in a day, none with an open application; usually {round(usual)}.",
    )


def pace(count: int, usual: float) -> Reason:
    return Reason(
        f"{count} keluarga atau orang dibuka dalam satu jam; biasanya paling banyak {round(usual)}.",
        f"{count} families or persons were opened within one hour; usually {round(usual)} at most.",
    )


def bulk(count: int, usual: float) -> Reason:
    return Reason(
        f"{count} orang dibaca dalam sehari; biasanya paling banyak {round(usual)}.",
        f"{count} persons were read in one day; usually {round(usual)} at most.",
    )


def listed(count: int, usual: float) -> Reason:
    return Reason(
        f"{count} orang ditampilkan dalam daftar pencarian pada satu hari; biasanya paling banyak {round(usual)}.",
        f"{count} persons were shown in lists of searches on one day; usually {round(usual)} at most.",
    )


def in_sequence(count: int) -> Reason:
    return Reason(
        f"{count} orang dibuka berurutan menurut NIK, tanpa permohonan terbuka: seperti menelusuri daftar.",
        f"{count} persons were opened in the order of their NIKs, without an open application: as one walks a list.",
    )


def many_readers(count: int, days: int) -> Reason:
    return Reason(
        f"Satu orang dibuka oleh {count} petugas dalam {days} hari tanpa permohonan terbuka yang menyebutnya.",
        f"One person was opened by {count} members of staff within {days} days, and no open application names her.",
    )


def repeated(days: int) -> Reason:
    return Reason(
        f"Petugas yang sama membuka keluarga yang sama pada {days} hari berbeda tanpa permohonan terbuka.",
        f"The same reader opened the same family on {days} different days without an open application.",
    )


def neighbours(households: int, *, own: bool) -> Reason:
    whose = (
        ("RT pembaca sendiri", "the reader's own neighbourhood (RT)") if own else ("satu RT", "one neighbourhood (RT)")
    )
    return Reason(
        f"{households} keluarga di {whose[0]} dibuka dalam sepekan tanpa permohonan terbuka.",
        f"{households} families of {whose[1]} were opened within a week without an open application.",
    )


def emergencies(count: int, days: int) -> Reason:
    return Reason(
        f"Akses darurat dibuka {count} kali dalam {days} hari.",
        f"Emergency access was opened {count} times within {days} days.",
    )


def unjustified() -> Reason:
    return Reason(
        "Akses darurat ini dinilai tidak beralasan oleh peninjaunya.",
        "Whoever reviewed this emergency access found no reason for it.",
    )
