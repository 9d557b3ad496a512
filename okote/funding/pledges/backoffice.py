"""The back office of pledges: all of them, whose they are as far as the work needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlmodel import col, func, or_, select
from sqlmodel.sql.expression import Select

from okote.feature import Place, Section
from okote.funding.campaigns.models import Campaign
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.service import ask_again
from okote.funding.pledges.words import REASON_MOST, hide_for, may_hide_for_others, says_something
from okote.identity.models import Person
from okote.identity.permissions import may_administer, may_keep_accounts, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import of_territory
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    pledge: Pledge
    campaign: Campaign
    email: str | None


def _pledges(territory_id: UUID) -> Select[Pledge, Campaign, str | None]:
    """The latest first."""
    statement = of_territory(select(Pledge, Campaign, Person.email), Pledge.territory_id, territory_id)
    statement = statement.join(Campaign, col(Campaign.id) == Pledge.campaign_id)
    statement = statement.join(Person, col(Person.id) == Pledge.person_id)
    return statement.order_by(col(Pledge.id).desc())


async def _failed(db: ReadSession, territory_id: UUID) -> Sequence[Row]:
    """Refunds that failed, every one of them."""
    statement = _pledges(territory_id).where(col(Pledge.refund_failure).is_not(None))
    return [Row(*row) for row in (await db.exec(statement)).all()]


async def _rows(
    db: ReadSession, territory_id: UUID, campaign: UUID | None, before: UUID | None
) -> Sequence[Row]:
    statement = _pledges(territory_id)
    if campaign is not None:
        statement = statement.where(Pledge.campaign_id == campaign)
    if before is not None:
        statement = statement.where(col(Pledge.id) < before)
    found = (await db.exec(statement.limit(PAGE + 1))).all()
    return [Row(*row) for row in found]


class PledgePages(Controller):
    path = "/back-office/pledges"
    guards = (requires(may_keep_accounts),)

    @get()
    async def pledges(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        campaign: FromQuery[UUID | None] = None,
        before: FromQuery[UUID | None] = None,
    ) -> Response[str]:
        """The latest first, of one campaign or of all."""
        found = await _rows(reading, visitor.territory.id, campaign, before)
        shown = found[:PAGE]
        older = shown[-1].pledge.id if len(found) > PAGE else None
        return page(
            request,
            "funding/backoffice/pledges.html",
            rows=shown,
            failed=await _failed(reading, visitor.territory.id),
            may_ask_again=may_administer(visitor),
            campaign=campaign,
            before=before,
            older=older,
            may_hide=may_hide_for_others(visitor),
            says_something=says_something,
        )

    @post("/{pledge_id:uuid}/refund", guards=[requires(may_administer)])
    async def refund(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, pledge_id: FromPath[UUID]
    ) -> Redirect:
        """Ask Stripe again for a refund that failed."""
        await ask_again(db, pledge_id, by=visitor)
        return said(to(request, "/back-office/pledges"), "success", say("Stripe is asked again."))


class HidingPages(Controller):
    """What a donor showed can be against the law: whoever answers for the site takes it down."""

    path = "/back-office/pledges/{pledge_id:uuid}/hide"
    guards = (requires(may_hide_for_others),)

    @get()
    async def ask(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, pledge_id: FromPath[UUID]
    ) -> Response[str]:
        return await _asking(request, visitor, reading, pledge_id, Form())

    @post()
    async def hide(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, pledge_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        reason = form.text("reason", most=REASON_MOST)
        if not form.sound:
            return await _asking(request, visitor, db, pledge_id, form)
        await hide_for(db, pledge_id, reason, by=visitor)
        return said(to(request, "/back-office/pledges"), "success", say("The message is no longer shown."))


async def _asking(
    request: AnyRequest, visitor: Visitor, db: ReadSession, pledge_id: UUID, form: Form
) -> Response[str]:
    statement = select(Pledge, Campaign).join(Campaign, col(Campaign.id) == Pledge.campaign_id)
    statement = of_territory(
        statement.where(Pledge.id == pledge_id), Pledge.territory_id, visitor.territory.id
    )
    found = (await db.exec(statement)).first()
    if found is None:
        raise NotFoundError
    pledge, campaign = found
    return page(request, "funding/backoffice/hide.html", pledge=pledge, campaign=campaign, form=form)


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    """Payments that were not what was pledged, and refunds that failed: a person looks at each."""
    statement = of_territory(select(func.count()), Pledge.territory_id, visitor.territory.id)
    return (
        await db.exec(
            statement.where(
                or_(Pledge.status == PledgeStatus.QUARANTINED, col(Pledge.refund_failure).is_not(None))
            )
        )
    ).one()


ROUTES = (PledgePages, HidingPages)
SECTIONS = (Section(Place.BACK_OFFICE, say("Pledges"), "/back-office/pledges", may_keep_accounts, _waiting),)
