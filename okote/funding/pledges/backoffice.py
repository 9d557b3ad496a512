"""The back office of pledges: all of them, whose they are as far as the work needs it."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from okote.accounting.words import REASONS
from okote.approvals.asking import Question, ask, do_or_ask
from okote.approvals.queries import open_approvals
from okote.backoffice.why import reason
from okote.feature import Place, Section
from okote.funding.campaigns.models import Campaign
from okote.funding.permissions import may_give_back, may_hide_messages
from okote.funding.pledges import queries, service
from okote.funding.pledges.models import Pledge
from okote.identity.models import Person
from okote.identity.permissions import may_administer, may_keep_accounts, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.territories.queries import one_of
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from okote.web.pagination import Before, latest
from payments.sessions import ReadSession

CARD_IS_PAID_BACK = say(
    "The whole amount goes back to the donor’s card within ten days. It no longer counts, and what partners"
    " add for it falls away. The donor is written to and reads your reason."
)
CHEQUE_GOES_BACK = say(
    "It no longer counts, and what partners add for it falls away. The cheque then waits among those to give"
    " back. The donor is written to and reads your reason."
)


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
        given_for_bodies: FromQuery[bool] = False,
        registered: FromQuery[str | None] = None,
        before: Before = None,
    ) -> Response[str]:
        """The latest first, of one campaign or of all; of bodies or of one of them, by its number."""
        found = await queries.pledges(
            reading, visitor.territory.id, campaign, before, bodies=given_for_bodies, number=registered
        )
        failed = await queries.refunds_failed(reading, visitor.territory.id)
        asked = await open_approvals(reading, visitor.territory.id) if failed else ()
        return page(
            request,
            "funding/backoffice/pledges.html",
            pledges=latest(found, before, key=lambda row: row.pledge.id),
            failed=failed,
            waits={one.approval.subject_id: one.id for one in asked},
            reasons=REASONS,
            may_ask_again=may_administer(visitor),
            campaign=campaign,
            bodies=given_for_bodies,
            registered=registered,
            may_hide=may_hide_messages(visitor),
            may_give_back=may_give_back(visitor),
        )

    @get("/{pledge_id:uuid}/refund", guards=[requires(may_administer)])
    async def why_refund(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, pledge_id: FromPath[UUID]
    ) -> Response[str]:
        return await ask(request, visitor, reading, await _refunding(reading, visitor, pledge_id))

    @post("/{pledge_id:uuid}/refund", guards=[requires(may_administer)])
    async def refund(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, pledge_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Ask Stripe again for a refund that failed."""
        question = await _refunding(db, visitor, pledge_id)
        again = partial(service.ask_again, db, pledge_id, by=visitor)
        return await do_or_ask(request, visitor, db, question, again, say("Stripe is asked again."))

    @get("/{pledge_id:uuid}/give-back", guards=[requires(may_give_back)])
    async def why_give_back(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, pledge_id: FromPath[UUID]
    ) -> Response[str]:
        return await ask(request, visitor, reading, await _giving_back(reading, visitor, pledge_id))

    @post("/{pledge_id:uuid}/give-back", guards=[requires(may_give_back)])
    async def give_back(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, pledge_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """What was charged by mistake, until the campaign is decided."""
        question = await _giving_back(db, visitor, pledge_id)
        given_back = partial(service.give_back_for, db, pledge_id, by=visitor)
        done = say("The contribution is given back, and its donor is written to.")
        return await do_or_ask(request, visitor, db, question, given_back, done)


async def _giving_back(db: ReadSession, visitor: Visitor, pledge_id: UUID) -> Question:
    """Of a pledge at Stripe or of a cheque: what follows differs."""
    pledge = await one_of(db, Pledge, visitor.territory.id, pledge_id)
    campaign = await db.get_one(Campaign, pledge.campaign_id)
    donor = (await db.get_one(Person, pledge.person_id)).email
    return Question(
        title=say("Give this contribution back"),
        amount=pledge.amount,
        about=f"{campaign.title} · {donor}" if donor else campaign.title,
        means=CHEQUE_GOES_BACK if pledge.by_cheque else CARD_IS_PAID_BACK,
        path=f"/back-office/pledges/{pledge.id}/give-back",
        back="/back-office/pledges",
    )


async def _refunding(db: ReadSession, visitor: Visitor, pledge_id: UUID) -> Question:
    pledge = await one_of(db, Pledge, visitor.territory.id, pledge_id)
    campaign = await db.get_one(Campaign, pledge.campaign_id)
    return Question(
        title=say("Ask for the refund again"),
        amount=pledge.amount,
        about=campaign.title,
        means=say("Stripe is asked to give this contribution back to its donor once more."),
        path=f"/back-office/pledges/{pledge.id}/refund",
        back="/back-office/pledges",
    )


class HidingPages(Controller):
    """What a donor showed can be against the law: whoever answers for the site takes it down."""

    path = "/back-office/pledges/{pledge_id:uuid}/hide"
    guards = (requires(may_hide_messages),)

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
        why = reason(form)
        if not form.sound:
            return await _asking(request, visitor, db, pledge_id, form)
        await service.hide_for(db, pledge_id, why, by=visitor)
        return said(
            to(request, "/back-office/pledges"), "success", say("Neither name nor message is shown any more.")
        )


async def _asking(
    request: AnyRequest, visitor: Visitor, db: ReadSession, pledge_id: UUID, form: Form
) -> Response[str]:
    pledge = await one_of(db, Pledge, visitor.territory.id, pledge_id)
    campaign = await db.get_one(Campaign, pledge.campaign_id)
    return page(request, "funding/backoffice/hide.html", pledge=pledge, campaign=campaign, form=form)


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    return await queries.to_look_at(db, visitor.territory.id)


ROUTES = (PledgePages, HidingPages)
SECTIONS = (
    Section(
        Place.MONEY,
        say("Contributions"),
        "/back-office/pledges",
        may_keep_accounts,
        _waiting,
        say_count("%(num)s payment or refund to look at", "%(num)s payments or refunds to look at"),
    ),
)
