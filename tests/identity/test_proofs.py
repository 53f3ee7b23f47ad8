"""Proofs of possession: each way in which one may not hold, and the same to a checker that does not look.

The lax checker believes the key in the header and what the proof says, so it is the check that refuses, and not some
other fault of the proof.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from hub.identity.dpop import ALGORITHMS, Possession, ProofChecker, ProofRefused, binding
from hub.store import Database, PgIdentity
from tests.identity.district import TENANT, Clock
from tests.identity.forging import forged, parsed, part, tampered
from tests.identity.proving import Prover, new_key
from tests.identity.registry import MemoryIdentity

BASE, PATH = "https://satu.example/hub", "/graphql"
TOKEN = "a.b.c"
STRANGER = new_key()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def prover(clock: Clock) -> Prover:
    return Prover(clock, BASE + PATH)


@pytest.fixture
def checker(registry: MemoryIdentity, clock: Clock) -> ProofChecker:
    return ProofChecker(registry, clock, BASE)


def shown(*proofs: str) -> Possession:
    return Possession("POST", PATH, proofs)


BAD: dict[str, Callable[[Prover], str]] = {
    "another method": lambda p: p.proof("GET", TOKEN),
    "another path": lambda p: p.proof(token=TOKEN, htu=f"{BASE}/uploads/1"),
    "another host": lambda p: p.proof(token=TOKEN, htu=f"https://evil.example/hub{PATH}"),
    "another port": lambda p: p.proof(token=TOKEN, htu=f"https://satu.example:8443/hub{PATH}"),
    "another scheme": lambda p: p.proof(token=TOKEN, htu=f"http://satu.example/hub{PATH}"),
    "another token": lambda p: p.proof(token="another"),
    "no token": lambda p: p.proof(),
    "too old": lambda p: p.proof(token=TOKEN, iat=int(p.clock().timestamp()) - 61),
    "of the future": lambda p: p.proof(token=TOKEN, iat=int(p.clock().timestamp()) + 12),
    "without a time": lambda p: p.proof(token=TOKEN, iat=None),
    "a time that is no number": lambda p: p.proof(token=TOKEN, iat="now"),
    "a time that is true": lambda p: p.proof(token=TOKEN, iat=True),
    "a time without end": lambda p: p.proof(token=TOKEN, iat=1e400),
    "without an id": lambda p: p.proof(token=TOKEN, jti=None),
    "with an empty id": lambda p: p.proof(token=TOKEN, jti=""),
    "with an endless id": lambda p: p.proof(token=TOKEN, jti="x" * 300),
    "without a method": lambda p: p.proof(token=TOKEN, htm=None),
    "without an address": lambda p: p.proof(token=TOKEN, htu=None),
    "an address that is none": lambda p: p.proof(token=TOKEN, htu="https://[::1"),
    "another type": lambda p: p.proof(token=TOKEN, header={"typ": "JWT"}),
    "no type": lambda p: p.proof(token=TOKEN, header={"typ": None}),
    "critical extensions": lambda p: p.proof(token=TOKEN, header={"crit": ["b64"], "b64": True}),
    "another key's signature": lambda p: p.proof(token=TOKEN, key=STRANGER),
    "another key": lambda p: p.proof(token=TOKEN, key=STRANGER, header={"jwk": STRANGER.as_dict(private=False)}),
    "a private key": lambda p: p.proof(token=TOKEN, header={"jwk": p.key.as_dict(private=True)}),
    "no algorithm": lambda p: forged(p.proof(token=TOKEN), _curve(p), alg="none"),
    "a secret": lambda p: forged(p.proof(token=TOKEN), _curve(p), alg="HS256"),
    "changed": lambda p: tampered(p.proof(token=TOKEN, htu=f"{BASE}/x"), htu=BASE + PATH),
    "too long": lambda p: p.proof(token=TOKEN, more="x" * 4096),
}


def _curve(prover: Prover) -> ECKey:
    assert isinstance(prover.key, ECKey)
    return prover.key


def lax(proof: str) -> str:
    """The thumbprint in a proof of which nothing is checked."""
    return ECKey.import_key(parsed(proof)[0]["jwk"]).thumbprint()


async def test_a_proof_that_holds(checker: ProofChecker, prover: Prover, clock: Clock) -> None:
    for proof in (
        prover.proof(token=TOKEN),
        prover.proof(token=TOKEN, htu="HTTPS://SATU.example:443/hub/graphql?x=1#y"),
        prover.proof(token=TOKEN, iat=clock().timestamp() - 59),
        prover.proof(token=TOKEN, iat=int(clock().timestamp()) + 9),
    ):
        await checker.check(shown(proof), TOKEN, prover.thumbprint)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_each_algorithm_that_is_offered(checker: ProofChecker, clock: Clock, algorithm: str) -> None:
    prover = Prover(clock, BASE + PATH, algorithm=algorithm)
    await checker.check(shown(prover.proof(token=TOKEN)), TOKEN, prover.thumbprint)


@pytest.mark.parametrize("kind", BAD)
async def test_a_proof_that_does_not_hold(
    checker: ProofChecker, prover: Prover, registry: MemoryIdentity, kind: str
) -> None:
    proof = BAD[kind](prover)
    assert lax(proof) in {prover.thumbprint, STRANGER.thumbprint()}, "whoever does not look takes it"
    with pytest.raises(ProofRefused) as refusal:
        await checker.check(shown(proof), TOKEN, prover.thumbprint)
    assert refusal.value.message.isascii()
    assert refusal.value.challenge.startswith("DPoP ")
    assert proof not in refusal.value.message
    assert not registry.proofs, "what is refused is not remembered"


@pytest.mark.parametrize("proof", ["", "x", "a.b.c", "e30.e30.", "bnVsbA.bnVsbA.x", "é.é.é", "a" * 100_000])
async def test_what_is_no_proof(checker: ProofChecker, proof: str) -> None:
    with pytest.raises(ProofRefused):
        await checker.check(shown(proof), TOKEN, "x" * 43)


@pytest.mark.parametrize("jwk", [None, 1, "x", {}, {"kty": "EC"}, {"kty": "RSA", "n": "AQ", "e": "AQAB"}])
async def test_a_proof_without_a_key_that_is_taken(checker: ProofChecker, prover: Prover, jwk: Any) -> None:
    head, claims = parsed(prover.proof(token=TOKEN))
    with pytest.raises(ProofRefused, match="cannot be read"):
        await checker.check(
            shown(f"{part({**head, 'jwk': jwk})}.{part(claims)}.{'A' * 86}"), TOKEN, prover.thumbprint
        )  # fmt: skip


async def test_a_shared_secret_is_no_key(checker: ProofChecker, prover: Prover) -> None:
    secret = OctKey.generate_key(256)
    proof = forged(prover.proof(token=TOKEN, header={"jwk": secret.as_dict(private=True)}), _curve(prover), alg="HS256")
    with pytest.raises(ProofRefused, match="cannot be read"):
        await checker.check(shown(proof), TOKEN, prover.thumbprint)


@pytest.mark.parametrize("count", [0, 2])
async def test_a_request_has_one_proof(checker: ProofChecker, prover: Prover, count: int) -> None:
    with pytest.raises(ProofRefused, match="exactly one"):
        await checker.check(shown(*(prover.proof(token=TOKEN) for _ in range(count))), TOKEN, prover.thumbprint)


async def test_a_proof_is_taken_once(checker: ProofChecker, prover: Prover) -> None:
    proof = prover.proof(token=TOKEN)
    await checker.check(shown(proof), TOKEN, prover.thumbprint)
    for same in (proof, prover.proof(token=TOKEN, jti=parsed(proof)[1]["jti"])):
        with pytest.raises(ProofRefused, match="used before"):
            await checker.check(shown(same), TOKEN, prover.thumbprint)


async def test_a_socket_s_proof_holds_while_it_is_open_and_for_its_token_alone(
    checker: ProofChecker, prover: Prover
) -> None:
    opened = shown(prover.proof(token=TOKEN))
    for _ in range(2):
        await checker.check(opened, TOKEN, prover.thumbprint)
    with pytest.raises(ProofRefused):
        await checker.check(opened, "another", prover.thumbprint)


async def test_of_many_processes_one_takes_a_proof(database: str, clock: Clock, prover: Prover) -> None:
    one, two = [await Database.open(database) for _ in range(2)]
    checkers = [ProofChecker(PgIdentity(each, TENANT), clock, BASE) for each in (one, two)]
    proof = prover.proof(token=TOKEN)
    taken = await asyncio.gather(
        *(each.check(shown(proof), TOKEN, prover.thumbprint) for each in checkers * 3), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in taken) == ["NoneType", *["ProofRefused"] * 5]
    await one.close()
    await two.close()


async def test_proofs_are_forgotten_when_they_are_too_old_to_come_again(
    database: str, clock: Clock, prover: Prover
) -> None:
    db = await Database.open(database)
    checker = ProofChecker(PgIdentity(db, TENANT), clock, BASE)
    for _ in range(3):
        await checker.check(shown(prover.proof(token=TOKEN)), TOKEN, prover.thumbprint)
    clock.ahead += dt.timedelta(minutes=3)
    await checker.check(shown(prover.proof(token=TOKEN)), TOKEN, prover.thumbprint)
    assert await db.fetchval("select count(*) from used_proof") == 1
    await db.close()


@pytest.mark.parametrize(
    "confirmation", [None, {}, "x", {"x5t#S256": "x"}, {"jkt": 1}, {"jkt": "x", "x5t#S256": "y"}, {"jkt": "é"}]
)
def test_a_token_that_is_bound_in_another_way_is_not_taken_for_an_unbound_one(confirmation: Any) -> None:
    with pytest.raises(ValueError, match="bound"):
        binding({"cnf": confirmation})


def test_what_a_token_is_bound_to() -> None:
    assert binding({"sub": "x"}) is None
    assert binding({"cnf": {"jkt": "x"}}) == "x"
