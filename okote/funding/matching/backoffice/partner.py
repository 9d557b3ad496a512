"""One partner: what it set aside, what it promised, and to whom it may still promise."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.matching.queries import (
    NamedCommitment,
    commitments,
    filled,
    matched,
    without_commitment,
)
from okote.funding.matching.queries.proofs import proven
from okote.funding.matching.rules.duties import duty
from okote.funding.matching.wording import TO_DECIDE, TO_PAY, promised
from okote.funding.partners.models import Partner
from okote.funding.partners.queries import envelopes
from okote.funding.permissions import (
    may_keep_partners,
    may_see_partner,
    may_see_partners,
    may_sign_commitment,
)
from okote.funding.sirene import grouped
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor
from okote.territories.queries import one_of
from okote.web.formatting import Wording
from okote.web.pages import AnyRequest, Reading, page, wording_of
from payments.sessions import ReadSession


class PartnerAccountPages(Controller):
    path = "/back-office/partners/{partner_id:uuid}"
    guards = (requires(may_see_partners),)

    @get()
    async def show(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, partner_id: FromPath[UUID]
    ) -> Response[str]:
        partner = await one_of(reading, Partner, visitor.territory.id, partner_id)
        require(may_see_partner(visitor, partner.id))
        may_sign = may_sign_commitment(visitor, partner.id)
        open_to_it: Sequence[tuple[Campaign, Holder]] = ()
        if may_sign:
            open_to_it = await without_commitment(reading, visitor.territory.id, partner.id)
        promises = await commitments(reading, visitor.territory.id, partner_ids=[partner.id])
        words, today = wording_of(request), visitor.territory.day(await reading.now())
        return page(
            request,
            "funding/matching/partner.html",
            partner=partner,
            matched=await matched(reading, promises),
            envelopes=await filled(reading, await envelopes(reading, [partner.id])),
            commitments=promises,
            campaigns=open_to_it,
            steps=[*await _to_pay(reading, words, promises, today), *_to_decide(words, open_to_it)],
            may_keep=may_keep_partners(visitor),
            may_sign=may_sign,
            promised=partial(promised, words),
            grouped=grouped,
        )


async def _to_pay(
    db: ReadSession, words: Wording, promises: Sequence[NamedCommitment], today: date
) -> Sequence[tuple[str, str]]:
    """In words, and where each leads; what is due first comes first."""
    unpaid = [(call, one) for one in promises if (call := one.unpaid_call) is not None]
    sent = await proven(db, [call.commitment_id for call, _ in unpaid])
    left = [
        (call, one, duty(call.due_on, None, proven=call.commitment_id in sent, today=today))
        for call, one in sorted(unpaid, key=lambda found: found[0].due_on)
    ]
    return [
        (
            words.say(
                TO_PAY[what],
                amount=call.amount,
                holder=one.holder.name,
                title=one.campaign.title,
                day=call.due_on,
            ),
            f"/back-office/calls/{call.commitment_id}",
        )
        for call, one, what in left
        if what is not None
    ]


def _to_decide(words: Wording, campaigns: Sequence[tuple[Campaign, Holder]]) -> Sequence[tuple[str, str]]:
    """Of the campaigns whose day is known, the first one first: commitments are signed before it."""
    scheduled = [(opens, campaign, holder) for campaign, holder in campaigns if (opens := campaign.opens_at)]
    return [
        (
            words.say(TO_DECIDE, title=campaign.title, holder=holder.name, day=words.day(opens)),
            f"/back-office/campaigns/{campaign.id}/commitments",
        )
        for opens, campaign, holder in sorted(scheduled, key=lambda found: found[0])
    ]
