"""What is being prepared, for whoever coaches: what each campaign lacks, and when something last happened."""

from litestar import Controller, Response, get

from okote.feature import Place, Section
from okote.funding.campaigns import wording
from okote.funding.campaigns.queries import Stage, campaigns
from okote.funding.dashboards.queries import touched
from okote.funding.permissions import may_comment
from okote.funding.terms.queries import terms_of
from okote.identity.permissions import person_of, requires
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say
from okote.web.pages import AnyRequest, Reading, page
from okote.web.pagination import Before, latest

HERE = "/back-office/coaching"


class CoachingPages(Controller):
    path = HERE
    guards = (requires(may_comment),)

    @get()
    async def prepared(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        """Those that the visitor has commented on or ticked are marked as theirs, and stand first."""
        territory = visitor.territory
        found = await campaigns(reading, territory, stage=Stage.PREPARING, before=before)
        shown = latest(found, before, key=lambda row: row.campaign.id)
        acts = await touched(reading, [row.campaign.id for row in shown.rows], person_of(visitor).id)
        ordered = sorted(shown.rows, key=lambda row: not acts[row.campaign.id].mine)
        return page(
            request,
            "funding/dashboards/coaching.html",
            campaigns=shown,
            rows=[(row, acts[row.campaign.id]) for row in ordered],
            missing=wording.MISSING,
            longest_days=(await terms_of(reading, territory.id)).longest_campaign,
        )


ROUTES = (CoachingPages,)
SECTIONS = (Section(Place.PROJECTS, say("Coaching"), HERE, may_comment),)
