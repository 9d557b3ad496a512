"""How long Stripe has held the money of each campaign: it lets go of none after ninety days (R12)."""

from litestar import Controller, Response, get

from okote.feature import Place, Section
from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing import queries
from okote.funding.closing.rules import held_too_long, held_until
from okote.funding.permissions import may_see_held_money
from okote.identity.permissions import may_keep_accounts, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.web.pages import AnyRequest, Reading, page
from payments.sessions import ReadSession

HERE = "/back-office/held"

S = CampaignState

TO_DO = {
    S.LIVE: say("Cancel the campaign, so that everyone is refunded in time: it ends too late."),
    S.CLOSING: say(
        "Look why it is not decided yet: a payment is still waited for, or the count has stopped."
    ),
    S.FUNDED: say(
        "Mend what keeps the holder from being paid, and ask Stripe again; where it can’t be mended, two"
        " people may give everything back."
    ),
    S.REFUNDING: say("Look which refunds failed, mend the reason, and ask Stripe again."),
    S.CANCELLED: say("Look which refunds failed, mend the reason, and ask Stripe again."),
}
"""By the state of a campaign whose money has been held too long."""


class HeldPages(Controller):
    path = HERE
    guards = (requires(may_see_held_money),)

    @get()
    async def held(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """The money that has been held longest comes first."""
        at = await reading.now()
        return page(
            request,
            "funding/closing/held.html",
            held=[
                (one, held_until(one.since), held_too_long(one.since, at))
                for one in await queries.held_money(reading, visitor.territory.id)
            ],
            to_do=TO_DO,
            keeps_accounts=may_keep_accounts(visitor),
        )


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    at = await db.now()
    held = await queries.held_money(db, visitor.territory.id)
    return sum(held_too_long(one.since, at) for one in held)


ROUTES = (HeldPages,)
SECTIONS = (
    Section(
        Place.MONEY,
        say("Money that Stripe holds"),
        HERE,
        may_see_held_money,
        _waiting,
        say_count(
            "%(num)s campaign whose money Stripe has held too long",
            "%(num)s campaigns whose money Stripe has held too long",
        ),
    ),
)
