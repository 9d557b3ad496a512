"""What a partner was asked to pay and has paid, year by year, for its own accounts."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath, QueryParameter

from okote.funding.matching.models import FundsCall
from okote.funding.matching.queries import NamedCommitment, commitments
from okote.funding.partners.models import Partner
from okote.funding.permissions import may_see_partner, may_see_partners
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.territories.models import Territory
from okote.territories.queries import one_of
from okote.web.downloads import CSV, dated, download
from okote.web.pages import AnyRequest, Reading, page, wording_of
from okote.web.spreadsheets import spreadsheet
from payments.money import Money
from payments.sessions import ReadSession

COLUMNS = (
    "campaign",
    "holder",
    "decision",
    "called_on",
    "due_on",
    "amount",
    "received_on",
    "proof",
    "called_off",
)

Year = Annotated[int | None, QueryParameter(ge=2000, le=2099)]


class PartnerStatementPages(Controller):
    path = "/back-office/partners/{partner_id:uuid}/statement"
    guards = (requires(may_see_partners),)

    @get()
    async def of_year(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        partner_id: FromPath[UUID],
        year: Year = None,
    ) -> Response[str]:
        """The year that is asked for, else the current one; to print, or to take along as a table."""
        partner, called = await _called(reading, visitor, partner_id)
        here = visitor.territory
        today = here.day(await reading.now())
        asked = year or today.year
        rows = of_year(called, asked, here)
        years = {today.year, asked} | {on.year for one in called for on in _days(one, here) if on}
        return page(
            request,
            "funding/matching/statement.html",
            partner=partner,
            year=asked,
            years=sorted(years, reverse=True),
            rows=rows,
            called=_sum(rows, asked, here, paid=False),
            received=_sum(rows, asked, here, paid=True),
            owed=_owed(rows),
            today=today,
        )

    @get("/{year:int}")
    async def as_table(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        partner_id: FromPath[UUID],
        year: FromPath[int],
    ) -> Response[Any]:
        _, called = await _called(reading, visitor, partner_id)
        here = visitor.territory
        rows = [_row(one, one.funds_call, here) for one in of_year(called, year, here) if one.funds_call]
        today = here.day(await reading.now())
        return download(
            spreadsheet(COLUMNS, rows, wording_of(request).say).encode(),
            CSV,
            dated(today, f"partner-{year}.csv"),
        )


def of_year(called: Sequence[NamedCommitment], year: int, territory: Territory) -> Sequence[NamedCommitment]:
    """Those called or paid in that year, by the calendar of the place."""
    return [one for one in called if any(on and on.year == year for on in _days(one, territory))]


def _days(one: NamedCommitment, territory: Territory) -> tuple[date | None, date | None]:
    """When it was called, and when it was paid if it was."""
    asked = one.funds_call
    return (territory.day(asked.called_at), asked.received_on) if asked else (None, None)


def _sum(rows: Sequence[NamedCommitment], year: int, territory: Territory, *, paid: bool) -> Money:
    """Of what was called, or paid, in that year."""
    found = (
        one.funds_call.amount
        for one in rows
        if one.funds_call and (on := _days(one, territory)[paid]) and on.year == year
    )
    return sum(found, Money.zero())


def _owed(rows: Sequence[NamedCommitment]) -> Money:
    """Of what was called in the year, what is not paid yet."""
    return sum((call.amount for one in rows if (call := one.unpaid_call)), Money.zero())


def _row(one: NamedCommitment, asked: FundsCall, territory: Territory) -> dict[str, object]:
    return {
        "campaign": one.campaign.title,
        "holder": one.holder.name,
        "decision": one.envelope.decision,
        "called_on": territory.day(asked.called_at),
        "due_on": asked.due_on,
        "amount": asked.amount.major,
        "received_on": asked.received_on,
        "proof": asked.proof,
        "called_off": one.is_called_off,
    }


async def _called(
    db: ReadSession, visitor: Visitor, partner_id: UUID
) -> tuple[Partner, Sequence[NamedCommitment]]:
    partner = await one_of(db, Partner, visitor.territory.id, partner_id)
    require(may_see_partner(visitor, partner.id))
    return partner, await commitments(db, visitor.territory.id, partner_ids=[partner.id], called=True)
