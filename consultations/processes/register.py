"""What everyone is told of the personal data that consultations keep, and what of them is about nobody."""

from okote.feature import Kept
from okote.platform.i18n import say
from okote.territories.explained import ACCOUNTS, CLOSING, INTEREST, ROLES

KEPT = (
    Kept(
        say("Which consultations you follow, or want to hear no more of"),
        say("To write to you when something changes in them"),
        say("What you agreed to (GDPR, art. 6(1)(a))"),
        say("Until you close your account"),
        ACCOUNTS,
        {"process_follow": "person_id process_id since ended_at"},
        ("consultations.processes.following.silence", CLOSING),
    ),
    Kept(
        say("Who wrote consultations, and who changed what everyone reads in them"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the consultation; without your name once you close your account"),
        ROLES,
        {"process": "created_by", "process_change": "id territory_id process_id what reason at by"},
        (CLOSING,),
    ),
)

IMPERSONAL = {
    "process": (
        "id territory_id template audience slug title lead body body_plain stakes stakes_plain languages "
        "organisers service_id conditions threshold version created_at published_at archived_at"
    ),
    "phase": "id territory_id process_id kind starts_at ends_at permits audience says",
    "process_place": "process_id place_id",
    "process_theme": "process_id theme_id",
    "process_envelope": "id territory_id process_id place_id name amount_minor currency",
}
