"""The register of what is done with difficulties (GDPR, art. 30)."""

from okote.feature import Kept
from okote.platform.i18n import say
from okote.territories.explained import CLOSING, INTEREST, ROLES

TASK = say("A task in the public interest (GDPR, art. 6(1)(e))")
THEIRS = say("People who tell a difficulty, with or without an account")

KEPT = (
    Kept(
        say("The difficulties that you tell, what is written about them, and your documents"),
        say("So that the service in charge answers you; everyone else reads counts alone"),
        TASK,
        say(
            "A year after the closing, unless the territory sets another time; at most three years after the "
            "last word; until you close your account. Afterwards only that there was something is counted"
        ),
        THEIRS,
        {
            "difficulty": (
                "id territory_id number person_id way category body place_id procedure_id language channel "
                "name telephone address told_at state since service_id acknowledge_by answer_by "
                "acknowledged_late answered_late asked_on told_unseen told_late closed_at helped forget_at "
                "emptied"
            ),
            "difficulty_step": "id territory_id difficulty_id kind state service_id words at",
            "difficulty_document": "id territory_id difficulty_id title kind added_at",
        },
        ("difficulties", "difficulty-threads", "difficulty-documents", CLOSING),
    ),
    Kept(
        say("Who typed difficulties for others, handled them, and added documents"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the difficulties; without your name once you close your account"),
        ROLES,
        {"difficulty": "entered_by", "difficulty_step": "by", "difficulty_document": "added_by"},
        ("difficulties", "difficulty-threads", "difficulty-documents", CLOSING),
    ),
)

IMPERSONAL = {"difficulty_terms": "territory_id acknowledge answer react keep by_category by_service"}
