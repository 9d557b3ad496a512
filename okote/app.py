"""The service, composed: settings and features in, one ASGI application out."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from anyio import to_thread
from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import DefineMiddleware
from litestar.types import ASGIApp, ControllerRouterHandler

from okote import edges, feature, home, rooms
from okote.api import description
from okote.feature import Feature, Place, Section
from okote.house import House
from okote.identity import levels
from okote.identity.account import export, mails
from okote.identity.arrival import Arrival
from okote.identity.limited import limited
from okote.identity.openid.provider import OpenIDProvider
from okote.identity.roles import bodies
from okote.platform import clock, i18n, limits, logs
from okote.platform.db import Database
from okote.platform.events import SUBSCRIPTIONS, Subscriber, Subscriptions
from okote.platform.jobs import jobs_app
from okote.platform.live import LiveUpdates
from okote.platform.mail.service import Postman
from okote.settings import Settings, StripeSettings
from okote.territories.queries import operators_book
from okote.web import problems
from okote.web.assets import Assets
from okote.web.compression import CompressedForStrangers
from okote.web.csrf import FormTokens
from okote.web.deadlines import Deadlines
from okote.web.from_replica import FromReplica
from okote.web.languages import LanguagePrefix
from okote.web.logs import RequestLog
from okote.web.meters import Meters
from okote.web.proxies import TrustedProxies
from okote.web.rendering import Renderer
from okote.web.requests import MOST_FIELDS, BoundedQuery, BoundedRequest
from okote.web.seals import Seal
from okote.web.security import SecurityHeaders
from okote.web.shared import Shared
from okote.web.strangers import AnswersForStrangers
from okote.webhooks import recording
from payments.gateway.gateway import StripeGateway
from payments.gateway.pacing import Pace
from payments.gateway.settings import GatewaySettings
from payments.inbox.keeping import Keeper
from payments.inbox.routes import webhook
from payments.inbox.rules import Source
from payments.inbox.service import Endpoint
from payments.operations.desk import Desk
from payments.reconciliation.reconciler import Reconciler
from payments.reconciliation.rules import Movement
from payments.reconciliation.service import Bookkeeping
from payments.sessions import JOBS

WITHOUT_VISITOR = ("/static/", "/health/", "/webhooks/")
"""Paths that are the same for everyone, whatever the host name."""

CACHEABLE = ("/static/", "/pictures/", "/territory.css", "/health/", "/embed/", "/open-data/")
"""Paths of answers that a cache may keep for everyone."""

UNCOMPRESSED = ["/live$", "^/pictures/", r"\.woff2$"]
"""Streams, which must not wait for more, and what is compressed already."""


def build(settings: Settings, database_url: str) -> House:
    """Everything that one process needs, nothing yet opened."""
    features = (rooms.FEATURE, *feature.load(settings.features))
    queue = jobs_app(database_url, [job for one in features for job in one.jobs])
    told = recording.subscriptions(recording.kinds(features))
    info = {
        JOBS: queue,
        SUBSCRIPTIONS: _merged([*(one.subscriptions for one in features), told]),
        limits.KEY: settings.secret_key.encode(),
        levels.KEY: {one.key: levels.vouched(one.acr_values) for one in settings.providers},
    }
    database = Database(
        database_url, pool_size=settings.pool_size, info=info, replica_url=settings.replica_url
    )
    live = LiveUpdates(database_url)
    stripe = GatewaySettings(
        api_key=settings.stripe.api_key,
        api_base=settings.stripe.api_base,
        calls_per_second=settings.stripe.calls_per_second,
    )
    turn = Pace(database.unit_of_work, stripe.takes).turn if stripe.takes else None
    gateway = StripeGateway(stripe, turn)
    purposes = {purpose: who for one in features for purpose, who in one.purposes.items()}
    desk = Desk(database.unit_of_work, gateway, purposes)
    books = Bookkeeping(_movements(features), tuple(purposes), operators_book)
    return House(
        settings=settings,
        features=features,
        database=database,
        queue=queue,
        live=live,
        gateway=gateway,
        desk=desk,
        reconciler=Reconciler(database.unit_of_work, gateway, desk, books),
        postman=Postman(settings.mail, database.unit_of_work),
        renderer=Renderer(
            catalogues=i18n.load(strict=settings.environment == "test"),
            assets=Assets(),
            folders=[folder for one in features for folder in one.templates],
            sentences={code: text for one in features for code, text in one.messages.items()},
        ),
        providers={provider.key: OpenIDProvider(provider) for provider in settings.providers},
        meters=Meters(),
        shared=Shared(lambda: (database.commits, live.changes)),
    )


def _movements(features: Sequence[Feature]) -> dict[Movement, list[str]]:
    """Under which kinds of entry each movement at Stripe is told, whichever feature tells it."""
    told = [one.bookkeeping.movements for one in features if one.bookkeeping]
    return {each: [kind for kinds in told for kind in kinds.get(each, ())] for each in Movement}


def _merged(all_subscriptions: Sequence[Subscriptions]) -> dict[type[Any], list[Subscriber]]:
    merged: defaultdict[type[Any], list[Subscriber]] = defaultdict(list)
    for subscriptions in all_subscriptions:
        for event, subscribers in subscriptions.items():
            merged[event] += subscribers
    return dict(merged)


def _sections(features: Sequence[Feature]) -> dict[Place, tuple[Section, ...]]:
    """What a territory does stands before what every site has; but one's own account comes first."""
    house, *others = features
    ordered = {place: [*others, house] for place in Place} | {Place.ACCOUNT: [house, *others]}
    return {
        place: tuple(section for one in ordered[place] for section in one.sections if section.place is place)
        for place in Place
    }


