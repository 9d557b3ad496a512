"""What people do about tests, and what of it is told: never of a tester, nor what one of them wrote."""

from consultations.ratings.words import REVIEWS
from consultations.testing.words import ANSWERS, FINDING_STATES, MANNERS
from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

CAMPAIGN = Subject(
    "test_campaign",
    say("Test of a procedure"),
    "/back-office/tests/{}",
    fields={
        "title": say("Title"),
        "opens_at": say("Opens on"),
        "closes_at": say("Closes on"),
        "reading_days": say("Days for the service to read"),
        "opened_at": say("Testers know of it since"),
        "handed_over_at": say("The service reads since"),
        "replied_at": say("The service replied on"),
        "published_at": say("Published on"),
    },
    called="title",
)
SITTING = Subject(
    "sitting",
    say("Answers of a tester"),
    "/back-office/tests/{}",
    fields={"manner": say("How it is tried"), "completed_at": say("Sent on")},
    words={manner.value: label for manner, label in MANNERS.items()},
    key="campaign_id",
    called="",
)
REMARK = Subject(
    "remark",
    say("What a tester wrote"),
    fields={"review": say("Decision"), "told": say("Its text")},
    words={review.value: label for review, label in REVIEWS.items()},
    untold=frozenset({"told"}),
    called="",
)
FINDING = Subject(
    "finding",
    say("Finding of a test"),
    "/back-office/tests/{}/texts",
    fields={
        "number": say("Number"),
        "state": say("State"),
        "told_title": say("Title"),
        "told_words": say("Its text"),
        "told_suggestion": say("What would help?"),
    },
    words={state.value: label for state, label in FINDING_STATES.items()},
    untold=frozenset({"told_title", "told_words", "told_suggestion"}),
    key="campaign_id",
    called="",
)
ANSWER = Subject(
    "finding_answer",
    say("Answer to a finding"),
    fields={"answer": say("Answer")},
    words={answer.value: label for answer, label in ANSWERS.items()},
    called="",
)


class TestDeed(Deed):
    __test__ = False

    TEST_WRITTEN = CAMPAIGN, say("Wrote a test")
    TEST_CHANGED = CAMPAIGN, say("Changed a test")
    TEST_REMOVED = CAMPAIGN, say("Threw away the draft of a test")
    TEST_OPENED = CAMPAIGN, say("Opened a test to its panel")
    TEST_PROLONGED = CAMPAIGN, say("Gave a test more time")
    TEST_HANDED_OVER = CAMPAIGN, say("Handed the results of a test to its service")
    TEST_REPLIED = CAMPAIGN, say("Replied to the results of a test")
    TEST_PUBLISHED = CAMPAIGN, say("Published the results of a test")
    SITTING_BEGUN = SITTING, say("Began to type what a tester says")
    SITTING_SENT = SITTING, say("Sent what a tester said")
    REMARK_REVIEWED = REMARK, say("Reviewed what a tester wrote")
    FINDING_REVIEWED = FINDING, say("Reviewed a finding")
    FINDING_ANSWERED = ANSWER, say("Answered a finding")


DEEDS = tuple(TestDeed)
