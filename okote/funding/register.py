"""The register of what funding does with personal data (GDPR, art. 30), and all that is of nobody."""

from okote.feature import Kept
from okote.platform.i18n import say
from okote.territories.explained import CLOSING, CONTRACT, INTEREST, LAW, ORGANISATIONS, ROLES

CONSENT = say("Your consent, which you may take back (art. 6(1)(a))")
DONORS = say("Donors")


KEPT = (
    Kept(
        say("What you give: amount, date, project, and the organisation in whose name"),
        say("To give it back or pass it on, and for the accounts"),
        LAW,
        say(
            "Ten years at least, as the law on accounts wants (Commercial Code, L123-22);"
            " once you close your account, it leads to nobody"
        ),
        DONORS,
        {
            "pledge": (
                "id territory_id campaign_id person_id form_token payment_id status amount_minor currency "
                "fee_minor own_people language thanks_hash created_at paid_at ended_at refund_failure "
                "given_back_because"
            ),
            "pledge_body": "name legal_form kind number declared_at pledge_id territory_id",
            "recovery": (
                "id pledge_id campaign_id territory_id dispute_id amount_minor currency owed_at operation "
                "recovered_at failure refund_asked_at"
            ),
        },
        (CLOSING,),
    ),
    Kept(
        say(
            "The account that you name for a refund that your card did not take: its holder and its IBAN,"
            " encrypted"
        ),
        say("To transfer the money to you"),
        CONTRACT,
        say(
            "60 days after it was paid; that it was paid, when and how much, ten years"
            " (Commercial Code, L123-22)"
        ),
        DONORS,
        {
            "bank_refund": (
                "id territory_id campaign_id pledge_id person_id language state amount_minor fee_minor "
                "currency code owed_at details masked named_at reminders order_id paid_on reference "
                "recorded_at ended_at"
            ),
        },
        ("bank-details", CLOSING),
    ),
    Kept(
        say("Cheques that you give, with the name, the address and the pictures of them"),
        say("To hand them over or give them back, and for the accounts"),
        LAW,
        say(
            "Ten years, as the law on accounts wants (Commercial Code, L123-22);"
            " one year if the cheque never came"
        ),
        DONORS,
        {
            "cheque": (
                "id territory_id campaign_id person_id form_token reference state amount_minor currency "
                "drawer address own_people language number bank written_on proof pledge_id created_at"
            ),
            "cheque_body": "name legal_form kind number declared_at cheque_id territory_id",
            "cheque_scan": "id territory_id cheque_id kind sent_at",
        },
        ("cheques", "pictures-of-cheques", "cheques-that-never-came"),
    ),
    Kept(
        say("What you gave in twelve months, where the law on money laundering asks us to look"),
        say("To see where money comes from"),
        LAW,
        say("Five years (Monetary and Financial Code, L561-12)"),
        DONORS,
        {
            "donor_review": "id territory_id person_id kind number outcome reason total_minor at by",
        },
        ("donors-looked-at",),
    ),
    Kept(
        say("The name and the message that you show with a contribution"),
        say("Because you asked that others see them"),
        CONSENT,
        say("Until you hide them, under “My contributions”; we take down what breaks the law"),
        DONORS,
        {
            "pledge": "public_name name_shown amount_shown message",
        },
        ("contributions-unpaid", "okote.funding.pledges.service.hiding.hide", CLOSING),
    ),
    Kept(
        say("The reward that you chose, with where it goes"),
        say("To send it to you"),
        CONTRACT,
        say("60 days after it was sent, a year after it was due"),
        DONORS,
        {
            "pledge_reward": (
                "pledge_id territory_id reward_id chosen_at recipient address sent_at released_at waived"
            ),
            "reward_hold": "kept_for territory_id reward_id chosen_at until ended_at",
        },
        ("rewards", CLOSING),
    ),
    Kept(
        say("The campaigns that you follow, what you ask about them, and the thanks written to you"),
        say("To send you their news and the answers"),
        CONTRACT,
        say("Until you end it or close your account; answered questions stay without your name"),
        say("Donors, and who follows a project"),
        {
            "follow": "person_id campaign_id since ended_at",
            "question": (
                "id territory_id campaign_id person_id public_name body language asked_at answer refusal "
                "handled_at"
            ),
            "donor_thanks": "id pledge_id campaign_id territory_id person_id language body sent_at",
        },
        ("okote.funding.following.service.unfollow", CLOSING),
    ),
    Kept(
        say("The help that you offer, with how to reach you"),
        say("So that the project can answer you"),
        CONTRACT,
        say("60 days after it was done, a year where nobody said so; at once if it was not wanted"),
        say("People who offer help"),
        {
            "help": (
                "id territory_id campaign_id need_id person_id quantity name contact message language "
                "status offered_at answer answered_at ended_at"
            ),
        },
        ("help", CLOSING),
    ),
    Kept(
        say("Which version of the terms of use you accepted, and when"),
        say("To prove what was agreed"),
        INTEREST,
        say("As long as your contributions"),
        DONORS,
        {
            "conditions_acceptance": "territory_id person_id version accepted_at",
        },
        (CLOSING,),
    ),
    Kept(
        say("What you were typing for a campaign and did not save"),
        say("So that nothing is lost"),
        CONTRACT,
        say("90 days"),
        ROLES,
        {
            "kept_offer": "campaign_id person_id version typed kept_at",
        },
        ("offers-unsaved", CLOSING),
    ),
    Kept(
        say("What people with a role do for projects, partners and cheques: who and when"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the accounts that it explains; without your name once you close your account"),
        ROLES,
        {
            "campaign_step": "id campaign_id at state kind actor person_id reason",
            "campaign_check": (
                "id campaign_id item_id checked_by checked_at expires_on note undone_at undone_by"
            ),
            "review_comment": "id campaign_id line excerpt text author_id at done_by done_at",
            "cheque": "entered_by",
            "cheque_scan": "sent_by",
            "bank_order": "created_by",
            "bank_refund": "recorded_by",
            "cheque_step": "id cheque_id state at person_id note",
            "pledge_reward": "sent_by",
            "question": "handled_by",
            "help": "answered_by",
            "commitment": "signed_by",
            "commitment_amendment": "signed_by",
            "funds_call": "recorded_by",
            "funds_proof": "sent_by",
            "news": "author_id",
            "thanks": "author_id",
            "donor_thanks": "author_id",
            "yearly_report": "published_by",
        },
        (CLOSING,),
    ),
    Kept(
        say("Whom projects and partners name: their team, and an address to write to"),
        say("So that donors know whom they give to, and to write to organisations"),
        INTEREST,
        say("Until the organisation names others"),
        ORGANISATIONS,
        {
            "holder": "name address email language",
            "team_member": "id campaign_id position name part",
            "partner": "name email language",
            "campaign": "story picture_text",
        },
        (
            "okote.funding.campaigns.service.drafts.save_draft",
            "okote.funding.campaigns.service.holders.change_holder",
            "okote.funding.partners.service.change_partner",
        ),
    ),
)

IMPERSONAL = {
    "bank_order": (
        "id territory_id debtor account execute_on number amount_minor currency created_at approved_at "
        "dropped_at"
    ),
    "budget_line": "id campaign_id position label amount_minor currency needed",
    "chosen_project": (
        "id territory_id title text cost_minor currency place_id path named campaign_id chosen_at left_at"
    ),
    "call": "id territory_id slug title text criteria opens_at closes_at created_at published_at",
    "campaign": (
        "id territory_id holder_id slug state title summary picture video place_id category_id call_id "
        "applied_at purpose timetable expected_result surplus tax_receipt first_day last_day goal_minor "
        "currency opens_at ends_at threshold_bp threshold_on commission_bp commission_on vat_bp own_people "
        "cancel_reason created_at version"
    ),
    "campaign_milestone": "id campaign_id milestone at raised_minor currency pledges reached",
    "campaign_picture": "id campaign_id position picture text caption",
    "category": "id territory_id names created_at retired_at",
    "check_item": "id territory_id names compulsory of_authorities created_at retired_at",
    "closing": (
        "campaign_id territory_id decided_at decision currency pledged_minor cheques_minor public_minor "
        "private_minor threshold_minor commission_minor vat_minor transfer_minor owed_minor "
        "transfer_operation transferred_at payout_operation paid_out_at failure"
    ),
    "commitment": (
        "id territory_id campaign_id partner_id envelope_id rule rate_bp ceiling_minor "
        "ceiling_per_donor_minor condition_on condition_least currency signed_at"
    ),
    "commitment_amendment": (
        "id territory_id campaign_id commitment_id number kind before_minor ceiling_minor currency reason "
        "signed_at"
    ),
    "envelope": "id territory_id partner_id name decision decided_on amount_minor currency created_at",
    "funding_terms": (
        "territory_id threshold_bp threshold_on commission_bp commission_on vat_bp own_people "
        "longest_campaign smallest_pledge_minor takes_cheques"
    ),
    "funds_call": "commitment_id territory_id amount_minor currency called_at due_on received_on proof",
    "funds_proof": "id territory_id commitment_id kind sent_at",
    "holder": (
        "id territory_id legal_form identifier siret statement_name account_id account_ready pays_out "
        "public_authority created_at"
    ),
    "need": "id territory_id campaign_id kind title text wanted measure until place created_at closed_at",
    "news": "id territory_id campaign_id title body published_at corrected_at told_at hiding_id",
    "partner": "id territory_id kind siren siret created_at",
    "reward": (
        "id campaign_id position title text starts_at_minor value_minor currency units month needs_address"
    ),
    "thanks": "id campaign_id territory_id body sent_at",
    "vigilance_terms": "territory_id person_minor body_minor",
    "yearly_report": "id territory_id year governance contents published_at",
}
