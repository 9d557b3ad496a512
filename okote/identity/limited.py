"""Who knocks too often at a door is told to wait, before anything is done; the table of all limits."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, cast

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from okote.identity.mail_codes.rules import household
from okote.identity.visitors import Visitor
from okote.platform.limits import Limit, Per, hit_all
from okote.web.requests import TAKES_FILES
from payments.sessions import UnitOfWork

LIMITS = "limits"
"""In a route's `opt`: the limits that count who knocks, instead of the usual one."""

UNLIMITED = "unlimited"
"""In a route's `opt`: why nobody is counted there, as operators read it."""

READS = {"GET", "HEAD", "OPTIONS"}

FORMS = Limit(
    "form",
    most=600,
    window=timedelta(hours=1),
    per=Per.VISITOR,
    reason=(
        "An agent who ticks off a long list sends two hundred forms in an hour; only a script sends more than"
        " six hundred. A school or a library behind one address signs in, and is then counted one by one."
    ),
)
UPLOADS = Limit(
    "upload",
    most=120,
    window=timedelta(hours=1),
    per=Per.PERSON,
    reason="Each may bring a picture of megabytes, which is decoded; a campaign has ten.",
)
SEARCHES = Limit(
    "search",
    most=300,
    window=timedelta(minutes=10),
    per=Per.ADDRESS,
    reason="Each asks every source; a class of thirty that searches ten times in ten minutes is not stopped.",
)
EXPORTS = Limit(
    "export",
    most=300,
    window=timedelta(hours=1),
    per=Per.VISITOR,
    reason="Each reads all that there is of a kind; one's own data are sixty files, the open data a few.",
)

EXPORT = {LIMITS: (EXPORTS,)}
"""The `opt` of a route that hands out such a file."""

TABLE = (FORMS, UPLOADS, SEARCHES, EXPORTS)


def limits_of(handler: BaseRouteHandler, method: str) -> Sequence[Limit]:
    """What counts who knocks there: the route's own, or the usual one for whatever may change something."""
    if UNLIMITED in handler.opt:
        return ()
    usual = () if method in READS else (FORMS,)
    own = cast("Sequence[Limit]", handler.opt.get(LIMITS, usual))
    return (*own, UPLOADS) if handler.opt.get(TAKES_FILES) and method not in READS else own


async def limited(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Count one knock for each limit, in a transaction of its own: it counts whatever becomes of it."""
    limits = limits_of(handler, cast("str", connection.scope.get("method")))
    if not limits:
        return
    visitor = cast("Visitor", connection.scope["state"]["visitor"])
    client = connection.client.host if connection.client else ""
    counted = [(limit, (subject,)) for limit, subject in _subjects(limits, visitor, client)]
    if counted:
        unit_of_work = cast("UnitOfWork", connection.app.state["unit_of_work"])
        async with unit_of_work() as db:
            await hit_all(db, counted)


def _subjects(limits: Sequence[Limit], visitor: Visitor, client: str) -> Iterator[tuple[Limit, str]]:
    """Who is counted; a person's door is another's to refuse where nobody has signed in."""
    for limit in limits:
        if visitor.person is not None and limit.per in {Per.PERSON, Per.VISITOR}:
            yield limit, str(visitor.person.id)
        elif limit.per in {Per.ADDRESS, Per.VISITOR} and (address := counted_address(client)):
            yield limit, address


def counted_address(client: str) -> str:
    """The household behind it; "" for this machine, of which nobody is counted."""
    return "" if _is_this_machine(client) else household(client)


def _is_this_machine(client: str) -> bool:
    """Behind a proxy that the settings don't trust everybody would be one: nobody is counted for all."""
    try:
        return ip_address(client).is_loopback
    except ValueError:
        return True
