"""What moderation does with personal data, as lines of the register (GDPR, art. 30)."""

from okote.feature import Kept
from okote.platform.i18n import say
from okote.territories.explained import ACCOUNTS, CLOSING, INTEREST, ROLES

FORGOTTEN = "consultations.moderation.service.accounts.on_account_closed"
DUTY = say("What the law requires (GDPR, art. 6(1)(c))")

KEPT = (
    Kept(
        say("What is reported, by whom, and how somebody appeals"),
        say("To look at it, to tell whoever reported it what was decided, and to hear appeals"),
        DUTY,
        say("A year after the decision; without your name once you close your account"),
        say("People who report something, with or without an account"),
        {
            "moderation_notice": (
                "id territory_id case_id person_id name email ground explanation url good_faith "
                "new_account language at forgotten_at"
            ),
            "moderation_appeal": (
                "id territory_id decision_id side person_id notice_id words at decided_at forgotten_at"
            ),
        },
        ("moderation-notices", "moderation-appeals", FORGOTTEN),
    ),
    Kept(
        say("What was reported and decided about what you wrote, and suspensions"),
        say("To tell you the reasons, to hear your appeal, and so that it can be checked later"),
        DUTY,
        say("Decisions stay with their reasons; a suspension leads to nobody a year after its end"),
        ACCOUNTS,
        {
            "moderation_case": "author_id title",
            "moderation_suspension": (
                "id territory_id person_id email language bars since until lifted_at forgotten_at"
            ),
        },
        ("moderation-suspensions", FORGOTTEN),
    ),
    Kept(
        say("Who decided what as a moderator, and who wrote the rules of conduct"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the decisions; without your name once you close your account"),
        ROLES,
        {
            "moderation_decision": (
                "id territory_id case_id suspension_id after_id verdict ground facts rule batch_id at by"
            ),
            "moderation_conduct": "changed_by",
        },
        (CLOSING,),
    ),
)

IMPERSONAL = {
    "moderation_case": "id territory_id kind subject_id origin severity opened_at decided_at",
    "moderation_conduct": "territory_id text changed_at",
}
