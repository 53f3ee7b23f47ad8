"""Tokens bound to a key (DPoP), from the token endpoint to the verifier, over real HTTP."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from hub.core.errors import Unauthenticated
from hub.identity import Possession, Verifier
from hub.identity.dpop import ProofRefused
from tests.identity.district import CALLBACK, SECRET, TENANT, VERIFIER, Office, basic
from tests.identity.forging import parsed
from tests.identity.issuer import other_issuer
from tests.identity.proving import Prover
from tests.identity.registry import MemoryIdentity

PATH = "/graphql"


@pytest.fixture
def prover(desk: Office) -> Prover:
    """A key whose proofs are for the token endpoint, unless they say otherwise."""
    return Prover(desk.clock, f"{desk.url}/oauth/token")


async def asked(desk: Office, proof: str | None, headers: dict[str, str] | None = None, **form: str) -> dict[str, Any]:
    """The answer of the token endpoint, with its status."""
    given = {**(headers or {}), **({"DPoP": proof} if proof else {})}
    async with desk.http.post(f"{desk.url}/oauth/token", data=form, headers=given) as response:
        return {"status": response.status, **await response.json()}


async def exchanged(desk: Office, proof: str | None, code: str, client_id: str = "console") -> dict[str, Any]:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    if client_id == "console":
        return await asked(desk, proof, None, client_id=client_id, **form)
    return await asked(desk, proof, basic(client_id, SECRET), **form)


async def refreshed(desk: Office, proof: str | None, token: str) -> dict[str, Any]:
    return await asked(desk, proof, grant_type="refresh_token", refresh_token=token, client_id="console")


async def credentials(desk: Office, proof: str | None) -> dict[str, Any]:
    return await asked(desk, proof, basic("frontend", SECRET), grant_type="client_credentials")


def possession(desk: Office, prover: Prover, token: str, **changes: Any) -> Possession:
    return Possession("POST", PATH, (prover.proof(token=token, htu=f"{desk.url}{PATH}", **changes),))


async def test_a_token_is_bound_to_the_key_of_the_proof(desk: Office, prover: Prover) -> None:
    body = await credentials(desk, prover.proof())
    assert (body["status"], body["token_type"]) == (200, "DPoP")
    token = body["access_token"]
    assert parsed(token)[1]["cnf"] == {"jkt": prover.thumbprint}
    for _ in range(2):
        actor = await desk.verifier.actor(f"DPoP {token}", possession(desk, prover, token))
        assert actor.client_id == "frontend"
    async with desk.http.post(
        f"{desk.url}/oauth/introspect", data={"token": token}, headers=basic("frontend", SECRET)
    ) as response:
        told = await response.json()
    assert (told["token_type"], told["cnf"]) == ("DPoP", {"jkt": prover.thumbprint})


async def test_without_a_proof_a_token_is_a_bearer_s(desk: Office) -> None:
    body = await credentials(desk, None)
    assert (body["token_type"], "cnf" in parsed(body["access_token"])[1]) == ("Bearer", False)


async def test_a_stolen_bound_token_opens_nothing(desk: Office, prover: Prover) -> None:
    token = (await credentials(desk, prover.proof()))["access_token"]
    good = possession(desk, prover, token)
    await desk.verifier.actor(f"DPoP {token}", good)
    assert desk.verifier.known(f"DPoP {token}") is None, "no pass lets a bound token by"
    thief = Prover(desk.clock)
    stolen = good.proofs[0]
    for authorization, shown in (
        (f"Bearer {token}", None),
        (f"Bearer {token}", possession(desk, prover, token)),
        (f"DPoP {token}", None),
        (f"DPoP {token}", Possession("POST", PATH)),
        (f"DPoP {token}", Possession("POST", PATH, (stolen,))),
        (f"DPoP {token}", Possession("GET", PATH, (prover.proof(token=token, htu=f"{desk.url}{PATH}"),))),
        (f"DPoP {token}", possession(desk, thief, token)),
        (f"DPoP {token}", possession(desk, prover, "another")),
    ):
        with pytest.raises(ProofRefused):
            await desk.verifier.actor(authorization, shown)


async def test_an_unbound_token_is_a_bearer_s_alone(desk: Office, prover: Prover) -> None:
    token = (await credentials(desk, None))["access_token"]
    with pytest.raises(ProofRefused, match="not bound"):
        await desk.verifier.actor(f"DPoP {token}", possession(desk, prover, token))
    assert not (await desk.verifier.actor(f"Bearer {token}")).is_anonymous
    with pytest.raises(ProofRefused, match="not bound"):
        await desk.verifier.actor(f"DPoP {token}", possession(desk, prover, token))


async def test_another_issuer_s_bound_token_wants_its_key_too(desk: Office, prover: Prover) -> None:
    async with other_issuer(desk.clock) as issuer:
        verifier = Verifier(
            TENANT, MemoryIdentity(), desk.clock, external=[issuer.trusted], http=desk.http, public_url=desk.url
        )  # fmt: skip
        token = issuer.token(cnf={"jkt": prover.thumbprint})
        for _ in range(2):
            assert (await verifier.actor(f"DPoP {token}", possession(desk, prover, token))).roles
        with pytest.raises(ProofRefused):
            await verifier.actor(f"Bearer {token}", possession(desk, prover, token))
        with pytest.raises(ProofRefused):
            await verifier.actor(f"DPoP {token}", possession(desk, Prover(desk.clock), token))
        with pytest.raises(Unauthenticated):
            await verifier.actor(f"Bearer {issuer.token(cnf={'x5t#S256': 'x'})}")


@pytest.mark.parametrize(
    "changes",
    [{"htm": "GET"}, {"htu": "https://elsewhere.example/oauth/token"}, {"iat": 1}, {"jti": None}],
    ids=["method", "address", "time", "id"],
)
async def test_a_proof_that_does_not_hold_gets_no_token(
    desk: Office, prover: Prover, registry: MemoryIdentity, changes: dict[str, Any]
) -> None:
    body = await credentials(desk, prover.proof(**changes))
    assert (body["status"], body["error"]) == (400, "invalid_dpop_proof")
    assert not registry.proofs


async def test_a_proof_gets_one_token(desk: Office, prover: Prover) -> None:
    proof = prover.proof()
    assert (await credentials(desk, proof))["status"] == 200
    assert (await credentials(desk, proof))["error"] == "invalid_dpop_proof"


async def test_two_proofs_get_no_token(desk: Office, prover: Prover) -> None:
    fields = [*basic("frontend", SECRET).items(), ("DPoP", prover.proof()), ("DPoP", prover.proof())]
    form = {"grant_type": "client_credentials"}
    async with desk.http.post(f"{desk.url}/oauth/token", data=form, headers=fields) as response:
        assert (await response.json())["error"] == "invalid_dpop_proof"


async def test_strangers_make_the_registry_remember_nothing(
    desk: Office, prover: Prover, registry: MemoryIdentity
) -> None:
    body = await asked(desk, prover.proof(), grant_type="refresh_token", refresh_token="x", client_id="console")
    assert body["error"] == "invalid_grant"
    assert not registry.proofs


async def test_a_client_that_has_to_bind_its_tokens_gets_no_others(
    desk: Office, prover: Prover, registry: MemoryIdentity
) -> None:
    for name in ("frontend", "console"):
        registry.clients[name] = dataclasses.replace(registry.clients[name], dpop_bound=True)
    code = await desk.code()
    assert (await credentials(desk, None))["error"] == "invalid_dpop_proof"
    assert (await exchanged(desk, None, code))["error"] == "invalid_dpop_proof"
    body = await exchanged(desk, prover.proof(), code)
    assert body["token_type"] == "DPoP", "the code was not used up"
    assert (await refreshed(desk, None, body["refresh_token"]))["error"] == "invalid_dpop_proof"
    assert (await credentials(desk, prover.proof()))["token_type"] == "DPoP"


async def test_a_public_client_s_refresh_token_is_bound_and_a_thief_neither_uses_nor_ends_it(
    desk: Office, prover: Prover
) -> None:
    thief = Prover(desk.clock, prover.url)
    body = await exchanged(desk, prover.proof(), await desk.code())
    for proof in (None, thief.proof()):
        assert (await refreshed(desk, proof, body["refresh_token"]))["status"] == 400
    second = await refreshed(desk, prover.proof(), body["refresh_token"])
    assert (second["status"], second["token_type"]) == (200, "DPoP")
    assert parsed(second["access_token"])[1]["cnf"] == {"jkt": prover.thumbprint}
    assert (await refreshed(desk, thief.proof(), second["refresh_token"]))["error"] == "invalid_grant"
    for used_before in (body, second):
        answer = await refreshed(desk, prover.proof(), used_before["refresh_token"])
        assert answer["error"] == "invalid_grant", "a second use ends all of the log-in"


async def test_a_confidential_client_may_change_its_key(desk: Office, prover: Prover) -> None:
    code = await desk.code(client_id="frontend", scope="citizen:read")
    body = await exchanged(desk, prover.proof(), code, "frontend")
    new, form = Prover(desk.clock, prover.url), {"grant_type": "refresh_token", "refresh_token": body["refresh_token"]}
    second = await asked(desk, new.proof(), basic("frontend", SECRET), **form)
    assert parsed(second["access_token"])[1]["cnf"] == {"jkt": new.thumbprint}


async def test_a_code_that_was_asked_for_a_key_is_exchanged_with_it_alone(desk: Office, prover: Prover) -> None:
    thief = Prover(desk.clock, prover.url)
    for proof, error in ((None, "invalid_dpop_proof"), (thief.proof(), "invalid_grant")):
        code = await desk.code(dpop_jkt=prover.thumbprint)
        assert (await exchanged(desk, proof, code))["error"] == error
    code = await desk.code(dpop_jkt=prover.thumbprint)
    assert (await exchanged(desk, prover.proof(), code))["token_type"] == "DPoP"
    assert (await desk.authorize(dpop_jkt="x")).sent_back["error"] == "invalid_request"
