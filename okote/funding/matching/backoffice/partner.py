"""One partner: what it set aside, what it promised, and to whom it may still promise."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.matching.queries import commitments, filled, matched, without_commitment
from okote.funding.matching.wording import promised
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
from okote.web.pages import AnyRequest, Reading, page, wording_of


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
        return page(
            request,
            "funding/matching/partner.html",
            partner=partner,
            matched=await matched(reading, promises),
            envelopes=await filled(reading, await envelopes(reading, [partner.id])),
            commitments=promises,
            campaigns=open_to_it,
            may_keep=may_keep_partners(visitor),
            may_sign=may_sign,
            promised=partial(promised, wording_of(request)),
            grouped=grouped,
        )
