"""The back office of partners' side: what they commit to, what they are then called to pay."""

from okote.feature import Place, Section
from okote.funding.matching.backoffice.ageing import SECTION, AgeingPages
from okote.funding.matching.backoffice.amendments import AmendmentPages
from okote.funding.matching.backoffice.calls import FundsCallPages, waiting
from okote.funding.matching.backoffice.commitments import CommitmentPages
from okote.funding.matching.backoffice.partner import PartnerAccountPages
from okote.funding.matching.backoffice.proofs import ProofPages
from okote.funding.matching.backoffice.statements import PartnerStatementPages
from okote.funding.matching.backoffice.subsidies import SECTION as SUBSIDIES
from okote.funding.matching.backoffice.subsidies import SubsidyPages
from okote.funding.permissions import may_see_partners
from okote.platform.i18n import say, say_count

ROUTES = (
    CommitmentPages,
    AmendmentPages,
    PartnerAccountPages,
    PartnerStatementPages,
    FundsCallPages,
    ProofPages,
    AgeingPages,
    SubsidyPages,
)

SECTIONS = (
    SECTION,
    SUBSIDIES,
    Section(
        Place.MONEY,
        say("Calls for funds"),
        "/back-office/calls",
        may_see_partners,
        waiting,
        say_count("%(num)s call for funds still to pay", "%(num)s calls for funds still to pay"),
    ),
)
