"""The hub put together from its parts: settings -> plugins -> ports -> hub -> HTTP application."""

from __future__ import annotations

from contextlib import AsyncExitStack, aclosing

from aiohttp import web

from hub import services, store
from hub.access import Policies
from hub.audit.unkept import UnkeptReceipts
from hub.console.application import console_application
from hub.console.base.in_process import InProcess
from hub.console.base.shared_sessions import SessionKey, SharedSessions
from hub.console.base.visit import Office
from hub.core.calendar import now
from hub.documents import Clamd, FolderLocks, LocalBlobs, TypstCertificates, Uploads
from hub.engine import Engine, Traffic
from hub.engine.pushes import Pushes
from hub.exchange import discover
from hub.loaders.keeper import close_all, keepers_of
from hub.loaders.notebook import Notebook, listened_to
from hub.loaders.sharing import SharedSources
from hub.loaders.unknown import UnknownNiks
from hub.parts import Common, common
from hub.resolvers import Hub
from hub.schema.root import HubSchema, build
from hub.telemetry.setup import start
from hub.web.door import open_door
from hub.web.identity import administration, identity
from hub.web.ingress import ingress
from hub.web.limits import limits_of
from hub.web.middleware import BY_TLS
from hub.web.notice_replies import replies
from hub.web.settings import Settings
from hub.web.site import Site, application


def graphql_schema(connectors: str = "hub.connectors") -> HubSchema:
    """The schema of the connectors in that package, and of the services; needs no database."""
    return build((facet for plugin in discover(connectors) for facet in plugin.facets), services.discover())


def _hub(settings: Settings, made: Common, uploads: Uploads, schema: HubSchema, notebook: Notebook) -> Hub:
    database, keys, name = made.database, settings.state_dir / "signing", settings.office_name
    receipts, copies = store.PgReceipts(database), store.PgFacetCopies(database, made.facets.values())
    heard = listened_to(made.connected, notebook)
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
        policies=Policies.load(settings.policies_dir, schema.categories, schema.personal),
        maker=TypstCertificates(keys, settings.public_url, name, place=settings.office_place, sample=settings.sandbox),
        agencies=tuple(plugin.manifest for plugin in made.plugins),
        watches=made.watches,
        clock=now,
        guesses=made.guesses,
        outbox=store.PgDesk(database, now),
        public_url=settings.public_url,
        office_name=name,
        duplicates=store.PgDuplicates(database),
        oversight=store.oversight(database),
        administration=administration(settings, store.PgAccounts(database, now)),
        held=store.PgHeld(database, settings.tenant, now),
        objections=store.PgObjections(database),
        burials=store.PgBurials(database),
        sessions=store.PgTakenSessions(database),
        discrepancies=made.discrepancies,
        claim_marks=made.discrepancies.marks,
        notebook=notebook,
        receipt_log=made.receipt_log,
        promises=made.promises,
        figures=store.figures(database, now),
        notices=store.PgNotices(database),
    )


async def web_application(settings: Settings) -> web.Application:
    """The hub's HTTP application: graph, uploads, log-in, console, probes."""
    running, stack = start("satu-hub", log_level=settings.log_level), AsyncExitStack()
    stack.callback(running.stop)
    made = await stack.enter_async_context(common(settings))
    rows, locks = store.PgDocumentRows(made.database), FolderLocks(settings.state_dir / "upload-locks")
    uploads = Uploads(rows, LocalBlobs(settings.state_dir / "documents"), now, locks, scanner=Clamd.at(settings.clamav))
    schema, limits = graphql_schema(settings.connectors), limits_of(settings.limits, sandbox=settings.sandbox)
    notebook = await stack.enter_async_context(aclosing(Notebook(made.discrepancies, now)))
    hub = _hub(settings, made, uploads, schema, notebook)
    await stack.enter_async_context(aclosing(hub.shared))
    stack.push_async_callback(close_all, hub.keepers.values())
    engine = Engine(schema, hub, limits.operation, sandbox=settings.sandbox, traffic=Traffic(limits.shares))
    who = identity(settings, store.PgIdentity(made.database, settings.tenant), made.http, now)
    door = open_door(settings, engine, who.verifier)
    key, office = SessionKey.load(settings.state_dir / "console"), Office(settings.office_name, sample=settings.sandbox)
    sessions = SharedSessions(store.PgConsoleSessions(made.database, settings.tenant), key, now)
    asked = (InProcess(engine), settings.issuer, settings.public_url)
    console = console_application(*asked, actor_of=who.verifier.actor, sessions=sessions, office=office)
    adds = (*who.adds, console, ingress(Pushes(engine, hub), made.connected, now), replies(settings, hub.notices, now))
    site = application(Site(hub, door, uploads, running, {"database": made.database.ping}, adds, limits.sockets))
    site[BY_TLS] = settings.public_url.startswith("https://")
    site.on_cleanup.append(lambda _application: stack.aclose())
    return site
