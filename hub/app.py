"""The hub put together from its parts: settings -> plugins -> ports -> hub -> HTTP application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from hub import facades, services, store
from hub.console.application import asset_url, console_application
from hub.console.base.contract import Contract
from hub.console.base.in_process import InProcess
from hub.console.base.shared_sessions import SessionKey, SharedSessions
from hub.console.base.visit import Office
from hub.core.calendar import now
from hub.documents import Clamd, FolderLocks, LocalBlobs, Uploads
from hub.engine import Engine, Register, Traffic
from hub.engine.asked import Asked
from hub.engine.pushes import Pushes
from hub.engine.uses import counting
from hub.exchange import discover
from hub.identity.addresses import Proxies
from hub.loaders.keeper import close_all
from hub.loaders.notebook import Notebook
from hub.parts import Common, common
from hub.resolvers import Hub
from hub.schema.root import HubSchema, build
from hub.telemetry.setup import start
from hub.web.door import open_door
from hub.web.identity import identity
from hub.web.ingress import ingress
from hub.web.limits import limits_of
from hub.web.middleware import BY_TLS, PROXIES
from hub.web.notice_replies import replies
from hub.web.settings import Settings
from hub.web.site import Site, application
from hub.wiring import contract_of, hub_of


@dataclass(frozen=True, slots=True)
class _Inside:
    """The engine, with what it works on, what knows the documents of clients, and what is told of the contract."""

    hub: Hub
    engine: Engine
    uploads: Uploads
    register: Register
    contract: Contract


def graphql_schema(connectors: str = "hub.connectors") -> HubSchema:
    """The schema of the connectors in that package, and of the services; needs no database."""
    return build((facet for plugin in discover(connectors) for facet in plugin.facets), services.discover())


async def web_application(settings: Settings) -> web.Application:
    """The hub's HTTP application: graph, uploads, log-in, console, probes."""
    running, stack = start("satu-hub", log_level=settings.log_level), AsyncExitStack()
    stack.callback(running.stop)
    made = await stack.enter_async_context(common(settings))
    inside = await _inside(settings, made, stack)
    hub, engine = inside.hub, inside.engine
    who = identity(settings, store.PgIdentity(made.database, settings.tenant), made.http, now, asset_url)
    door = open_door(settings, engine, who.verifier, inside.register)
    key = SessionKey.load(settings.state_dir / "console")
    office = Office(settings.office_name, sample=settings.sandbox, training=settings.training)
    asked = (InProcess(engine), settings.issuer, settings.public_url)
    sessions = SharedSessions(store.PgConsoleSessions(made.database, settings.tenant), key, now)
    console = console_application(
        *asked, actor_of=who.verifier.actor, sessions=sessions, office=office, contract=inside.contract
    )

    given = facades.Given(
        tenant=settings.tenant,
        public_url=settings.public_url,
        database=made.database,
        clock=now,
        sandbox=settings.sandbox,
        facets=frozenset(made.facets),
        ask=Asked(engine),
    )
    rest = [facade.routes(given, door.knows) for facade in facades.discover()]
    agencies = ingress(Pushes(engine, hub), made.connected, now)
    adds = (*who.adds, console, agencies, replies(settings, hub.notices, now), *rest)
    sockets = limits_of(settings.limits, sandbox=settings.sandbox).sockets
    site = application(Site(hub, door, inside.uploads, running, {"database": made.database.ping}, adds, sockets))
    site[PROXIES] = Proxies(settings.trusted_proxies)
    site[BY_TLS] = settings.public_url.startswith("https://")
    site.on_cleanup.append(lambda _application: stack.aclose())
    return site


@asynccontextmanager
async def engine_alone(settings: Settings, made: Common) -> AsyncIterator[Engine]:
    """The engine without addresses: for the worker, where somebody is answered later."""
    async with AsyncExitStack() as stack:
        yield (await _inside(settings, made, stack)).engine


async def _inside(settings: Settings, made: Common, stack: AsyncExitStack) -> _Inside:
    """`stack` ends what it holds."""
    papers, locks = store.PgDocumentRows(made.database), FolderLocks(settings.state_dir / "upload-locks")
    uploads = Uploads(
        papers, LocalBlobs(settings.state_dir / "documents"), now, locks, scanner=Clamd.at(settings.clamav)
    )
    schema, limits = graphql_schema(settings.connectors), limits_of(settings.limits, sandbox=settings.sandbox)
    notebook = await stack.enter_async_context(aclosing(Notebook(made.discrepancies, now)))
    hub = hub_of(settings, made, uploads, schema, notebook)
    await stack.enter_async_context(aclosing(hub.shared))
    stack.push_async_callback(close_all, hub.keepers.values())
    rows = store.PgTrusted(made.database, settings.tenant)
    uses = await stack.enter_async_context(counting(rows, now))
    traffic = Traffic(limits.shares)
    engine = Engine(schema, hub, limits.operation, sandbox=settings.sandbox, traffic=traffic, uses=uses)
    contract = contract_of(settings, made, schema, hub.policies)
    return _Inside(hub, engine, uploads, Register(rows, uses), contract)
