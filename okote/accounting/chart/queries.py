"""The chart of accounts of a territory, in a reader's language."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import col, select

from okote.accounting.chart.models import ChartAccount
from okote.accounting.chart.rules import Account, Chart
from okote.accounting.naming import all_books
from okote.feature import AccountFamily
from okote.house import House
from okote.platform.i18n import say
from okote.territories.queries import of_territory
from okote.web.formatting import Wording
from payments.sessions import ReadSession

UNCLASSIFIED = AccountFamily(say("Waiting to be classified"), "471000")


def usual_accounts(house: House, words: Wording) -> Mapping[str, Account]:
    """By family, what is numbered how unless a territory says otherwise."""
    return {
        family: Account(usual.number, words.say(usual.label))
        for books in all_books(house)
        for family, usual in books.families.items()
    }


async def accounts(
    db: ReadSession, territory_id: UUID, usual: Mapping[str, Account]
) -> Mapping[str, Account]:
    """By family, in the order of their numbers."""
    asked = of_territory(select(ChartAccount), ChartAccount.territory_id, territory_id)
    own = (await db.exec(asked.order_by(col(ChartAccount.family)))).all()
    told = dict(usual) | {one.family: Account(one.number, one.label) for one in own if one.family in usual}
    return dict(sorted(told.items(), key=lambda one: one[1].number))


async def chart(db: ReadSession, house: House, words: Wording, territory_id: UUID) -> Chart:
    def family_of(address: str) -> str | None:
        return next((found for books in all_books(house) if (found := books.family_of(address))), None)

    return Chart(
        await accounts(db, territory_id, usual_accounts(house, words)),
        Account(UNCLASSIFIED.number, words.say(UNCLASSIFIED.label)),
        family_of,
    )
