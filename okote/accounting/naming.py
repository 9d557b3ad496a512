"""What accounts and entries are called, in the reader's language: each feature knows its own."""

from collections.abc import Collection, Mapping

from okote.feature import Bookkeeping, EntryKind
from okote.house import House
from okote.platform.i18n import say
from okote.territories.models import Territory
from okote.web.formatting import Wording
from payments.ledger.rules import REVERSAL
from payments.sessions import ReadSession


async def names(
    db: ReadSession, house: House, words: Wording, territory: Territory, addresses: Collection[str]
) -> Mapping[str, str]:
    named: dict[str, str] = {}
    for books in all_books(house):
        found = await books.names(db, territory.id, addresses)
        named |= {address: words.say(message, **values) for address, (message, values) in found.items()}
    return named


def kinds(house: House) -> Mapping[str, EntryKind]:
    """Of entries."""
    known = {REVERSAL: EntryKind(say("Reversal"))}
    for books in all_books(house):
        known |= books.kinds
    return known


def all_books(house: House) -> list[Bookkeeping]:
    return [feature.bookkeeping for feature in house.features if feature.bookkeeping is not None]