def litestar(house: House) -> Litestar:
    """Routes, guards and the error table."""
    return Litestar(
        route_handlers=[
            *_webhooks(house.settings.stripe),
            *_routes(house.features),
        ],
        lifespan=[_running],
        guards=[limited],
        dependencies=edges.DEPENDENCIES,
        exception_handlers=problems.HANDLERS,
        middleware=[DefineMiddleware(FormTokens, cacheable=CACHEABLE)],
        compression_config=CompressionConfig(
            backend="gzip",
            gzip_compress_level=6,
            exclude=UNCOMPRESSED,
            middleware_class=CompressedForStrangers,
        ),
        openapi_config=description.CONFIG,
        include_in_schema=False,
        request_class=BoundedRequest,
        request_max_body_size=house.settings.largest_body,
        multipart_form_part_limit=MOST_FIELDS,
        state=State(state(house)),
    )


def _routes(features: Sequence[Feature]) -> list[ControllerRouterHandler]:
    """Where no feature has a first page of its own, the house has one."""
    routes = [route for one in features for route in one.controllers]
    has_one = any(home.HOME in getattr(route, "paths", ()) for route in routes)
    return routes if has_one else [home.home, *routes]


def state(house: House) -> dict[str, Any]:
    """What routes and layers reach through the application: they hold nothing of a house themselves."""
    secret = house.settings.secret_key
    return {
        "house": house,
        "bodies": bodies.tellers(house.features),
        "personal_data": export.kinds(house.features),
        "unfindable": export.unfindable(house.features),
        "acts": {name: act for one in house.features for name, act in one.acts.items()},
        "deeds": {deed.code: deed for one in house.features for deed in one.deeds},
        "mail_kinds": mails.kinds(house.features),
        "unit_of_work": house.database.unit_of_work,
        "keeper": Keeper(house.database.unit_of_work),
        "renderer": house.renderer,
        "shared": house.shared,
        "assets": house.renderer.assets,
        "sections": _sections(house.features),
        "kept": [row for one in house.features for row in one.kept],
        "samples": {sample.name: sample for one in house.features for sample in one.samples},
        "help": [theme for one in house.features for theme in one.help],
        "addresses": [one.addresses for one in house.features if one.addresses],
        "webhook_kinds": recording.kinds(house.features),
        "search": tuple(source for one in house.features for source in one.search),
        "datasets": {dataset.name: dataset for one in house.features for dataset in one.datasets},
        "flashes": Seal(secret, "flashes"),
        "forms": Seal(secret, "forms"),
        "cursors": Seal(secret, "cursors"),
        "ready": Readiness(house).refusal,
    }


