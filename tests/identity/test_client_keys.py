"""Keys that an administrator pastes, and one-time words in halves."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey

from hub.core.errors import BadInput
from hub.identity.client_keys import public_keys
from hub.identity.words import OneTimeWords, new_seed

EC = ECKey.generate_key("P-256", private=True, auto_kid=True)


def public(key: Any, **changes: Any) -> str:
    return json.dumps({**key.as_dict(private=False), **changes})


def test_a_key_or_a_set_of_two_is_taken_with_its_id() -> None:
    (key,) = public_keys(public(EC))
    assert key == {**EC.as_dict(private=False), "use": "sig"} | {"kid": EC.kid}
    other = OKPKey.generate_key("Ed25519", private=True)
    both = public_keys(json.dumps({"keys": [EC.as_dict(private=False), other.as_dict(private=False)]}))
    assert [one["kid"] for one in both] == [EC.kid, other.thumbprint()]
    assert public_keys(" ") == ()


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(EC.as_dict(private=True)),
        json.dumps(OctKey.generate_key(256).as_dict(private=True)),
        json.dumps({"kty": "RSA", "n": "A" * 171, "e": "AQAB"}),
        public(EC, use="enc"),
        public(OKPKey.generate_key("X25519", private=True)),
        public(ECKey.generate_key("secp256k1", private=True)),
        public(EC, x="AAAA"),
        json.dumps({"keys": []}),
        json.dumps({"keys": [EC.as_dict(private=False)] * 3}),
        json.dumps({"keys": ["x"]}),
        "[]",
        "no JSON",
        "[" * 100_000,
    ],
    ids=range(13),
)
def test_what_is_no_public_key_for_signatures_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        public_keys(text)
    assert caught.value.path == "keys"


def test_a_first_half_is_made_again_from_seed_and_key_alone(tmp_path: Path) -> None:
    words, seed, user = OneTimeWords.load(tmp_path / "accounts"), new_seed(), uuid.UUID(int=1)
    first = words.first(user, seed)
    assert OneTimeWords.load(tmp_path / "accounts").first(user, seed) == first
    others = {
        words.first(uuid.UUID(int=2), seed), words.first(user, new_seed()), OneTimeWords(b"x" * 32).first(user, seed),
        words.second(), words.second(),
    }  # fmt: skip
    assert len(others | {first}) == 6
    assert (tmp_path / "accounts" / "words.key").stat().st_mode & 0o077 == 0


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    OneTimeWords.load(tmp_path)
    (tmp_path / "words.key").chmod(0o644)
    with pytest.raises(BadInput, match="cannot be used"):
        OneTimeWords.load(tmp_path)
