"""The back office of what is given back after success: asked for, taken back from the holder, refunded."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.accounting.words import REASONS
from okote.approvals.asking import Question, ask, do_or_ask
from okote.approvals.pages import said_or_waits
from okote.approvals.queries import open_approvals
from okote.backoffice.why import ask_why, reason
from okote.feature import Place, Section
from okote.funding.campaigns.models import Campaign
from okote.funding.closing import queries, service
from okote.funding.closing.disputes import GIVEN_BACK as HERE
from okote.funding.closing.models import Recovery
from okote.funding.permissions import may_give_back
from okote.funding.pledges.models import Pledge
from okote.identity.models import Person
from okote.identity.permissions import may_administer, may_keep_accounts, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, to, wording_of
from okote.web.pagination import ONE_MORE, Before, latest
from payments.sessions import ReadSession

MEANS = say(
    "It always takes two people. The contribution then no longer counts, and Stripe takes it back from the"
    " project’s account; once that is done, the whole amount goes back to the donor’s card. The platform’s"
    " share and what partners were called to pay stay as they were decided. The donor is written to and reads"
    " your reason; the project learns the amount alone."
)
MEANS_AHEAD = say(
    "The donor is refunded now, out of what Stripe holds for the platform. The project goes on owing it, and"
    " you can ask its account again."
)


class GivenBackPages(Controller):
    path = HERE
    guards = (requires(may_keep_accounts),)

    @get()
    async def listed(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        """The latest contribution first."""
        here = visitor.territory.id
        found = await queries.given_back_after_success(reading, here, before=before, limit=ONE_MORE)
        return page(
            request,
            "funding/closing/given_back.html",
            given_back=latest(found, before, key=lambda row: row.pledge.id),
            waits={one.approval.subject_id: one.id for one in await open_approvals(reading, here)},
            reasons=REASONS,
            may_ask=may_administer(visitor),
        )

    @get("/{pledge_id:uuid}", guards=[requires(may_give_back)])
    async def why(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, pledge_id: FromPath[UUID]
    ) -> Response[str]:
        return await _why(request, visitor, reading, pledge_id, Form())

    @post("/{pledge_id:uuid}", guards=[requires(may_give_back)])
    async def give_back(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, pledge_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Ask for it; a second person decides."""
        form = Form(await request.form())
        waits = await attempt(
            db, form, "reason", partial(service.reclaim, db, pledge_id, reason(form), by=visitor)
        )
        if waits is None:
            return await _why(request, visitor, db, pledge_id, form)
        return said_or_waits(to(request, HERE), waits, "")

    @get("/{pledge_id:uuid}/ahead", guards=[requires(may_administer)])
    async def why_ahead(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, pledge_id: FromPath[UUID]
    ) -> Response[str]:
        return await ask(request, visitor, reading, await _ahead(reading, visitor, pledge_id))

    @post("/{pledge_id:uuid}/ahead", guards=[requires(may_administer)])
    async def ahead(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, pledge_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Refund the donor before the holder has given it back."""
        question = await _ahead(db, visitor, pledge_id)
        refunded = partial(service.refund_ahead, db, pledge_id, by=visitor)
        return await do_or_ask(request, visitor, db, question, refunded, say("The donor is being refunded."))


async def _why(
    request: AnyRequest, visitor: Visitor, db: ReadSession, pledge_id: UUID, form: Form
) -> Response[str]:
    pledge = await one_of(db, Pledge, visitor.territory.id, pledge_id)
    campaign = await db.get_one(Campaign, pledge.campaign_id)
    donor = (await db.get_one(Person, pledge.person_id)).email
    about = [wording_of(request).money(pledge.amount), campaign.title, *([donor] if donor else [])]
    return ask_why(
        request,
        form,
        title=say("Give this contribution back after all"),
        about=" · ".join(about),
        means=MEANS,
        path=f"{HERE}/{pledge_id}",
        back="/back-office/pledges",
    )


async def _ahead(db: ReadSession, visitor: Visitor, pledge_id: UUID) -> Question:
    recovery = await one_of(db, Recovery, visitor.territory.id, pledge_id)
    campaign = await db.get_one(Campaign, recovery.campaign_id)
    return Question(
        title=say("Refund the donor now"),
        amount=recovery.amount,
        about=campaign.title,
        means=MEANS_AHEAD,
        path=f"{HERE}/{pledge_id}/ahead",
        back=HERE,
    )


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    return await queries.not_taken_back(db, visitor.territory.id, disputed=False)


ROUTES = (GivenBackPages,)
SECTIONS = (
    Section(
        Place.MONEY,
        say("Given back after success"),
        HERE,
        may_keep_accounts,
        _waiting,
        say_count(
            "%(num)s contribution that its project has not given back",
            "%(num)s contributions that their projects have not given back",
        ),
    ),
)
