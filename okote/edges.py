"""What a route may ask for by name: its transaction, and who is asking."""

from collections.abc import AsyncIterator, Mapping

from litestar.di import Provide

from okote.house import House, TheHouse
from okote.identity.account.export import PersonalData, Unfindable
from okote.identity.account.mails import MailKinds
from okote.identity.openid.provider import OpenIDProvider
from okote.identity.roles.bodies import BodiesByRole
from okote.identity.visitors import Visitor
from okote.platform.db import Database
from okote.settings import Settings
from okote.web.from_replica import may_lag
from okote.web.pages import AnyRequest
from payments.sessions import ReadSession, WriteSession


async def reading(request: AnyRequest, house: TheHouse) -> AsyncIterator[ReadSession]:
    """A read-only transaction, as long as the handler runs."""
    async with house.database.reading(may_lag=may_lag(request.scope)) as session:
        yield session


async def db(house: TheHouse) -> AsyncIterator[WriteSession]:
    """The request's one transaction: committed when the handler returns, whatever its status."""
    async with house.database.unit_of_work() as session:
        yield session


def visitor(request: AnyRequest) -> Visitor:
    arrived: Visitor = request.scope["state"]["visitor"]
    return arrived


def house(request: AnyRequest) -> House:
    serving: House = request.app.state["house"]
    return serving


def database(house: TheHouse) -> Database:
    return house.database


def settings(house: TheHouse) -> Settings:
    return house.settings


def providers(house: TheHouse) -> Mapping[str, OpenIDProvider]:
    return house.providers


def bodies(request: AnyRequest) -> BodiesByRole:
    told: BodiesByRole = request.app.state["bodies"]
    return told


def personal_data(request: AnyRequest) -> PersonalData:
    kinds: PersonalData = request.app.state["personal_data"]
    return kinds


def unfindable(request: AnyRequest) -> Unfindable:
    told: Unfindable = request.app.state["unfindable"]
    return told


def mail_kinds(request: AnyRequest) -> MailKinds:
    known: MailKinds = request.app.state["mail_kinds"]
    return known


DEPENDENCIES: Mapping[str, Provide] = {
    **{
        provided.__name__: Provide(provided, sync_to_thread=False)
        for provided in (
            *(house, database, settings, providers, bodies),
            *(personal_data, unfindable, mail_kinds, visitor),
        )
    },
    **{opened.__name__: Provide(opened) for opened in (reading, db)},
}
