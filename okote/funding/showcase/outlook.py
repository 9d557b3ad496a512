"""What an amount would become, as the page says that asks for it."""

from uuid import UUID

from okote.funding.pledges.rules import Body
from okote.funding.progress.bringing import bringing
from okote.funding.progress.queries import given_by
from okote.funding.progress.wording import Outlook
from okote.funding.progress.wording import outlook as in_words
from okote.funding.showcase.queries import Shown
from okote.web.formatting import Wording
from payments.money import Money
from payments.sessions import ReadSession


async def outlook(
    db: ReadSession,
    shown: Shown,
    amount: Money,
    donor: UUID | None,
    wording: Wording,
    *,
    own: bool = False,
    body: Body | None = None,
) -> Outlook:
    """If it were paid now, by the holder's or a partner's people if `own`, in the name of a `body`
    if any, and the campaign succeeded.
    """
    already = Money.zero(amount.currency)
    if donor is not None:
        already = await given_by(db, shown.campaign.id, donor, body.identifier if body else None)
    told = bringing(
        shown.campaign, shown.given, amount, already=already, own=own, for_a_body=body is not None
    )
    return in_words(wording, told)
