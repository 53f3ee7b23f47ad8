"""Each root field of administration, asked once: accounts, clients, agreements, proposals, history and keys."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from hub.core.calendar import now
from hub.core.identifiers import new_id
from tests.engine.administration import Administrators
from tests.engine.agreeing import agreement_input
from tests.engine.test_administration import client_input, key_pair
from tests.engine.test_own_client import Integrator, pair
from tests.store.watched import Watched, roots_of

READS: Final = (
    "query ($user: ID!) { user(id: $user) { id version } }",
    '{ users(first: 5, filter: {search: "Contoh"}) { edges { node { id } } } }',
    "query ($client: String!) { client(clientId: $client) { name } }",
    "{ clients(first: 5) { edges { node { clientId } } } }",
    '{ clients(first: 5, filter: {agreement: "rsud-2026"}) { edges { node { clientId } } } }',
    "query ($agreement: String!) { agreement(id: $agreement) { title } }",
    '{ agreements(first: 5, filter: {search: "rsud", active: true}) { edges { node { id } } } }',
    "query ($agreement: String!) { accountChanges(agreementId: $agreement, first: 5) { edges { node { kind } } } }",
    '{ accountChanges(service: "testCertificate", first: 5) { edges { node { kind } } } }',
    "{ counterSetting { places } }",
    "{ sharedFields { coordinate } }",
    "{ accountChanges(first: 5) { edges { node { kind } } } }",
    "query ($user: ID!) { accountChanges(userId: $user, first: 5) { edges { node { kind } } } }",
    "{ accountProposals(first: 5) { edges { node { kind } } } }",
    "{ accountProposals(first: 5, openOnly: false) { edges { node { kind } } } }",
    "query ($proposal: ID!) { accountProposal(id: $proposal) { kind } }",
    "query ($client: String!) { registeredDocuments(clientId: $client) { documentId uses operations { name } } }",
    "{ tokenKeys { id } }",
)
DOCUMENTS: Final = """
    mutation ($input: RegisterDocumentsInput!) {
      registerDocuments(input: $input) { documents { documentId } errors { code } }
    }
"""
REQUESTS: Final = "{ clientRequests { clientId } }"
STATUS: Final = "query ($id: String!) { signUp(clientId: $id) { state } }"
REFUSE: Final = """
    mutation ($input: RefuseClientRequestInput!) { refuseClientRequest(input: $input) { request { state } } }
"""
ROTATE_OWN: Final = """
    mutation ($input: RotateClientKeyInput!) { rotateClientKey(input: $input) { keys { keyId } errors { code } } }
