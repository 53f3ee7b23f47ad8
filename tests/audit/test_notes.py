"""Signed heads against what others signed: the vectors of Go's note package and of the C2SP documents."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.audit import notes
from hub.audit.notes import BadNote, Head, Note, Signer, Verifier
from hub.core.errors import BadInput

# golang.org/x/mod/sumdb/note, note_test.go.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SAID = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NOW = dt.datetime(2026, 11, 26, 4, 0, tzinfo=dt.UTC)
LOG = Signer.of("hub.example/1901", bytes(range(32)))
WITNESS = Signer.of("witness.example/w1", bytes(range(1, 33)), witness=True)
HEAD = Head("hub.example/1901", 7, bytes(range(32)))


def test_a_note_that_go_signed() -> None:
    key = Verifier.read(NEUMANN)
    assert str(key) == NEUMANN
    note = Note.read(SAID)
    assert str(note) == SAID
    assert note.signed_by(key) == 0
    assert Note.read(SAID.replace("problem is", "problems are")).signed_by(key) is None
    assert note.signed_by(LOG.verifier) is None


def test_a_head_says_what_it_was_signed_with() -> None:
    note = HEAD.signed(LOG, NOW)
    assert note.text == f"hub.example/1901\n7\n{base64.b64encode(bytes(range(32))).decode()}\n"
    assert notes.verified(str(note), [WITNESS.verifier, LOG.verifier]) == HEAD
    cosigned = str(note.with_lines([WITNESS.line(note.text, NOW)]))
    assert notes.verified(cosigned, [LOG.verifier]) == HEAD
    assert notes.cosigned_at(cosigned, WITNESS.verifier) == NOW
    assert notes.cosigned_at(str(note), WITNESS.verifier) is None
    assert notes.cosigned_at(cosigned, LOG.verifier) is None


def test_a_cosignature_is_made_as_the_document_says() -> None:
    """c2sp.org/tlog-cosignature: the key's id, eight bytes of time, and what is signed."""
    line = WITNESS.line(HEAD.text, NOW)
    data = base64.b64decode(line.rsplit(" ", 1)[1])
    assert data[:4] == WITNESS.verifier.id
    assert int.from_bytes(data[4:12], "big") == NOW.timestamp()
    message = f"cosignature/v1\ntime {int(NOW.timestamp())}\n{HEAD.text}".encode()
    WITNESS.key.public_key().verify(data[12:], message)
    later = data[:4] + (int(NOW.timestamp()) + 1).to_bytes(8, "big") + data[12:]
    forged = f"\u2014 {WITNESS.verifier.name} {base64.b64encode(later).decode()}\n"
    assert Note(HEAD.text, (forged,)).signed_by(WITNESS.verifier) is None


@pytest.mark.parametrize("changed", ["another/1901", "8", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="])
def test_a_head_that_was_changed_is_signed_by_nobody(changed: str) -> None:
    lines = str(HEAD.signed(LOG, NOW)).split("\n")
    place = {"a": 0, "8": 1, "A": 2}[changed[0]]
    lines[place] = changed
    with pytest.raises(BadNote):
        notes.verified("\n".join(lines), [LOG.verifier])


def test_nobody_signs_for_a_log_by_another_name_or_as_a_witness() -> None:
    stranger = Signer.of("other.example", bytes(range(32)))
    note = Note(HEAD.text, (stranger.line(HEAD.text, NOW), WITNESS.line(HEAD.text, NOW)))
    with pytest.raises(BadNote):
        notes.verified(str(note), [stranger.verifier, WITNESS.verifier, LOG.verifier])


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_no_note_is_told_as_such(text: str) -> None:
    for given_text in (text, f"{HEAD.text}\n{text}", text + str(HEAD.signed(LOG, NOW))[1:]):
        with pytest.raises(BadNote):
            notes.verified(given_text, [LOG.verifier])


@pytest.mark.parametrize(
    "text", ["", "a", "a+b", "hub+00000000+AQ==", NEUMANN.replace("c74f", "c74e"), NEUMANN[:-4], "x+y+" + "A" * 44]
)
def test_a_text_that_is_no_key(text: str) -> None:
    with pytest.raises(BadInput):
        Verifier.read(text)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb"])
def test_a_name_that_cannot_stand_on_a_line(name: str) -> None:
    with pytest.raises(BadInput):
        Signer.of(name, bytes(32))


@pytest.mark.parametrize(
    "text", ["", "hub\n", "hub\n7\n", "hub\n07\n" + "A" * 43 + "=\n", "hub\n-1\n" + "A" * 43 + "=\n", "hub\n7\nAAAA\n"]
)
def test_a_text_that_is_no_head(text: str) -> None:
    with pytest.raises(BadNote):
        Head.read(text)
