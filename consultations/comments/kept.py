"""What comments do with personal data, as lines of the register (GDPR, art. 30)."""

from okote.feature import Kept
from okote.platform.i18n import say
from okote.territories.explained import ACCOUNTS, CONTRACT

KEPT = (
    Kept(
        say("The comments that you write, what they said before, and those with which you agree"),
        say("To show what residents think of a subject, and to count who agrees"),
        CONTRACT,
        say("Until you take them back or close your account; comments that stay then bear no name"),
        ACCOUNTS,
        {
            "comment": (
                "id territory_id kind subject_id parent_id person_id public_name author_left stance body "
                "language written_at version edited_at note noted_at withdrawn_at held_at hidden_at"
            ),
            "comment_version": "id territory_id comment_id number body sha256 at",
            "comment_agreement": "comment_id person_id since",
        },
        (
            "comments-taken-back",
            "comment-versions",
            "consultations.comments.service.agree_no_more",
            "consultations.comments.service.on_account_closed",
        ),
    ),
)
