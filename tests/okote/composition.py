"""The service as it is composed, with what takes longest made once for all tests: templates and routes."""

from dataclasses import replace

from litestar import Litestar
from litestar.types import ASGIApp
from sqlalchemy import make_url

from okote.app import build, layered, litestar, state
from okote.house import House
from okote.platform.embedded_postgres.cluster import SUPERUSER
from okote.platform.rights import as_service
from okote.settings import Settings
from okote.web.rendering import Renderer

RENDERERS: dict[tuple[str, ...], Renderer] = {}
"""By features."""

ROUTES: dict[tuple[object, ...], Litestar] = {}
"""By shape: building them takes longer than most tests."""


def composed(settings: Settings, database_url: str) -> House:
    """As the service: a role that owns nothing of the database."""
    house = build(settings, as_service(database_url))
    return replace(house, renderer=RENDERERS.setdefault(settings.features, house.renderer))


def as_owner(house: House) -> str:
    """The address of its database for whoever owns all of it, as psycopg takes it."""
    url = make_url(house.database.url).set(drivername="postgresql", username=SUPERUSER)
    return url.render_as_string(hide_password=False)


def application(house: House) -> ASGIApp:
    return layered(routed(house), house)


def routed(house: House) -> Litestar:
    """The routes alone, of the last one of its shape: they hold nothing of a house themselves."""
    stripe = house.settings.stripe
    shape = (
        house.settings.features,
        house.settings.largest_body,
        stripe.webhook_secrets,
        stripe.connect_webhook_secrets,
    )
    if shape not in ROUTES:
        ROUTES[shape] = litestar(house)
    ROUTES[shape].state.update(state(house))
    return ROUTES[shape]
