"""What is done with difficulties, who read which of them, and what of it is told: never a word of them."""

from consultations.difficulties.words import STATES
from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

DIFFICULTY = Subject(
    "difficulty",
    say("Difficulty"),
    fields={"state": say("State"), "service_id": say("Service")},
    words={state.value: label for state, label in STATES.items()},
    called="number",
)
TERMS = Subject(
    "difficulty_terms",
    say("Delays for difficulties"),
    "/back-office/difficulties/terms",
    fields={
        "acknowledge": say("Days until a service looks"),
        "answer": say("Days until the answer"),
        "react": say("Days to react to an answer"),
        "keep": say("Days until what was told is deleted"),
        "by_category": say("Delays by category"),
        "by_service": say("Delays by service"),
    },
    untold=frozenset({"by_category", "by_service"}),
    key="territory_id",
    called="",
)


class DifficultyDeed(Deed):
    DIFFICULTY_ENTERED = DIFFICULTY, say("Entered the difficulty of somebody without an account")
    DIFFICULTY_READ = DIFFICULTY, say("Read a difficulty")
    DIFFICULTY_DOCUMENT_READ = DIFFICULTY, say("Took a document of a difficulty")
    DIFFICULTY_DOCUMENT_ADDED = DIFFICULTY, say("Added a document to a difficulty")
    DIFFICULTY_SENT = DIFFICULTY, say("Sent a difficulty to a service")
    DIFFICULTY_TAKEN_BACK = DIFFICULTY, say("Took a difficulty back from a service")
    DIFFICULTY_ACKNOWLEDGED = DIFFICULTY, say("Acknowledged a difficulty")
    DIFFICULTY_PASSED_ON = DIFFICULTY, say("Passed a difficulty on")
    DIFFICULTY_ASKED = DIFFICULTY, say("Asked something about a difficulty")
    DIFFICULTY_REPLIED = DIFFICULTY, say("Typed what somebody without an account says")
    DIFFICULTY_ANSWERED = DIFFICULTY, say("Answered a difficulty")
    DIFFICULTY_CLOSED = DIFFICULTY, say("Closed a difficulty for somebody without an account")
    DIFFICULTY_REOPENED = DIFFICULTY, say("Opened a difficulty again for somebody without an account")
    DIFFICULTY_TERMS_SET = TERMS, say("Set the delays for difficulties")


DEEDS = tuple(DifficultyDeed)
