"""What is kept of what testers said, for how long, and about who typed, reviewed and answered it."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import and_, col, or_, select

from consultations.ratings.rules import Review
from consultations.testing.models import (
    Finding,
    FindingAnswer,
    FindingPicture,
    Remark,
    Sitting,
    TestCampaign,
    TestTask,
)
from consultations.testing.rules.findings import FindingState
from consultations.testing.service.findings import kept_picture
from okote.feature import Forgetting, Records
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say

_OF_CAMPAIGN = (TestCampaign, TestCampaign.id == Sitting.campaign_id)

_AS_SHOWN = say("What an organiser reviewed stays as others read it; it no longer leads to you.")

RECORDS = (
    Records(
        "tests_tried",
        say("The tests that you tried, and what you answered"),
        of=(Sitting.person_id,),
        fields={
            "test": TestCampaign.title,
            "manner": Sitting.manner,
            "begun_at": Sitting.begun_at,
            "sent_at": Sitting.completed_at,
            "simplicity": Sitting.simplicity,
            "efficiency": Sitting.efficiency,
            "clarity": Sitting.clarity,
            "help": Sitting.sought,
            "ten_sentences": Sitting.sus,
        },
        joined=(_OF_CAMPAIGN,),
        once_closed=say(
            "What you answered counts on among the answers of all testers; it no longer leads to you."
        ),
    ),
    Records(
        "tests_words",
        say("What you wrote about the procedures that you tried"),
        of=(Sitting.person_id,),
        fields={
            "test": TestCampaign.title,
            "task": select(TestTask.says).where(TestTask.id == Remark.task_id).scalar_subquery(),
            "words": Remark.words,
            "shown": Remark.told,
            "decision": Remark.review,
        },
        joined=((Remark, Remark.sitting_id == Sitting.id), _OF_CAMPAIGN),
        once_closed=_AS_SHOWN,
    ),
    Records(
        "tests_findings",
        say("What you stumbled on in the procedures that you tried"),
        of=(Sitting.person_id,),
        fields={
            "test": TestCampaign.title,
            "step": Finding.step_title,
            "severity": Finding.severity,
            "title": Finding.title,
            "words": Finding.words,
            "suggestion": Finding.suggestion,
            "shown": Finding.told_title,
            "state": Finding.state,
        },
        joined=((Finding, Finding.sitting_id == Sitting.id), _OF_CAMPAIGN),
        once_closed=_AS_SHOWN,
    ),
    Records(
        "tests_typed",
        say("The tests that you typed for others"),
        of=(Sitting.typed_by,),
        fields={"test": TestCampaign.title, "manner": Sitting.manner, "at": Sitting.begun_at},
        joined=(_OF_CAMPAIGN,),
        once_closed=ACTS_STAY,
    ),
    Records(
        "remarks_reviewed",
        say("What testers wrote that you reviewed"),
        of=(Remark.reviewed_by,),
        fields={"test": TestCampaign.title, "decision": Remark.review, "at": Remark.reviewed_at},
        joined=((Sitting, Sitting.id == Remark.sitting_id), _OF_CAMPAIGN),
        once_closed=ACTS_STAY,
    ),
    Records(
        "findings_reviewed",
        say("The findings of testers that you reviewed"),
        of=(Finding.reviewed_by,),
        fields={"test": TestCampaign.title, "number": Finding.number, "at": Finding.reviewed_at},
        joined=((TestCampaign, TestCampaign.id == Finding.campaign_id),),
        once_closed=ACTS_STAY,
    ),
    Records(
        "tests_replied",
        say("The results of tests to which you replied"),
        of=(TestCampaign.replied_by,),
        fields={"test": TestCampaign.title, "words": TestCampaign.reply, "at": TestCampaign.replied_at},
        once_closed=ACTS_STAY,
    ),
    Records(
        "findings_answered",
        say("The findings of testers that you answered"),
        of=(FindingAnswer.by,),
        fields={
            "finding": Finding.told_title,
            "answer": FindingAnswer.answer,
            "words": FindingAnswer.words,
            "at": FindingAnswer.at,
        },
        joined=((Finding, Finding.id == FindingAnswer.finding_id),),
        once_closed=ACTS_STAY,
    ),
)

REVIEWED_KEPT = timedelta(days=30)
"""While somebody may ask why their words are not shown as they wrote them."""

UNSENT_KEPT = timedelta(days=30)
"""After the end of a test, while it may still be asked why something was not sent."""

LINK_KEPT = timedelta(days=365)
"""By then testers know what became of what they found."""


def _over(at: datetime) -> Any:
    """Of tests that ended some time ago."""
    return select(TestCampaign.id).where(col(TestCampaign.closes_at) <= at - UNSENT_KEPT)


def _sent_at(sitting: Any) -> Any:
    return select(Sitting.completed_at).where(Sitting.id == sitting).scalar_subquery()


def _sent_long_ago(at: datetime) -> Any:
    """Of tests whose results were never handed over, as of too few people."""
    return select(Sitting.id).where(col(Sitting.completed_at) <= at - LINK_KEPT)


def _reviewed_and_hidden(at: datetime) -> Any:
    return select(Finding.id).where(col(Finding.reviewed_at) <= at - REVIEWED_KEPT)


FORGETS = (
    Forgetting(
        "finding-pictures",
        "Pictures of findings that were taken back, at once, or not shown, 30 days after the review",
        FindingPicture,
        col(FindingPicture.added_at),
        lambda at: and_(
            col(FindingPicture.shown).is_(False),
            or_(
                col(FindingPicture.finding_id).is_(None),
                col(FindingPicture.finding_id).in_(_reviewed_and_hidden(at)),
            ),
        ),
        file=kept_picture,
    ),
    Forgetting(
        "tests-unsent",
        "What testers began and did not send, 30 days after the end of the test, or once nobody's",
        Sitting,
        col(Sitting.begun_at),
        lambda at: and_(
            col(Sitting.completed_at).is_(None),
            or_(
                col(Sitting.campaign_id).in_(_over(at)),
                and_(col(Sitting.seat_id).is_(None), col(Sitting.person_id).is_(None)),
            ),
        ),
    ),
    Forgetting(
        "tests-as-tried",
        "Who tried a test, a year after they sent their answers",
        Sitting,
        col(Sitting.completed_at),
        lambda at: and_(
            col(Sitting.completed_at) <= at - LINK_KEPT,
            or_(col(Sitting.seat_id).is_not(None), col(Sitting.person_id).is_not(None)),
        ),
        instead={"seat_id": None, "person_id": None},
    ),
    Forgetting(
        "remarks-as-written",
        "What testers wrote and is not shown as they wrote it, 30 days after the review",
        Remark,
        col(Remark.reviewed_at),
        lambda at: and_(
            col(Remark.review).in_([Review.REDACTED, Review.WITHHELD]),
            col(Remark.reviewed_at) <= at - REVIEWED_KEPT,
            Remark.words != "",
        ),
        instead={"words": ""},
    ),
    Forgetting(
        "remarks-unreviewed",
        "What testers wrote and nobody reviewed, a year after they sent their answers",
        Remark,
        _sent_at(Remark.sitting_id),
        lambda at: and_(col(Remark.review) == Review.WAITING, col(Remark.sitting_id).in_(_sent_long_ago(at))),
    ),
    Forgetting(
        "findings-unreviewed",
        "Findings that nobody reviewed, a year after their testers sent their answers",
        Finding,
        _sent_at(Finding.sitting_id),
        lambda at: and_(
            col(Finding.state) == FindingState.REPORTED, col(Finding.sitting_id).in_(_sent_long_ago(at))
        ),
    ),
    Forgetting(
        "findings-as-written",
        "Findings as testers wrote them, 30 days after the review",
        Finding,
        col(Finding.reviewed_at),
        lambda at: and_(
            Finding.state != FindingState.REPORTED,
            col(Finding.reviewed_at) <= at - REVIEWED_KEPT,
            Finding.title != "",
        ),
        instead={"title": "", "words": "", "suggestion": ""},
    ),
)
