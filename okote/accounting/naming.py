"""What accounts and entries are called, in the reader's language: each feature knows its own."""

from collections.abc import Collection, Mapping

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
    for feature in house.features:
        if feature.account_names is not None:
            found = await feature.account_names(db, territory.id, addresses)
            named |= {address: words.say(message, **values) for address, (message, values) in found.items()}
    return named


def kinds(house: House) -> Mapping[str, str]:
    """Of entries, to translate."""
    known = {REVERSAL: say("Reversal")}
    for feature in house.features:
        known |= feature.entry_kinds
    return known
