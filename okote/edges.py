"""What a route may ask for by name: its transaction, and who is asking."""

from collections.abc import AsyncIterator, Mapping

from litestar.di import Provide

from okote.house import House, TheHouse
from okote.identity.roles import bodies
from okote.identity.visitors import Visitor
from okote.web.pages import AnyRequest
from payments.sessions import ReadSession, WriteSession


async def reading(house: TheHouse) -> AsyncIterator[ReadSession]:
    """A read-only transaction, as long as the handler runs."""
    async with house.database.reading() as session:
        yield session


async def db(house: TheHouse) -> AsyncIterator[WriteSession]:
    """The request's one transaction: committed when the handler returns, whatever its status."""
    async with house.database.unit_of_work() as session:
        yield session


def visitor(request: AnyRequest) -> Visitor:
    arrived: Visitor = request.scope["state"]["visitor"]
    return arrived


def dependencies(house: House) -> Mapping[str, Provide]:
    told = bodies.tellers(house.features)
    return {
        "house": Provide(lambda: house, sync_to_thread=False),
        "database": Provide(lambda: house.database, sync_to_thread=False),
        "settings": Provide(lambda: house.settings, sync_to_thread=False),
        "providers": Provide(lambda: house.providers, sync_to_thread=False),
        "bodies": Provide(lambda: told, sync_to_thread=False),
        "reading": Provide(reading),
        "db": Provide(db),
        "visitor": Provide(visitor, sync_to_thread=False),
    }
