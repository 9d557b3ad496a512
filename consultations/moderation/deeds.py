"""What moderators do, and what of it is told."""

from consultations.moderation.words import BARS, GROUNDS, ORIGINS, VERDICTS
from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

CASE = Subject(
    "moderation_case",
    say("Case of moderation"),
    "/back-office/moderation/{}",
    fields={"kind": say("Kind"), "origin": say("How it came"), "decided_at": say("Decided on")},
    words={one.value: label for one, label in ORIGINS.items()},
    called="title",
)
DECISION = Subject(
    "moderation_decision",
    say("Decision of moderation"),
    "/back-office/moderation/{}",
    fields={"verdict": say("Decision"), "ground": say("Ground"), "rule": say("Article or rule")},
    words={one.value: label for one, label in (*VERDICTS.items(), *GROUNDS.items())},
    key="case_id",
    called="",
)
SUSPENSION = Subject(
    "moderation_suspension",
    say("Suspension"),
    fields={"bars": say("From"), "until": say("Until"), "lifted_at": say("Lifted on")},
    words={one.value: label for one, label in BARS.items()},
    called="",
)
CONDUCT = Subject(
    "moderation_conduct",
    say("Rules of conduct"),
    "/back-office/moderation/conduct",
    fields={"changed_at": say("Changed on")},
    key="territory_id",
    called="",
)


class ModerationDeed(Deed):
    MODERATION_CASE_OPENED = CASE, say("Opened a case of moderation")
    CONTENT_KEPT = DECISION, say("Decided that something stays")
    CONTENT_HIDDEN = DECISION, say("Took something down")
    APPEAL_DECIDED = DECISION, say("Decided on an appeal")
    ACCOUNT_SUSPENDED = SUSPENSION, say("Suspended somebody for a time")
    SUSPENSION_LIFTED = SUSPENSION, say("Lifted a suspension")
    CONDUCT_SET = CONDUCT, say("Wrote the rules of conduct")


DEEDS = tuple(ModerationDeed)