def _webhooks(stripe: StripeSettings) -> list[HTTPRouteHandler]:
    """Where Stripe tells us things; one without a secret is not open."""
    secrets = {Source.PLATFORM: stripe.webhook_secrets, Source.CONNECT: stripe.connect_webhook_secrets}
    return [
        webhook(Endpoint(source, known, livemode=stripe.livemode))
        for source, known in secrets.items()
        if known
    ]


@asynccontextmanager
async def _running(app: Litestar) -> AsyncIterator[None]:
    """While the server serves: refuse a moved clock in production, listen, end open streams at the end."""
    house: House = app.state["house"]
    async with house.database.reading() as db:
        if house.settings.environment == "production" and await clock.offset(db):
            raise clock.ClockMovedError
    beside = [asyncio.create_task(house.live.listen())]
    if replica := house.database.replica:
        beside.append(asyncio.create_task(replica.watch(house.database.engine)))
    try:
        yield
    finally:
        house.live.closing.set()
        for task in beside:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await house.close()


def form_origins(settings: Settings) -> set[str]:
    """Where a form may lead besides home: Checkout, onboarding, and each identity provider."""
    discoveries = [urlsplit(provider.discovery) for provider in settings.providers]
    providers = {f"{discovery.scheme}://{discovery.netloc}" for discovery in discoveries}
    return {*settings.stripe.checkout_origins, *settings.stripe.onboarding_origins, *providers}


def serving(house: House) -> ASGIApp:
    return layered(litestar(house), house)


def layered(app: ASGIApp, house: House) -> ASGIApp:
    """The layers around the routes, the outermost last."""
    settings = house.settings
    app = Arrival(
        app,
        house.database,
        hosts=settings.hosts,
        addresses={slug: settings.address(slug) for slug in settings.addresses},
        without=WITHOUT_VISITOR,
    )
    if house.database.replica:
        app = FromReplica(app, house.database.replica)
    app = LanguagePrefix(app, i18n.LANGUAGES)
    app = SecurityHeaders(BoundedQuery(app), form_origins=form_origins(settings))
    app = AnswersForStrangers(app, house.shared)
    app = Deadlines(TrustedProxies(app, settings.proxy_networks))
    return RequestLog(app, house.meters)


def create_app(settings: Settings) -> ASGIApp:
    """What a server serves."""
    if settings.database_url is None:
        raise ValueError("`okote serve` starts the embedded PostgreSQL and names it here")
    logs.configure(settings.log_format)
    return serving(build(settings, settings.service_url or settings.database_url))


def floors(features: Sequence[Feature]) -> tuple[Path, ...]:
    """Where the schema's revisions lie, lowest floor first: those of every feature that is installed.

    One that a territory takes off its list leaves its tables, and the revisions that the database has had.
    """
    named = [*(point.name for point in entry_points(group="okote.features")), *(one.name for one in features)]
    packages = dict.fromkeys(("payments", "okote", *(name.partition(".")[0] for name in named)))
    return tuple(Path(str(files(package))) / "migrations" / "versions" for package in packages)


class Readiness:
    """Whether a process should get requests now.

    What the schema lacks is asked until it lacks nothing: no migration takes that away again.
    """

    def __init__(self, house: House) -> None:
        self.house = house
        self.migrated = False

    async def refusal(self) -> str | None:
        """Why not; None when it may."""
        if self.house.live.closing.is_set():
            return "stopping"
        try:
            async with self.house.database.reading() as db:
                await db.now()
            return None if self.migrated else await self._pending()
        except Exception as error:  # noqa: BLE001 (whatever keeps the database from answering is the answer)
            return f"database: {type(error).__name__}"

    async def _pending(self) -> str | None:
        from okote.platform import migrations  # noqa: PLC0415 (alembic, for this one question)

        folders = floors(self.house.features)
        pending = await to_thread.run_sync(migrations.pending, self.house.database.url, folders)
        self.migrated = not pending
        return f"migrations pending: {len(pending)}" if pending else None
