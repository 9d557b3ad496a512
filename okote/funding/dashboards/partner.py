"""A campaign as a partner follows it: what residents gave day by day, and what it adds to that."""

from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath

from okote.funding.dashboards import wording
from okote.funding.dashboards.queries import came_in
from okote.funding.matching.queries import commitment_in
from okote.funding.matching.wording import promised, still_missing
from okote.funding.permissions import may_see_partner, may_see_partners
from okote.funding.progress.queries import given_to
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading, page, wording_of


class PromisedPages(Controller):
    path = "/back-office/commitments/{commitment_id:uuid}/standing"
    guards = (requires(may_see_partners),)

    @get()
    async def standing(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, commitment_id: FromPath[UUID]
    ) -> Response[str]:
        """Sums alone: a partner reads of who gave what everyone reads."""
        commitment = await commitment_in(reading, visitor.territory.id, commitment_id)
        require(may_see_partner(visitor, commitment.partner.id))
        campaign = commitment.campaign
        given = (await given_to(reading, [campaign.id]))[campaign.id]
        stands = next(one for one in given.matching.standings() if one.commitment.id == commitment.signed.id)
        came = await came_in(reading, campaign.id, visitor.territory.zone)
        words = wording_of(request)
        return page(
            request,
            "funding/dashboards/promised.html",
            commitment=commitment,
            promised=promised(words, commitment.promised),
            lacking=still_missing(words, stands),
            given=given,
            owed=stands.owed,
            came=came,
            means=wording.means(words, given, came),
        )


ROUTES = (PromisedPages,)
