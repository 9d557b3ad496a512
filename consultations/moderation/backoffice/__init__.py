"""The desk of moderation: what waits, one case, appeals, one account, the rules of conduct."""

from consultations.moderation.backoffice.accounts import AccountDesk
from consultations.moderation.backoffice.cases import CaseDesk
from consultations.moderation.backoffice.conduct import ConductDesk
from consultations.moderation.queries.desk import waiting_count
from consultations.permissions import may_moderate
from okote.feature import Place, Section
from okote.platform.i18n import say, say_count

ROUTES = (CaseDesk, AccountDesk, ConductDesk)
SECTIONS = (
    Section(
        Place.CONSULTATION,
        say("Moderation"),
        "/back-office/moderation",
        may_moderate,
        waiting_count,
        say_count("%(num)s report or appeal waits", "%(num)s reports and appeals wait"),
    ),
)
