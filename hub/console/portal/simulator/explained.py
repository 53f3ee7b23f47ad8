"""What the engine explains in English, in both languages: its facts, its reasons, and whom to ask.

An office may write policies of its own: where a sentence is not known here, the Indonesian half says what was decided.
The engine's own sentence always stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hub.access.agreements import RULE
from hub.access.protecting import PROTECTED
from hub.core.errors import ErrorCode, HubError
from hub.core.texts import Pair, counted, indonesian, say
from hub.engine.rights import FieldRight, OperationRights, Outcome

_WORDS: Final = (
    say("tidak ada, terbuka untuk semua"),
    say("bukan data pribadi"),
    say("E, satu perintah ke catatan"),
    say("D, satu perintah ke catatan, lalu instansi"),
    say("D, satu perintah ke catatan, lalu instansi yang salinannya sudah lama"),
    say("terbuka untuk semua"),
    say("seperti medan di atasnya"),
)
_BY_RESOLVERS: Final = re.compile(r"C, by the resolvers: .+")
_VALUES: Final = re.compile(r"(\d+) values? at most")
_KEYS: Final = re.compile(r"(\S+) for (\S+): (\d+) keys? at most, (\d+) calls?")
_UNKNOWN: Final = re.compile(r"(\S+) for whom the record does not know: (\d+) calls? at most")
_ROWS: Final[dict[str, Pair]] = {
    "region_subtree": say("orang di wilayahnya"),
    "region_or_opened": say("orang di wilayahnya, dan yang dibuka dalam keadaan darurat"),
    "not_sealed": say("bukan yang datanya dirahasiakan"),
    "resident": say("bukan yang sudah pindah"),
    "own_data": say("dirinya sendiri"),
}
_AGREEMENT: Final = (
    (
        re.compile(r"names no sharing agreement"),
        indonesian("Pendaftaran klien ini tidak menyebut perjanjian berbagi data."),
    ),
    (re.compile(r"does not name the field"), indonesian("Perjanjiannya tidak menyebut medan ini.")),
    (re.compile(r"is masked"), indonesian("Perjanjiannya menyamarkan medan ini.")),
    (re.compile(r""), indonesian("Perjanjiannya sedang tidak berlaku.")),
)
_SENTENCES: Final = (
    say("Warga membaca apa yang disimpan tentang dirinya."),
    say("Petugas dinas membaca data penduduk, keluarga, dan permohonan untuk pencatatan sipil."),
    say("Pendamping mencocokkan orang dan mengikuti permohonan yang ia serahkan."),
    say("Instansi membaca yang disebut perjanjiannya, untuk tujuan perjanjian itu."),
    say("Instansi yang mengirim dengan caranya sendiri diberi tahu nasib kirimannya."),
    say("Pengawas membaca siapa melihat data apa, untuk pengawasan."),
    say("Hub sendiri membaca untuk pencatatan sipil."),
    say("Administrator dan kepala dinas membaca akun; pengawas membaca riwayatnya."),
    say("Kepala dinas membaca akses darurat dan daftar pelanggaran."),
    say("Yang boleh dibaca ditampilkan, kecuali yang disamarkan suatu aturan."),
    say("Rencana dan anggaran dibuat tanpa mengetahui nama siapa pun."),
    say("Rencana dan anggaran dibuat tanpa mengetahui nama orang tua siapa pun."),
    say("Permintaan warga tentang datanya dibaca yang menerimanya dan yang menjawabnya."),
)
_ASKED: Final = (
    say("kepala dinas"),
    say("dinas kabupaten itu"),
    say("dinas"),
    say("dinas, yang menghubungkan akun dengan pemiliknya"),
    say("administrator hub, yang mengurus perjanjian"),
    say("administrator hub, yang memberi lingkup kepada klien dan peran kepada pengguna"),
    say("administrator hub, yang mendaftarkan klien dan pengguna"),
    say("administrator hub", context="portal"),
    say("pengelola hub, yang menyambungkan instansi"),
    say("kepala dinas, yang memutuskan kebijakan data yang dilindungi"),
    say("tidak kepada siapa pun"),
)
_REFUSED: Final = {
    ErrorCode.FORBIDDEN: indonesian(
        "Keperluan ini tidak ada dalam pendaftaran atau perjanjiannya. Pilih keperluan lain, atau minta keperluan ini "
        "kepada administrator hub."
    ),
    ErrorCode.BAD_INPUT: indonesian("Ada lebih dari satu keperluan. Pilih untuk keperluan apa datanya diminta."),
}
_UNUSABLE: Final = {
    ErrorCode.BAD_INPUT: indonesian(
        "Teks ini bukan operasi GraphQL yang sesuai dengan kontrak kami. Periksa ejaan, kurung, dan medannya."
    ),
    ErrorCode.COST_EXCEEDED: indonesian(
        "Operasi ini lebih besar daripada yang diizinkan. Bagi menjadi beberapa operasi yang lebih kecil."
    ),
}
_KNOWN_WORDS: Final = {one[1]: one for one in _WORDS}
_KNOWN_ASKED: Final = {english: said for said, english in _ASKED}
_ABOUT: Final = re.compile(r"(.+), about the agreement (.+)")


def fact(text: str) -> Pair:
    """A line of an explanation; what is a code is itself in both languages."""
    if (known := _KNOWN_WORDS.get(text)) is not None:
        return known
    if _BY_RESOLVERS.fullmatch(text):
        return say("C, medan demi medan")[0], text
    if found := _VALUES.fullmatch(text):
        return say("paling banyak {many}", many=counted("{count} nilai", int(found[1])))
    if found := _UNKNOWN.fullmatch(text):
        return say(
            "{agency} untuk yang belum ada di catatan: paling banyak {calls}", agency=found[1], calls=_calls(found[2])
        )
    if found := _KEYS.fullmatch(text):
        agency, facet, keys, calls = found.groups()
        return say(
            "{agency} untuk {facet}: paling banyak {keys}, {calls}",
            agency=agency, facet=facet, keys=counted("{count} kunci", int(keys)), calls=_calls(calls),
        )  # fmt: skip
    return text, text


def refused(rights: OperationRights) -> Pair:
    """Why nothing of an operation is answered."""
    return _said(_REFUSED, rights.code, rights.refused)


def unusable(error: HubError) -> Pair:
    """Why a text cannot be simulated at all."""
    return _said(_UNUSABLE, error.code, error.message)


def rows(text: str) -> Pair:
    """Whose data may be shown at all."""
    names, _, region = text.partition(" of ")
    if names == "nobody's":
        return say("tidak seorang pun", context="portal")
    found = [_ROWS.get(name, (name, name)) for name in names.split(", ")]
    said = ", ".join(one[0] for one in found), ", ".join(one[1] for one in found)
    return say("{who} ({region})", who=said, region=region) if region else said


def rule(text: str) -> Pair:
    """By what a field was decided: codes, or one of two words."""
    return _KNOWN_WORDS.get(text, (text, text))


def why(field: FieldRight) -> Pair:
    """Why somebody does not get a field; ("", "") where she does."""
    return (_why(field), field.why) if field.why else ("", "")


def ask(text: str) -> Pair:
    """Whom to ask for it."""
    if (found := _KNOWN_ASKED.get(text)) is not None:
        return found, text
    if (about := _ABOUT.fullmatch(text)) is not None and about[1] in _KNOWN_ASKED:
        return say("{who}, tentang perjanjian {number}", who=(_KNOWN_ASKED[about[1]], about[1]), number=about[2])
    return text, text


def _said(sentences: Mapping[ErrorCode, str], code: ErrorCode | None, english: str) -> Pair:
    return sentences.get(code or ErrorCode.INTERNAL) or indonesian("Operasi ini tidak dapat dipakai."), english


def _why(field: FieldRight) -> str:
    if field.outcome is Outcome.UNREACHED:
        return indonesian("Semua medan di atasnya ditolak.")
    if field.rule == RULE:
        return next(said for pattern, said in _AGREEMENT if pattern.search(field.why))
    if field.rule == PROTECTED:
        return indonesian("Dilindungi UU 24/2013 pasal 84, dan tidak ada kebijakan yang membukanya untuk Anda.")
    if field.rule.startswith("scope:"):
        return indonesian("Tokennya tidak membawa lingkup itu. Minta lingkup itu.")
    if field.rule == "token":
        return indonesian("Ini memerlukan token akses.")
    decided = (
        indonesian("Disamarkan untuk keperluan ini.")
        if field.outcome is Outcome.MASKED
        else indonesian("Tidak boleh dibaca untuk keperluan ini.")
    )
    return " ".join([decided, *(said for said, english in _SENTENCES if english in field.why)])


def _calls(number: str) -> Pair:
    return counted("{count} panggilan", int(number))
