"""What everyone is told of the personal data that are kept of ideas, and what of them is about nobody."""

from okote.feature import Kept
from okote.platform.i18n import say
from okote.territories.explained import ACCOUNTS, CLOSING, CONTRACT, INTEREST, ROLES

CONSENT = say("What you agreed to (GDPR, art. 6(1)(a))")

KEPT = (
    Kept(
        say("The ideas that you propose, and those that you support"),
        say("To show ideas, to count who supports them, and to answer you"),
        CONTRACT,
        say("Until you take them back or close your account; ideas that stay then bear no name"),
        ACCOUNTS,
        {
            "idea": (
                "id territory_id number person_id claim_hash process_id public_name category_id place_id "
                "address latitude longitude title body language version reconsent draft_id proposed_at state "
                "since service_id due_at withdrawn_at replaced_at hidden_at hidden_because"
            ),
            "idea_replacement": "idea_id to_id",
            "idea_support": "idea_id person_id since version",
            "idea_version": (
                "id territory_id idea_id number content sha256 substantial reason at by redacted_at"
            ),
            "idea_trigram": "territory_id trigram idea_id size",
        },
        ("ideas-taken-back", "consultations.ideas.service.support_no_more", CLOSING),
    ),
    Kept(
        say("The ideas that you are writing, with their pictures and documents"),
        say("So that nothing that you type is lost before you publish it"),
        CONTRACT,
        say("Until you publish them or throw them away, or 90 days after you last wrote on them"),
        ACCOUNTS,
        {
            "idea_draft": (
                "id territory_id person_id process_id title body category_id place_id address latitude "
                "longitude public_name language version window begun_at kept_at"
            ),
            "idea_file": ("id territory_id draft_id idea_id kind title position sha256 added_at removed_at"),
        },
        (
            "idea-drafts",
            "idea-files",
            "consultations.ideas.drafts.service.throw_away",
            "consultations.ideas.files.service.remove",
            CLOSING,
        ),
    ),
    Kept(
        say("Whom you invite to write an idea with you, and who accepted"),
        say("So that several people can write one idea"),
        CONSENT,
        say("An address until it is answered, 30 days at most; a co-author until they leave"),
        ACCOUNTS,
        {
            "idea_author": (
                "id territory_id idea_id email secret_hash language invited_by invited_at person_id "
                "public_name accepted_at left_at"
            ),
        },
        ("idea-invitations", "consultations.ideas.authors.service.leave", CLOSING),
    ),
    Kept(
        say("Who answered ideas and took ideas down"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the ideas; without your name once you close your account"),
        ROLES,
        {
            "idea": "hidden_by entered_by",
            "idea_step": "id territory_id idea_id state service_id answer at by",
        },
        (CLOSING,),
    ),
)
