"""What the graph reads and writes through: every port with what stands behind it here."""

from __future__ import annotations

from functools import cache

from hub import store
from hub.access import Policies
from hub.audit.unkept import UnkeptReceipts
from hub.console.base.comparison import RELEASED, Comparison
from hub.console.base.contract import Contract
from hub.core.actor import Actor
from hub.core.calendar import now
from hub.core.trusted import TrustedDocuments
from hub.core.webhook import Webhooks
from hub.documents import TypstCertificates, Uploads
from hub.engine.explaining import examiner_of
from hub.engine.reference import Reference
from hub.exchange.sealing import SealingKey
from hub.exchange.webhook_secrets import SealedSecrets
from hub.loaders.keeper import keepers_of
from hub.loaders.notebook import Notebook, listened_to
from hub.loaders.sharing import SharedSources
from hub.loaders.unknown import UnknownNiks
from hub.parts import Common
from hub.resolvers import Hub
from hub.schema.root import HubSchema
from hub.web.identity import administration
from hub.web.settings import Settings


def hub_of(settings: Settings, made: Common, uploads: Uploads, schema: HubSchema, notebook: Notebook) -> Hub:
    """The hub of these settings, on the parts that were made for it."""
    database, signing, name = made.database, settings.state_dir / "signing", settings.office_name
    receipts, copies = store.PgReceipts(database), store.PgFacetCopies(database, made.facets.values())
    maker = TypstCertificates(signing, settings.public_url, name, place=settings.office_place, sample=settings.sandbox)
    heard = listened_to(made.connected, notebook)
    policies = Policies.load(settings.policies_dir, schema.categories, schema.personal)
    examiner = examiner_of(schema, made.plugins, policies)
    return Hub(
        tenant=settings.tenant,
        region=settings.region,
        people=store.PgPeople(database),
        past=store.PgPast(database, made.facets.values()),
        facet_copies=copies,
        applications=store.PgApplications(database),
        writes=store.PgWrites(database, now),
        hand_overs=store.PgHandOvers(database),
        quotas=made.quotas,
        stops=made.stops,
        receipts=receipts if settings.receipts else UnkeptReceipts(receipts),
        certificates=store.PgCertificates(database),
        documents=store.PgDocumentRows(database),
        uploads=uploads,
        population=made.population,
        sources={source.facet: source for each in heard for source in each.sources},
        shared=SharedSources.of(heard),
        code_lists={name: entries for plugin in made.plugins for name, entries in plugin.code_lists.items()},
        keepers=keepers_of(heard, settings.tenant, copies, now),
        unknown=UnknownNiks(now),
        facets=made.facets,
        services=made.services,
        policies=policies,
        maker=maker,
        agencies=tuple(plugin.manifest for plugin in made.plugins),
        watches=made.watches,
        clock=now,
        guesses=made.guesses,
        outbox=store.PgDesk(database, now),
        public_url=settings.public_url,
        office_name=name,
        sandbox=settings.sandbox,
        duplicates=store.PgDuplicates(database),
        oversight=store.oversight(database),
        settings=store.PgOfficeSettings(database, settings.tenant, settings.region),
        administration=administration(settings, store.PgAccounts(database, now)),
        held=store.PgHeld(database, settings.tenant, now),
        objections=store.PgObjections(database),
        burials=store.PgBurials(database),
        sessions=store.PgTakenSessions(database),
        tickets=store.PgTickets(database),
        appointments=store.PgAppointments(database),
        absences=store.PgAbsences(database),
        discrepancies=made.discrepancies,
        claim_marks=made.discrepancies.marks,
        notebook=notebook,
        receipt_log=made.receipt_log,
        promises=made.promises,
        figures=store.figures(database, now),
        notices=store.PgNotices(database),
        trusted=TrustedDocuments(store.PgTrusted(database, settings.tenant), examiner),
        versions=store.PgVersions(database),
        webhooks=Webhooks(
            store.PgWebhooks(database),
            SealedSecrets(cache(lambda: SealingKey.load(settings.state_dir / "webhooks")), settings.sandbox),
        ),
    )


def contract_of(settings: Settings, made: Common, schema: HubSchema, policies: Policies) -> Contract:
    """What the portal tells of the contract of this hub. Its last release lies beside the policies."""
    registry = store.PgIdentity(made.database, settings.tenant)

    async def client(client_id: str) -> Actor | None:
        acting = await registry.acting(client_id)
        return acting.for_itself() if acting is not None and acting.client.active else None

    return Contract(
        Reference(schema.graph, schema.requirements, made.facets),
        examiner_of(schema, made.plugins, policies),
        lambda: schema.as_str() + "\n",
        Comparison(settings.policies_dir.resolve().parent / RELEASED, schema.graph),
        client,
    )
