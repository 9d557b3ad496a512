"""Holders and partners, for programs."""

from functools import partial
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import PathParameter
from msgspec import Meta, Struct

from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.api.cursors import Cursor, cursors
from okote.api.schemas import USUAL, Limit, Next
from okote.funding.campaigns.models import Holder
from okote.funding.partners.models import Partner
from okote.funding.showcase.bodies.queries import newest, one_of, shown_holders, shown_partners
from okote.funding.showcase.schemas import Organisation, PartnerFacts
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading


class Organisations(Struct, frozen=True):
    """The latest known first."""

    items: Annotated[list[Organisation], Meta(description="Those of this page.")]
    next: Next


class Partners(Struct, frozen=True):
    """The latest known first."""

    items: Annotated[list[PartnerFacts], Meta(description="Those of this page.")]
    next: Next


class BodiesApi(Api):
    path = V1
    response_headers = FOR_EVERYONE
    tags = ("Holders and partners",)

    @get("/holders", summary="Holders", operation_id="listHolders")
    async def holders(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> Organisations:
        """Those of campaigns that are or were public. `listCampaigns` tells the campaigns of each."""
        found = partial(newest, reading, Holder, shown_holders(visitor.territory.id))
        rows, following = await cursors(request, "holders").page(found, cursor, limit, lambda row: row.id)
        return Organisations([Organisation.of(row) for row in rows], following)

    @get("/holders/{holder_id:uuid}", summary="One holder", operation_id="getHolder")
    async def holder(
        self,
        visitor: TheVisitor,
        reading: Reading,
        holder_id: Annotated[UUID, PathParameter(description="The number of a holder.")],
    ) -> Organisation:
        """What the pages of its campaigns say of it."""
        shown = shown_holders(visitor.territory.id)
        return Organisation.of(await one_of(reading, Holder, shown, holder_id))

    @get("/partners", summary="Partners", operation_id="listPartners")
    async def partners(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> Partners:
        """Those of campaigns that are or were public. `getCampaign` tells what they promised to each."""
        found = partial(newest, reading, Partner, shown_partners(visitor.territory.id))
        rows, following = await cursors(request, "partners").page(found, cursor, limit, lambda row: row.id)
        return Partners([PartnerFacts.of(row) for row in rows], following)

    @get("/partners/{partner_id:uuid}", summary="One partner", operation_id="getPartner")
    async def partner(
        self,
        visitor: TheVisitor,
        reading: Reading,
        partner_id: Annotated[UUID, PathParameter(description="The number of a partner.")],
    ) -> PartnerFacts:
        """What the pages of campaigns say of it."""
        return PartnerFacts.of(
            await one_of(reading, Partner, shown_partners(visitor.territory.id), partner_id)
        )


ROUTES = (BodiesApi,)