"""
ROTATE: Final = "mutation ($input: RotateTokenKeyInput!) { rotateTokenKey(input: $input) { errors { code } } }"
SIGN_UP: Final = "mutation ($input: SignUpClientInput!) { signUpClient(input: $input) { clientId } }"


async def administration(watched: Watched) -> None:
    """Everything that administrators ask and do, on accounts made for it."""
    desk = _Desk(watched, await Administrators.of(watched.office.database, sandbox=True))
    await desk.users()
    client, agreement = await desk.clients(), await desk.agreements()
    await desk.settings()
    proposal = await desk.proposals()
    given = {"idempotencyKey": str(new_id()), "reason": "Versi baru.", "clientId": client}
    await desk.ask(DOCUMENTS, {"input": {**given, "documents": ["query Services { services { name } }"]}})
    values = {"user": desk.office.id_of("siti"), "client": client, "agreement": agreement, "proposal": proposal}
    for query in READS:
        await desk.ask(query, {name: value for name, value in values.items() if f"${name}:" in query})
    own = {"name": "Aplikasi", "office": "Kantor", "intent": "Mencoba", "keys": json.dumps(key_pair())}
    await desk.ask(SIGN_UP, {"input": {"idempotencyKey": str(new_id()), **own}})
    await desk.clients_own(own)
    await desk.ask(ROTATE, {"input": {"idempotencyKey": str(new_id()), "reason": "Giliran tahunan."}})


@dataclass
class _Desk:
    """Two administrators. Each mutation goes without errors."""

    watched: Watched
    office: Administrators

    async def do(self, mutation: str, by: str = "ani", **given: Any) -> dict[str, Any]:
        self.watched.asked.add(mutation)
        done: dict[str, Any] = await self.watched.do(mutation, self.office.do(by, mutation, **given))
        assert done["errors"] == [], (mutation, done["errors"])
        return done

    async def ask(self, query: str, values: dict[str, Any]) -> None:
        self.watched.asked |= set(roots_of(query))
        answer = await self.watched.do(query, self.office.ask("ani", query, values))
        assert "errors" not in answer.payload
        assert None not in answer.payload["data"].values()

    async def users(self) -> None:
        made = (await self.create("OPERATOR"))["user"]
        changed = await self.do("changeUser", userId=made["id"], expectedVersion=1, displayName="Contoh Baru")
        for mutation in ("endSessions", "issueOneTimeWord"):
            await self.do(mutation, userId=made["id"])
        seen = changed["user"]["version"]
        without = await self.do("resetSecondFactor", userId=made["id"], expectedVersion=seen)
        closed = await self.do("closeUser", userId=made["id"], expectedVersion=without["user"]["version"])
        await self.do("reopenUser", userId=made["id"], expectedVersion=closed["user"]["version"])

    async def clients_own(self, own: dict[str, str]) -> None:
        """What clients do themselves: one rotates its key, another one asks where people are real, and is refused."""
        integrator = Integrator(self.office, now)
        await integrator.sign_up()
        new = pair()
        await self.ask(ROTATE_OWN, {"input": integrator.rotation(new, integrator.proof(new))})
        real = _Desk(self.watched, await Administrators.of(self.office.database))
        await real.ask(SIGN_UP, {"input": {"idempotencyKey": str(new_id()), **own}})
        await real.ask(REQUESTS, {})
        asked = await self.office.database.fetchval(
            "select max(client_id) from client_request where refused_at is null"
        )
        await real.ask(STATUS, {"id": asked})
        await real.ask(REFUSE, {"input": {"idempotencyKey": str(new_id()), "clientId": asked, "reason": "Contoh."}})

    async def clients(self) -> str:
        name = f"desa-{new_id().hex[-8:]}"
        await self.do("registerClient", **client_input(clientId=name))
        await self.do("changeClient", clientId=name, expectedVersion=1, region="19.01.01")
        await self.do("closeClient", clientId=name, expectedVersion=2)
        await self.do("reopenClient", clientId=name, expectedVersion=3)
        await self.keys(f"{name}-app")
        return name

    async def keys(self, client: str) -> None:
        """One key more beside the first."""
        old, new = key_pair(), key_pair()
        given = {"proof": "PRIVATE_KEY_JWT", "keys": json.dumps(old), "redirectUris": []}
        await self.do("registerClient", **client_input(clientId=client, **given))
        both = json.dumps({"keys": [old, new]})
        await self.do("replaceClientKeys", clientId=client, expectedVersion=1, keys=both)

    async def agreements(self) -> str:
        name = f"rsud-{new_id().hex[-8:]}"
        await self.approved(await self.do("proposeAgreement", **agreement_input(agreementId=name)))
        await self.do("changeAgreement", agreementId=name, expectedVersion=1, dailyQuota=10)
        await self.do("revokeAgreement", agreementId=name, expectedVersion=2)
        await self.approved(await self.do("reopenAgreement", agreementId=name, expectedVersion=3))
        return name

    async def settings(self) -> None:
        """Sooner each time, which one administrator sets alone."""
        seen, hours = await self._set("SERVICE"), 6
        await self.do("changeService", service="testCertificate", expectedVersion=seen, promisedHours=hours - seen)
        seen = await self._set("COUNTER")
        await self.do("changeCounters", expectedVersion=seen, places=6, openPlaces=3, mostWaiting=90 + seen)

    async def _set(self, kind: str) -> int:
        """How often it was set."""
        query = "select coalesce(max(version), 0) from office_setting where kind = $1"
        found: int = await self.office.database.fetchval(query, kind)
        return found

    async def approved(self, proposed: dict[str, Any]) -> None:
        await self.do("approveAccountProposal", "budi", proposalId=proposed["proposal"]["id"])

    async def proposals(self) -> str:
        """One of each end; returns the last."""
        await self.ended("approveAccountProposal", "budi")
        await self.ended("refuseAccountProposal", "budi")
        return await self.ended("withdrawAccountProposal", "ani")

    async def ended(self, mutation: str, by: str) -> str:
        proposed = (await self.create("VERIFIER"))["proposal"]["id"]
        await self.do(mutation, by, proposalId=proposed)
        return str(proposed)

    async def create(self, role: str) -> dict[str, Any]:
        name = f"contoh.{new_id().hex[-8:]}"
        return await self.do(
            "createUser", username=name, displayName="Contoh", roles=[role], region="19.01",
            purposes=["CIVIL_REGISTRATION"],
        )  # fmt: skip
