"""The texts of notices: each step in both languages, the length of an SMS, and files that are refused."""

from __future__ import annotations

import shutil
import uuid
from email.message import EmailMessage
from pathlib import Path

import pytest

from hub import services
from hub.cli.check import notice_lines
from hub.console.base import notice_texts
from hub.core.contact import e164, mail_address
from hub.core.errors import BadInput
from hub.core.notices import BY_CLOCK, TEMPLATES, Medium, NoticeState, NotSent
from hub.core.refusal import SENTENCES, RefusalReason
from hub.notices.gsm import parts
from hub.notices.mail import MailServer, written
from hub.notices.sending import NotTaken, Outgoing
from hub.notices.texts import FOLDER, LANGUAGES, NAMES, Texts, Values, problems_of
from tests.store.samples import NOW

NUMBER, LINK = "AL-7K3M-Q9TD", "https://satu.bangka.go.id/track"
LONGEST = {
    "count": "2",
    "todo": "Surat keterangan kelahiran dari rumah sakit, puskesmas, dokter, bidan, atau kepala desa/lurah",
    "due": "30 September 2026",
    "reason": "Jaringan terputus.",
    "when": "Senin, 30 November 2026 pukul 09.00",
    "place": "kantor Dinas",
    "bring": "Surat keterangan kehilangan dari kepolisian, Kartu Keluarga",
}
SERVICES = {service.name: service for service in services.discover()}
CONDOLENCE = {"id": "Kami turut berduka cita.", "en": "We are sorry for your loss."}


def values(template: str, service: str = "birthCertificate", **fields: str) -> Values:
    return Values(
        template=template,
        service_name=service,
        number=NUMBER,
        service=SERVICES[service].title_id,
        link=LINK,
        office="Dinas Contoh (DATA CONTOH)",
        fields=fields,
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", NAMES)
def test_each_notice_says_what_it_is_about_in_each_way(language: str, template: str) -> None:
    texts = Texts.load(language)
    given = values(template, **LONGEST)
    mail = texts.mail(given)
    said = [texts.message(Medium.SMS, given), texts.message(Medium.WHATSAPP, given), mail.subject, mail.body]
    for text in said:
        assert NUMBER in text
        assert not set("{}") & set(text)
        assert "  " not in text
        assert text == text.strip()
    assert "\n" not in mail.subject
    assert LINK in mail.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("service", sorted(SERVICES))
def test_an_sms_is_one_part_for_each_step_of_each_service(language: str, service: str) -> None:
    texts = Texts.load(language)
    for template in NAMES:
        text = texts.message(Medium.SMS, values(template, service, **LONGEST))
        assert parts(text) == 1, (template, len(text), text)


def test_a_sentence_is_left_out_only_where_there_is_no_room() -> None:
    texts = Texts.load("id")
    assert "Kartu Keluarga" in texts.message(Medium.SMS, values("needs-correction", count="1", todo="Kartu Keluarga"))
    assert "30 September 2026" in texts.message(Medium.SMS, values("complete", "deathCertificate", **LONGEST))
    assert LONGEST["todo"] not in texts.message(Medium.SMS, values("needs-correction", **LONGEST))
    assert LONGEST["todo"] in texts.message(Medium.WHATSAPP, values("needs-correction", **LONGEST))


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_reports_a_death_reads_condolences_first(language: str) -> None:
    texts, words = Texts.load(language), CONDOLENCE[language]
    for template in NAMES:
        given = values(template, "deathCertificate", **LONGEST)
        assert texts.message(Medium.SMS, given).startswith(words)
        assert texts.message(Medium.WHATSAPP, given).startswith(words)
        assert texts.mail(given).body.split("\n")[2].startswith(words)
        assert words not in texts.mail(values(template, **LONGEST)).body


def test_a_refusal_says_that_one_may_object_and_a_document_that_no_pin_is_asked() -> None:
    texts = Texts.load("id")
    for medium in (Medium.SMS, Medium.WHATSAPP):
        assert "keberatan" in texts.message(medium, values("refused"))
        assert "PIN" in texts.message(medium, values("ready"))
    assert "berhak mengajukan keberatan" in texts.mail(values("refused")).body


def test_a_mail_gives_the_code_of_a_refusal_in_words_and_a_phone_does_not() -> None:
    for number, language in enumerate(LANGUAGES):
        texts, sentence = Texts.load(language), SENTENCES[RefusalReason.NO_MANDATE][number]
        given = values("refused", ground=sentence, reason="Kuasa belum ada.")
        assert sentence in texts.mail(given).body
        assert "Kuasa belum ada." in texts.mail(given).body
        for medium in (Medium.SMS, Medium.WHATSAPP):
            assert sentence not in texts.message(medium, given)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
     ("ā" * 70, 1), ("ā" * 71, 2), ("😀" * 35, 1), ("😀" * 36, 2)],
)  # fmt: skip
def test_the_parts_of_an_sms(text: str, expected: int) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('sms = "Permohonan {number} ({service}) sudah', 'sms = "Permohonan {number.__class__} sudah', "not given"),
        ('sms = "Permohonan {number} ({service}) sudah', 'sms = "Permohonan {number!r} sudah', "not given"),
        ('sms = "Permohonan {number} ({service}) sudah', 'sms = "Permohonan {nik} {number} sudah', "{nik}"),
        ('sms = "Permohonan {number} ({service}) sudah', 'sms = "Permohonan {number} {reason} sudah', "{reason}"),
        ('sms = "Permohonan {number} ({service}) sudah', 'sms = "Permohonan sudah', "does not name"),
        ('sms = "Permohonan {number} ({service}) sudah', 'sms = "Permohonan {number sudah', "brace"),
        ("[handed-over]", "[handed]", "[handed-over] is missing"),
        ("deathCertificate =", "deathCertificat =", "names no service"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, old: str, new: str, expected: str) -> None:
    shutil.copytree(FOLDER, tmp_path / "texts")
    path = tmp_path / "texts" / "id.toml"
    changed = path.read_text().replace(old, new, 1)
    assert changed != path.read_text()
    path.write_text(changed)
    lines = list(notice_lines(tmp_path / "texts"))
    assert any(expected in line and "id.toml" in line for line in lines), lines
    if "service" not in expected:
        with pytest.raises(BadInput, match="cannot be used"):
            Texts.load("id", tmp_path / "texts")


