"""What those who watch over where money comes from do."""

from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

DONOR = Subject(
    "donor",
    say("Donor"),
    "/back-office/vigilance",
    fields={"outcome": say("Decision"), "total_minor": say("Given in twelve months")},
    words={"seen": say("seen, nothing to do"), "frozen": say("frozen"), "released": say("released")},
    key="person_id",
    called="number",
)
SUMS = Subject(
    "vigilance_terms",
    say("Vigilance"),
    "/back-office/vigilance",
    fields={"person_minor": say("Sum for a person"), "body_minor": say("Sum for an organisation")},
    key="territory_id",
)


class VigilanceDeed(Deed):
    DONOR_LOOKED_AT = DONOR, say("Looked at a donor")
    VIGILANCE_SET = SUMS, say("Set the sums above which donors are looked at")


DEEDS = tuple(VigilanceDeed)
