"""What following does with personal data, as lines of the register (GDPR, art. 30)."""

from okote.feature import Kept
from okote.platform.i18n import say
from okote.territories.explained import ACCOUNTS, CONTRACT

KEPT = (
    Kept(
        say("What you follow, and how far you were told what is new of it"),
        say("To write to you what is new, once a day at most, and nothing twice"),
        CONTRACT,
        say("Until you close your account; what was new goes after 60 days"),
        ACCOUNTS,
        {
            "subject_follow": "person_id kind subject_id territory_id since ended_at",
            "subject_news": "id territory_id kind subject_id sort item_id by person_id at",
            "digest": "person_id territory_id told looked_at sent_at",
        },
        ("subject-news", "consultations.following.service.on_account_closed"),
    ),
)
