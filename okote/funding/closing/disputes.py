"""The back office of disputes: which wait for an answer, what is warned of, what holders owe of them."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.accounting.words import REASONS
from okote.approvals.asking import Question, ask, do_or_ask
from okote.feature import Place, Section
from okote.funding.campaigns.models import Campaign
from okote.funding.closing import queries, service
from okote.funding.closing.models import Recovery
from okote.funding.permissions import may_give_back
from okote.identity.permissions import may_administer, may_keep_accounts, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.territories.queries import one_of
from okote.web.pages import AnyRequest, Reading, Writing, page
from okote.web.pagination import ONE_MORE, Before, latest
from payments.gateway.results import DisputeStatus
from payments.sessions import ReadSession

HERE = "/back-office/disputes"
GIVEN_BACK = "/back-office/given-back"

S = DisputeStatus

STATES: Mapping[DisputeStatus, tuple[str, str]] = {
    S.WARNING_NEEDS_RESPONSE: (say("the bank asks: answer it"), "refused"),
    S.WARNING_UNDER_REVIEW: (say("the bank reads our answer"), "waiting"),
    S.WARNING_CLOSED: (say("the bank only asked"), "done"),
    S.NEEDS_RESPONSE: (say("disputed: answer it"), "refused"),
    S.UNDER_REVIEW: (say("the bank reads our answer"), "waiting"),
    S.WON: (say("won"), "done"),
    S.LOST: (say("lost"), "refused"),
    S.PREVENTED: (say("given back before it was a dispute"), "done"),
}
"""With the tone of each."""

WHY: Mapping[str, str] = {
    "fraudulent": say("The donor says that it was not they who paid."),
    "unrecognized": say("The donor does not know the name on their statement."),
    "duplicate": say("The donor says that they paid twice."),
    "product_not_received": say("The donor did not receive what they were promised."),
    "product_unacceptable": say("What the donor received is not what they were promised."),
    "credit_not_processed": say("The donor waits for a refund."),
    "general": say("The bank does not say why."),
}
"""Others are shown as Stripe calls them."""


class DisputePages(Controller):
    path = HERE
    guards = (requires(may_keep_accounts),)

    @get()
    async def disputes(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        """What is warned of first, since a refund now spares a dispute; then disputes, the latest first."""
        here = visitor.territory.id
        found = await queries.disputes(reading, here, before=before, limit=ONE_MORE)
        return page(
            request,
            "funding/closing/disputes.html",
            disputes=latest(found, before, key=lambda row: row.dispute.id),
            warnings=await queries.warned_of(reading, here),
            states=STATES,
            why=WHY,
            reasons=REASONS,
            may_ask_again=may_administer(visitor),
            may_give_back=may_give_back(visitor),
        )

    @get("/{recovery_id:uuid}/recover", guards=[requires(may_administer)])
    async def why_recover(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, recovery_id: FromPath[UUID]
    ) -> Response[str]:
        return await ask(request, visitor, reading, await _recovering(reading, visitor, recovery_id))

    @post("/{recovery_id:uuid}/recover", guards=[requires(may_administer)])
    async def recover(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, recovery_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Ask Stripe again for what the holder owes."""
        question = await _recovering(db, visitor, recovery_id)
        again = partial(service.ask_again, db, recovery_id, by=visitor)
        return await do_or_ask(request, visitor, db, question, again, say("Stripe is asked again."))


async def _recovering(db: ReadSession, visitor: Visitor, recovery_id: UUID) -> Question:
    recovery = await one_of(db, Recovery, visitor.territory.id, recovery_id)
    campaign = await db.get_one(Campaign, recovery.campaign_id)
    return Question(
        title=say("Ask the holder’s account again"),
        amount=recovery.amount,
        about=campaign.title,
        means=say("Stripe is asked once more to take this amount back from the holder’s account."),
        path=f"{HERE}/{recovery_id}/recover",
        back=HERE if recovery.dispute_id else GIVEN_BACK,
    )


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    return await queries.disputes_to_see_to(db, visitor.territory.id)


ROUTES = (DisputePages,)
SECTIONS = (
    Section(
        Place.MONEY,
        say("Disputes"),
        HERE,
        may_keep_accounts,
        _waiting,
        say_count("%(num)s dispute or warning to see to", "%(num)s disputes or warnings to see to"),
    ),
)
