"""The register of what consultations do with personal data (GDPR, art. 30), and all that is of nobody."""

from okote.feature import Kept
from okote.platform.i18n import say
from okote.territories.explained import CLOSING, INTEREST, ORGANISATIONS, ROLES

CONSENT = say("What you agreed to (GDPR, art. 6(1)(a))")
VOLUNTEERS = say("People who volunteer for panels")

KEPT = (
    Kept(
        say("Who answers for an action within the administration"),
        say("So that its colleagues know whom to ask"),
        INTEREST,
        say("Until somebody else does, or your account is closed"),
        ROLES,
        {"action": "owner_id"},
        ("consultations.actions.service.change", CLOSING),
    ),
    Kept(
        say("Who told where actions stand, added evidence, froze a year and corrected it"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the actions; without your name once you close your account"),
        ROLES,
        {
            "action_step": "id territory_id action_id state service_id deadline happened_on since note at by",
            "evidence": "id territory_id action_id title url kind added_at added_by removed_at",
            "edition": "frozen_by",
            "erratum": "id territory_id edition_id body at by",
        },
        ("evidence-removed", CLOSING),
    ),
    Kept(
        say("Names that letters and forms may hold until they are removed, before anyone else reads them"),
        say("To find them and remove them"),
        INTEREST,
        say(
            "Until somebody removes them, also after publication; a file that is removed goes within the hour"
        ),
        say("People who are named in letters"),
        {
            "procedure_version": "changed text",
            "procedure_step": "title says papers",
            "procedure_file": "name words author",
        },
        (
            "procedure-files-removed",
            "consultations.procedures.service.versions.write_version",
            "consultations.procedures.service.versions.write_steps",
            "consultations.procedures.service.versions.withdraw_version",
            "consultations.procedures.service.files.word_file",
        ),
    ),
    Kept(
        say("Who declared that names were removed from a letter or a form"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the version; without your name once you close your account"),
        ROLES,
        {"procedure_version": "names_removed_at names_removed_by"},
        (CLOSING,),
    ),
    Kept(
        say("What people write when they rate a procedure, without an account and without their name"),
        say("To make procedures simpler; somebody takes out what tells who wrote it before others read it"),
        INTEREST,
        say("Two years; what was not shown as it was written, 30 days after somebody read it"),
        say("People who rate a procedure"),
        {"rating_words": "id territory_id procedure_id rating_id hour words told review"},
        ("rating-words", "rating-words-as-written"),
    ),
    Kept(
        say("A mark of the form with which a procedure was rated"),
        say("So that no form counts twice"),
        INTEREST,
        say("Twelve hours"),
        say("People who rate a procedure"),
        {"rating_form": "sha256 territory_id used_at"},
        ("rating-forms",),
    ),
    Kept(
        say("Who reviewed what people wrote with ratings, and decided on unusually many of them"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the words or the ratings; without your name once you close your account"),
        ROLES,
        {
            "rating_words": "reviewed_at reviewed_by",
            "rating_burst": "verdict reason decided_at decided_by",
        },
        (CLOSING,),
    ),
    Kept(
        say("What you say of yourself when you volunteer for a panel"),
        say("To draw the panel by lot in fair proportions, and to reach you"),
        CONSENT,
        say("Until you withdraw, or 30 days after the panel has ended; at the latest a year after its call"),
        VOLUNTEERS,
        {
            "volunteer": (
                "id territory_id panel_id number person_id name email telephone address guardian household "
                "own_service_id attributes source language volunteered_at consented_at consent_version "
                "withdrawn_at"
            ),
            "letter_code": "volunteer_id",
        },
        ("volunteers", "consultations.panels.recruiting.service.withdraw", CLOSING),
    ),
    Kept(
        say("What you said of yourself, frozen for the draw under a private number, without your name"),
        say("So that whoever is sworn to check the draw can make it again"),
        CONSENT,
        say(
            "As long as what volunteers said; the published numbers stay, and then lead to nobody. Whoever "
            "withdraws meanwhile leaves no more than this line, which no longer leads to them"
        ),
        VOLUNTEERS,
        {"draw": "pool pool_hash report"},
        ("frozen-pools",),
    ),
    Kept(
        say("Who froze a pool, typed the numbers of a public draw, and declared a draw void"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the panel; without your name once you close your account"),
        ROLES,
        {
            "draw": "frozen_at frozen_by void_reason void_asked_at void_asked_by voided_at voided_by",
            "draw_entry": "id territory_id draw_id round place numbers entered_at entered_by",
        },
        (CLOSING,),
    ),
    Kept(
        say("Who entered volunteers at the counter, brought lists and made codes for letters"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the volunteers; without your name once you close your account"),
        ROLES,
        {
            "volunteer": "entered_by",
            "letter_code": "id territory_id panel_id code_hash made_at made_by",
        },
        ("letter-codes", CLOSING),
    ),
    Kept(
        say("Whether you were drawn for a panel, what you answered, and when you left"),
        say("To fill the seats of the panel, and to reach who sits on it"),
        CONSENT,
        say(
            "Of members, a year after the panel has ended; of others, 30 days, or a year after its call; "
            "at the latest three years after it"
        ),
        VOLUNTEERS,
        {
            "seat": (
                "id territory_id panel_id volunteer_id stratum rank state invited_at answer_by answered_at "
                "dropped_at why barred token_hash calendar_hash reminded_at quiet_since replaces_id"
            ),
        },
        ("seats-not-taken", "seats-of-members", "consultations.panels.members.service.on_volunteer_withdrew"),
    ),
    Kept(
        say("Who observes a panel, and in which function"),
        say("So that members know who looks on, and that no observer is ever drawn"),
        INTEREST,
        say("A year after the panel has ended, or until your account is closed"),
        ROLES,
        {"observer": "id territory_id panel_id kind name function person_id added_at"},
        ("observers", "consultations.panels.members.observers.remove_observer", CLOSING),
    ),
    Kept(
        say("Who entered answers of people who were drawn, and added observers"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the seats or the observers; without your name once you close your account"),
        ROLES,
        {"seat": "entered_by", "observer": "added_by"},
        (CLOSING,),
    ),
    Kept(
        say("To which meetings of a panel you came, and what you were paid for them"),
        say("To prepare meetings, and to pay what was promised"),
        CONSENT,
        say("A year after the panel has ended; accountants keep what was paid as long as the law asks"),
        VOLUNTEERS,
        {
            "attendance": "id territory_id meeting_id seat_id state noted_at",
            "compensation": (
                "id territory_id meeting_id seat_id amount_minor travel_minor currency noted_at paid_on "
                "reference"
            ),
        },
        ("seats-of-members",),
    ),
    Kept(
        say("Who noted who came to a meeting, and what is paid for it"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as what was noted; without your name once you close your account"),
        ROLES,
        {"attendance": "noted_by", "compensation": "noted_by paid_by"},
        (CLOSING,),
    ),
    Kept(
        say("What you write to the other members of a panel"),
        say("So that members and whoever runs the panel can talk to each other"),
        CONSENT,
        say("A year after the panel has ended; at the latest three years after its call"),
        VOLUNTEERS,
        {"panel_message": "id territory_id panel_id seat_id body at told_at removed_at"},
        ("panel-messages", "seats-of-members", "consultations.panels.space.service.remove_message"),
    ),
    Kept(
        say("Who wrote to a panel for the administration, added documents and took something away"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the messages; without your name once you close your account"),
        ROLES,
        {
            "panel_message": "written_by removed_by",
            "panel_document": "id territory_id panel_id title kind added_at added_by removed_at",
        },
        ("panel-documents", CLOSING),
    ),
    Kept(
        say("Who wrote opinions of panels down, published them, corrected them and answered them"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the opinions; without your name once you close your account"),
        ROLES,
        {
            "opinion": "written_by written_at published_by answered_by",
            "opinion_correction": "id territory_id opinion_id body at by",
        },
        (CLOSING,),
    ),
    Kept(
        say("What you answer and write when you try a procedure for a panel"),
        say("To tell what all testers together found; an organiser takes out what tells who wrote it"),
        CONSENT,
        say(
            "That they are yours, and words that nobody reviewed: a year. Answers that were not sent and "
            "words that are not shown as you wrote them: 30 days"
        ),
        VOLUNTEERS,
        {
            "sitting": (
                "id territory_id campaign_id seat_id person_id tester manner observed out_of_sight begun_at "
                "completed_at version simplicity efficiency clarity sought sus passed"
            ),
            "task_outcome": "sitting_id task_id outcome",
            "remark": "id territory_id sitting_id task_id words told review",
            "finding": (
                "id territory_id campaign_id sitting_id step step_title severity title words suggestion "
                "state number told_title told_words told_suggestion same_as_id"
            ),
            "finding_picture": "id territory_id finding_id shown added_at",
        },
        (
            "tests-unsent",
            "tests-as-tried",
            "remarks-as-written",
            "findings-as-written",
            "remarks-unreviewed",
            "findings-unreviewed",
            "finding-pictures",
            "consultations.testing.service.sittings.on_seat_freed",
            "consultations.testing.service.sittings.on_volunteer_withdrew",
            CLOSING,
        ),
    ),
    Kept(
        say("Who typed what testers said, reviewed what they wrote and answered what they found"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the tests; without your name once you close your account"),
        ROLES,
        {
            "sitting": "typed_by",
            "remark": "reviewed_at reviewed_by",
            "finding": "reviewed_at reviewed_by",
            "test_campaign": "replied_by",
            "finding_answer": "id territory_id finding_id service_id answer words action_id at by",
        },
        (CLOSING,),
    ),
    Kept(
        say("The services that answer ideas, and an address to write to"),
        say("To write to whoever has to answer"),
        INTEREST,
        say("Until the service names others"),
        ORGANISATIONS,
        {
            "service": "name email",
        },
        ("consultations.services.service.change_service",),
    ),
)

IMPERSONAL = {
    "action": (
        "id territory_id number title why service_id workstream_id deadline budget_minor currency state "
        "since indicator unit before_value before_on after_value after_on origin_kind origin_id origin_path "
        "origin_title version created_at published_at told_late"
    ),
    "action_place": "action_id place_id",
    "action_theme": "action_id theme_id",
    "edition": "id territory_id year contents frozen_at",
    "meeting": (
        "id territory_id panel_id title about starts_at ends_at place link version changed_at reminded_at "
        "cancelled_at"
    ),
    "opinion": (
        "id territory_id panel_id title text adopted_on in_favour against abstained dissent published_at "
        "service_id due_on told_late_at answer answered_at"
    ),
    "procedure": (
        "id territory_id service_id slug name summary audience kind channels papers created_at "
        "published_at retired_at"
    ),
    "procedure_version": (
        "id territory_id procedure_id number since added_at tested_at published_at withdrawn_at "
        "withdrawn_because"
    ),
    "procedure_step": "id territory_id version_id position",
    "procedure_file": "id territory_id version_id kind size sha256 added_at removed_at",
    "draw": (
        "id territory_id panel_id algorithm size quotas pool_size excluded lottery lottery_on which_numbers "
        "state progress hitch computed_at drawn_at due_told_at"
    ),
    "open_rating": (
        "id territory_id procedure_id version_id hour month channel help simplicity efficiency clarity "
        "counted burst_id"
    ),
    "rated_site": "territory_id procedure_id",
    "rating_burst": "id territory_id procedure_id hour",
    "panel": (
        "id territory_id kind slug name purpose asks gives service_id seats compensation_minor currency "
        "travel smallest_group youngest opens_at closes_at created_at published_at frozen_at "
        "reopened_at ended_at"
    ),
    "panel_feature": "id territory_id panel_id position name question",
    "panel_terms": "territory_id smallest_group",
    "panel_quota": "id territory_id feature_id position value least most",
    "test_campaign": (
        "id territory_id panel_id version_id before_id slug title asks_sus opens_at closes_at smallest_group "
        "reading_days created_at opened_at reminded_at handed_over_at reply replied_at published_at"
    ),
    "test_task": "id territory_id campaign_id position scenario says",
    "service": "id territory_id created_at retired_at",
    "theme": "id territory_id kind name position created_at retired_at",
}
