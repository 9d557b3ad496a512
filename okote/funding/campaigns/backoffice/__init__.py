"""The back office of campaigns: offers and their review, holders and their accounts."""

from okote.feature import Place, Section
from okote.funding.campaigns.backoffice.campaigns import CampaignPages, waiting
from okote.funding.campaigns.backoffice.checklist import SECTION, ListPages, TickPages
from okote.funding.campaigns.backoffice.comments import CommentPages
from okote.funding.campaigns.backoffice.editor import OfferPages
from okote.funding.campaigns.backoffice.holders import HolderPages
from okote.funding.campaigns.backoffice.review import ReviewPages
from okote.funding.permissions import may_read_campaigns, may_write_campaigns
from okote.platform.i18n import say, say_count

ROUTES = (CampaignPages, ReviewPages, OfferPages, CommentPages, TickPages, ListPages, HolderPages)

SECTIONS = (
    Section(
        Place.PROJECTS,
        say("Campaigns"),
        "/back-office/campaigns",
        may_read_campaigns,
        waiting,
        say_count("%(num)s campaign to review or to finish", "%(num)s campaigns to review or to finish"),
    ),
    Section(Place.PROJECTS, say("Holders"), "/back-office/holders", may_write_campaigns),
    SECTION,
)
