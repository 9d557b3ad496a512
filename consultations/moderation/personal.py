"""What is kept about who reports, who is decided about, and who decides; and for how long."""

from datetime import timedelta

from sqlmodel import and_, col, select

from consultations.moderation.models import (
    ModerationAppeal,
    ModerationCase,
    ModerationConduct,
    ModerationDecision,
    ModerationNotice,
    ModerationSuspension,
)
from okote.feature import Forgetting, Records
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say

RECORDS = (
    Records(
        "moderation_notices",
        say("What you reported"),
        of=(ModerationNotice.person_id,),
        fields={
            "title": ModerationCase.title,
            "address": ModerationNotice.url,
            "ground": ModerationNotice.ground,
            "explanation": ModerationNotice.explanation,
            "language": ModerationNotice.language,
            "at": ModerationNotice.at,
            "decided_at": ModerationCase.decided_at,
        },
        joined=((ModerationCase, ModerationCase.id == ModerationNotice.case_id),),
        once_closed=say("What you reported is still looked at; it no longer leads to you."),
    ),
    Records(
        "moderation_about_me",
        say("What was reported or decided about what you wrote"),
        of=(ModerationCase.author_id,),
        fields={
            "title": ModerationCase.title,
            "opened_at": ModerationCase.opened_at,
            "decision": ModerationDecision.verdict,
            "ground": ModerationDecision.ground,
            "facts": ModerationDecision.facts,
            "rule": ModerationDecision.rule,
            "decided_at": ModerationDecision.at,
        },
        joined=((ModerationDecision, ModerationDecision.case_id == ModerationCase.id),),
        once_closed=say("Decisions stay with their reasons, as the law wants; they no longer lead to you."),
    ),
    Records(
        "moderation_suspensions",
        say("Suspensions of your account"),
        of=(ModerationSuspension.person_id,),
        fields={
            "from": ModerationSuspension.bars,
            "since": ModerationSuspension.since,
            "until": ModerationSuspension.until,
            "lifted_at": ModerationSuspension.lifted_at,
            "language": ModerationSuspension.language,
        },
    ),
    Records(
        "moderation_appeals",
        say("Your appeals"),
        of=(ModerationAppeal.person_id,),
        fields={
            "words": ModerationAppeal.words,
            "at": ModerationAppeal.at,
            "decided_at": ModerationAppeal.decided_at,
        },
        once_closed=say("What you reported is still looked at; it no longer leads to you."),
    ),
    Records(
        "moderation_decisions",
        say("What you decided as a moderator"),
        of=(ModerationDecision.by,),
        fields={
            "decision": ModerationDecision.verdict,
            "ground": ModerationDecision.ground,
            "facts": ModerationDecision.facts,
            "rule": ModerationDecision.rule,
            "at": ModerationDecision.at,
        },
        once_closed=ACTS_STAY,
    ),
    Records(
        "moderation_conduct",
        say("Rules of conduct that you wrote"),
        of=(ModerationConduct.changed_by,),
        fields={"text": ModerationConduct.text, "at": ModerationConduct.changed_at},
        once_closed=ACTS_STAY,
    ),
)

KEPT = timedelta(days=365)
"""After the decision: an appeal takes six months at most, and a court may ask for what was reported."""

_DECIDED = select(ModerationCase.id).where

FORGETS = (
    Forgetting(
        "moderation-notices",
        "Who reported something and in which words, a year after it was decided",
        ModerationNotice,
        col(ModerationNotice.at),
        lambda at: and_(
            col(ModerationNotice.explanation) != "",
            col(ModerationNotice.case_id).in_(_DECIDED(col(ModerationCase.decided_at) <= at - KEPT)),
        ),
        instead={
            "person_id": None,
            "name": "",
            "email": "",
            "explanation": "",
            "forgotten_at": col(ModerationNotice.at),
        },
    ),
    Forgetting(
        "moderation-appeals",
        "Who appealed and in which words, a year after it was decided",
        ModerationAppeal,
        col(ModerationAppeal.decided_at),
        lambda at: and_(col(ModerationAppeal.decided_at) <= at - KEPT, col(ModerationAppeal.words) != ""),
        instead={"person_id": None, "words": "", "forgotten_at": col(ModerationAppeal.decided_at)},
    ),
    Forgetting(
        "moderation-suspensions",
        "Who was suspended, a year after it ended",
        ModerationSuspension,
        col(ModerationSuspension.until),
        lambda at: and_(
            col(ModerationSuspension.until) <= at - KEPT, col(ModerationSuspension.forgotten_at).is_(None)
        ),
        instead={"person_id": None, "email": None, "forgotten_at": col(ModerationSuspension.until)},
    ),
)
