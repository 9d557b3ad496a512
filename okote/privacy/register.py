"""The register of what the house does with personal data (GDPR, art. 30), and all that is of nobody."""

from datetime import timedelta

from sqlmodel import col

from okote.feature import Forgetting, Kept
from okote.platform.i18n import say
from okote.territories.explained import ACCOUNTS, CLOSING, CONTRACT, INTEREST, LAW, ORGANISATIONS, ROLES
from payments.inbox.models import StripeEvent

KEPT = (
    Kept(
        say("Your account: e-mail address, the name that you chose, your language"),
        say("To know you again and to write to you"),
        CONTRACT,
        say("As long as you have the account"),
        ACCOUNTS,
        {
            "person": "id created_at public_name email email_chosen language closed_at",
            "sign_in": "id person_id issuer subject last_used_at",
            "mail_refusal": "person_id kind since",
        },
        (CLOSING,),
    ),
    Kept(
        say("What you begin to sign in with: your address, and the print of the code sent to it"),
        say("To let in nobody but you"),
        CONTRACT,
        say("Ten minutes"),
        ACCOUNTS,
        {
            "mail_code": (
                "id email person_id code_hash browser_hash host return_to tries created_at expires_at used_at"
            ),
            "sign_in_attempt": (
                "state_hash browser_hash host provider nonce code_verifier return_to language person_id "
                "expires_at"
            ),
        },
        ("mail-codes", "sign-ins-begun"),
    ),
    Kept(
        say("Your sessions: where and when you are signed in"),
        say("So that you need not sign in on each page"),
        CONTRACT,
        say("12 hours after your last visit, 30 days at most; and one day more, to give back what you typed"),
        ACCOUNTS,
        {
            "session": "token_hash person_id host provider id_token created_at seen_at expires_at",
        },
        ("sessions", CLOSING),
    ),
    Kept(
        say("What you typed into a form while your session ended"),
        say("To give it back to you once you have signed in again"),
        CONTRACT,
        say("One hour"),
        ACCOUNTS,
        {
            "typed_form": "person_id host path fields at",
        },
        ("typed-forms", CLOSING),
    ),
    Kept(
        say("Your access tokens: name, what for, the last day of use, and what they were last answered"),
        say("So that a program of yours can act in your name, and does each thing once"),
        CONTRACT,
        say("Until you revoke them, 13 months at most; answers one day"),
        ACCOUNTS,
        {
            "access_token": (
                "id territory_id person_id name token_hash begins scopes created_at expires_at last_used_on"
            ),
            "api_answer": "token_id key asked status body at",
        },
        ("access-tokens", "api-answers", CLOSING),
    ),
    Kept(
        say("The network and e-mail addresses whose attempts are counted, illegibly"),
        say("To stop those who try codes and cards that are not theirs, or send forms by the thousand"),
        INTEREST,
        say("One day"),
        ACCOUNTS,
        {
            "limit_hit": "id bucket at",
        },
        ("attempts",),
    ),
    Kept(
        say("The mails that we send you"),
        say("To prove what we told you"),
        INTEREST,
        say("One year; the words of those with a code or an invitation go once they are sent"),
        ACCOUNTS,
        {
            "mail": (
                "id key territory_id person_id recipient subject text html secret kept unsubscribe state "
                "created_at sent_at tries failure"
            ),
        },
        ("mails", "mails-with-codes", CLOSING),
    ),
    Kept(
        say("What people with a role do for the territory: who, when, and why"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the territory uses the site"),
        ROLES,
        {
            "audit_entry": "id territory_id at person_id deed subject subject_id called before after reason",
            "approval": (
                "id territory_id act subject_id called amount_minor currency before after reason asked_by "
                "asked_at expires_at verdict decided_by decided_at answer"
            ),
            "role_grant": "id territory_id person_id role scope granted_by granted_at expires_at revoked_at",
        },
        (CLOSING,),
    ),
    Kept(
        say("The address to which somebody is invited, and for which role"),
        say("To give the role to whoever the invitation was meant for"),
        INTEREST,
        say("As long as the account that took it up; else 30 days after the invitation ended"),
        ROLES,
        {
            "invitation": (
                "id territory_id email role scope token_hash invited_by created_at expires_at accepted_at "
                "accepted_by revoked_at"
            ),
        },
        ("invitations", CLOSING),
    ),
    Kept(
        say("What Stripe calls your payments, with their sums and moments"),
        say("To collect money, to give it back or pass it on, and for the accounts"),
        LAW,
        say(
            "Ten years at least, as the law on accounts wants (Commercial Code, L123-22);"
            " once you close your account, it leads to nobody"
        ),
        say("Donors"),
        {
            "payment": (
                "id book purpose subject amount_minor currency status session_id intent_id charge_id "
                "fee_minor received_minor code url created_at expires_at paid_at ended_at next_check_at"
            ),
            "operation": (
                "id book purpose subject kind status payment_id account_id reverses amount_minor currency "
                "details stripe_id code key_number key_since doubtful called_at failures created_at "
                "ended_at next_attempt_at"
            ),
            "dispute": (
                "id book payment_id stripe_id status reason amount_minor currency answer_by opened_at "
                "closed_at next_check_at"
            ),
            "dispute_line": "stripe_id dispute_id amount_minor fee_minor at",
            "fraud_warning": "id book payment_id stripe_id kind warned_at",
            "stripe_line": (
                "id type movement key intent_id marked amount_minor fee_minor currency created_at"
            ),
            "difference": (
                "id reconciliation_id kind movement key type book payment_id operation_id entry_id "
                "theirs_minor theirs_fee_minor ours_minor ours_fee_minor currency stands moved_at found_at "
                "ended_at reason"
            ),
            "ledger_entry": "id key digest reference reverses",
        },
        (CLOSING,),
    ),
    Kept(
        say("What Stripe tells us of payments, in its own words"),
        say("To find out what became of a payment, and to look into mistakes"),
        INTEREST,
        say("90 days"),
        say("Donors, and who signs for organisations"),
        {
            "stripe_event": "body",
        },
        ("stripe-events",),
    ),
    Kept(
        say("Who answers for the site, for the operator and for what is published"),
        say("Because the law wants them named"),
        LAW,
        say("Until another is named"),
        ORGANISATIONS,
        {
            "territory": (
                "telephone counter operator_name operator_address operator_email publisher mediator "
                "accessibility_audited_by controller data_protection_officer processors"
            ),
        },
        ("okote.territories.service.change_settings", "okote.territories.service.record_audit"),
    ),
)

IMPERSONAL = {
    "approval_terms": "territory_id above_minor",
    "chart_account": "id territory_id family number label",
    "clock_offset": "singleton ahead",
    "connected_account": (
        "id book purpose subject stripe_id ready payouts_enabled details_submitted due code created_at "
        "changed_at next_check_at"
    ),
    "ledger_entry": "book kind at",
    "ledger_posting": "book entry_id position source destination amount_minor currency",
    "place": "id territory_id kind name parent_id latitude longitude",
    "reconciliation": (
        "id since until continuous begun_at ended_at code compared moved_minor found mended open "
        "stripe_minor ledger_minor unexplained_minor currency"
    ),
    "seal": "number at previous_hash hash row_count",
    "sealed_row": "relation key id seal_number digest",
    "stored_file": "id territory_id width height public created_at",
    "stripe_event": "id source event_id type livemode account_id created_at received_at handled_at remark",
    "territory": (
        "slug name tagline languages time_zone primary_colour operator_form operator_siren operator_orias "
        "operator_insurer payment_institution host stripe_approval accessibility_rate "
        "accessibility_audited_on id book"
    ),
    "unsealed_row": "relation key id digest",
    "watched_invariant": "name asked_at violations violated_since",
    "webhook": (
        "id territory_id url description kinds secret former_secret former_until created_at off_since "
        "off_because failing_since"
    ),
    "webhook_attempt": "id delivery_id at status failure milliseconds answer",
    "webhook_delivery": "id territory_id webhook_id event_id kind occurred_at body state tries next_at",
}

EVENTS_KEPT = timedelta(days=90)

FORGETS = (
    Forgetting(
        "stripe-events",
        "What Stripe told us, word for word, after 90 days",
        StripeEvent,
        col(StripeEvent.received_at),
        lambda at: (
            (col(StripeEvent.received_at) <= at - EVENTS_KEPT)
            & col(StripeEvent.handled_at).is_not(None)
            & (col(StripeEvent.body) != b"")
        ),
        instead={"body": b""},
    ),
)