def test_officers_read_words_for_every_code() -> None:
    assert set(notice_texts.NAMES) == {*TEMPLATES.values(), *BY_CLOCK.values()}
    assert set(notice_texts.STATES) == {state.value for state in NoticeState}
    assert set(notice_texts.CHANNELS) == {medium.value for medium in Medium}
    assert set(notice_texts.REASONS) == {reason.value for reason in NotSent}


def test_our_own_files_hold_together() -> None:
    assert list(notice_lines()) == []
    assert list(problems_of({})) != []


def test_a_value_stays_a_value() -> None:
    mail = Texts.load("id").mail(values("delayed", reason="{number.__class__}\r\nBcc: all@contoh.id"))
    assert "Alasannya: {number.__class__} Bcc: all@contoh.id" in mail.body


def outgoing(to: str = "warga.contoh@example.org", subject: str = "Permohonan") -> Outgoing:
    return Outgoing(
        id=uuid.UUID(int=1), at=NOW, to=to, subject=subject, text="Teks.", template="received", language="id"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("to", "subject", "code"),
    [
        ("a@b.id\r\nBcc: all@b.id", "Permohonan", "BAD_ADDRESS"),
        ("a@b.id, all@b.id", "Permohonan", "BAD_ADDRESS"),
        ("<a@b.id>", "Permohonan", "BAD_ADDRESS"),
        ("a@b.id", "Permohonan\r\nBcc: all@b.id", "BAD_HEADER"),
        ("a@b.id", "Permohonan\nBcc: all@b.id", "BAD_HEADER"),
    ],
)
def test_no_header_is_smuggled_in(to: str, subject: str, code: str) -> None:
    with pytest.raises(NotTaken) as refused:
        written(outgoing(to, subject), "satu@dinas.test", "satu.test")
    assert (refused.value.code, refused.value.for_good) == (code, True)


def test_a_mail_has_the_headers_of_a_machine_and_nothing_attached() -> None:
    mail = written(outgoing(), "satu@dinas.test", "satu.test")
    assert isinstance(mail, EmailMessage)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert not mail.is_multipart()
    assert "warga.contoh" not in repr(outgoing())


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0812-7100-9001", "+6281271009001"),
        ("+62 812 7100 9001", "+6281271009001"),
        ("62812 7100 9001", "+6281271009001"),
        ("(0717) 92001", "+6271792001"),
        ("12345", None),
        ("nomor saya", None),
        ("", None),
        ("0812-7100-9001\r\n", "+6281271009001"),
    ],
)
def test_phone_numbers_as_people_type_them(typed: str, expected: str | None) -> None:
    assert e164(typed) == expected


@pytest.mark.parametrize("typed", ["a@b", "a b@c.id", "é@c.id", "a@b.id\n", "@b.id", '"a b"@c.id', "a@-.", "x" * 255])
def test_addresses_that_no_mail_goes_to(typed: str) -> None:
    assert mail_address(typed) in {None, "a@b.id"}


@pytest.mark.parametrize(
    ("url", "port", "tls", "start_tls"),
    [
        ("smtps://satu:p%40ss@mail.example", 465, True, False),
        ("smtp://mail.example", 587, False, True),
        ("smtp://mail.example:25", 25, False, True),
        ("smtp://127.0.0.1:2525", 2525, False, False),
    ],
)
def test_mail_leaves_the_machine_encrypted(url: str, port: int, *, tls: bool, start_tls: bool) -> None:
    server = MailServer.at(url)
    assert (server.how["port"], server.how["use_tls"], server.how["start_tls"]) == (port, tls, start_tls)
    assert server.password in {None, "p@ss"}
    assert "p@ss" not in repr(server)


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://h:x", "smtp://h/path"])
def test_an_address_that_is_no_mail_server_is_not_repeated(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        MailServer.at(url)
    assert url not in refused.value.message.replace("smtp[s]://[user:password@]host[:port]", "")
