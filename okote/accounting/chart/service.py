"""Numbering an account otherwise."""

from collections.abc import Mapping

from sqlmodel import select

from okote.accounting.chart import queries
from okote.accounting.chart.models import ChartAccount
from okote.accounting.chart.rules import Account, check_number
from okote.accounting.deeds import NUMBERED, AccountingDeed
from okote.identity.permissions import may_keep_accounts, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import of_territory
from payments.sessions import WriteSession


async def renumber(
    db: WriteSession, usual: Mapping[str, Account], family: str, account: Account, *, by: Visitor
) -> ChartAccount:
    """From now on every export says so, of the past too: the ledger itself knows no numbers.

    One writer of a territory's chart at a time: two can't give the same number at once.
    NotAnAccountNumberError, AccountNumberTakenError.
    """
    require(may_keep_accounts(by))
    await db.lock(f"chart:{by.territory.id}")
    known = await queries.accounts(db, by.territory.id, usual)
    check_number(account.number, [other for name, other in known.items() if name != family])
    asked = of_territory(select(ChartAccount), ChartAccount.territory_id, by.territory.id)
    written = (await db.exec(asked.where(ChartAccount.family == family))).first()
    if written is None:
        written = ChartAccount(territory_id=by.territory.id, family=family, number="", label="")
    was = NUMBERED.facts(written)
    written.number, written.label = account.number, account.label
    db.add(written)
    await db.flush()
    await note(db, by.doer, AccountingDeed.ACCOUNT_NUMBERED, written, was)
    return written
