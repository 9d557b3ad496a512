"""What people do for a territory about campaigns, partners and money, and what of it is told."""

from okote.accounting.words import REASONS
from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

CAMPAIGN = Subject(
    "campaign",
    say("Campaign"),
    "/back-office/campaigns/{}",
    fields={
        "state": say("State"),
        "opens_at": say("Opens on"),
        "ends_at": say("Ends on"),
        "goal_minor": say("Goal"),
        "threshold_bp": say("Threshold"),
        "commission_bp": say("Share of the platform"),
        "vat_bp": say("VAT"),
    },
    words={
        "draft": say("draft"),
        "in_review": say("in review"),
        "scheduled": say("scheduled"),
        "live": say("open"),
        "funded": say("funded"),
        "cancelled": say("cancelled"),
    },
    called="title",
)
HOLDER = Subject(
    "holder",
    say("Holder"),
    "/back-office/holders/{}",
    fields={
        "name": say("Name"),
        "legal_form": say("Legal form"),
        "identifier": say("Registered number"),
        "siret": say("SIRET"),
        "address": say("Address"),
        "statement_name": say("On bank statements"),
        "public_authority": say("Public body"),
        "language": say("Language"),
    },
    untold=frozenset({"email"}),
)
PARTNER = Subject(
    "partner",
    say("Partner"),
    "/back-office/partners/{}",
    fields={
        "kind": say("Kind"),
        "name": say("Name"),
        "siren": say("SIREN"),
        "siret": say("SIRET"),
        "language": say("Language"),
    },
    words={"public": say("public body"), "private": say("company or foundation")},
    untold=frozenset({"email"}),
)
ENVELOPE = Subject(
    "envelope",
    say("Envelope"),
    fields={
        "name": say("Name"),
        "decision": say("Decision"),
        "decided_on": say("Decided on"),
        "amount_minor": say("Amount"),
    },
)
COMMITMENT = Subject(
    "commitment",
    say("Commitment"),
    "/back-office/commitments/{}",
    fields={
        "rule": say("Rule"),
        "rate_bp": say("Rate"),
        "ceiling_minor": say("Ceiling"),
        "ceiling_per_donor_minor": say("Ceiling per donor"),
        "condition_share_bp": say("Condition, as a share of the goal"),
        "condition_minor": say("Condition, as a sum given by residents"),
        "condition_donors": say("Condition, as a number of donors"),
    },
    words={
        "per_euro": say("So much for each euro given"),
        "lump": say("A sum at once"),
        "completion": say("The last part"),
    },
)
AMENDMENT = Subject(
    "commitment",
    say("Commitment"),
    "/back-office/commitments/{}",
    fields={"kind": say("Kind"), "before_minor": say("Ceiling before"), "ceiling_minor": say("Ceiling")},
    words={"raised": say("ceiling raised"), "lowered": say("ceiling lowered"), "withdrawn": say("withdrawn")},
    key="commitment_id",
)
CHOSEN = Subject(
    "chosen_project",
    say("Project that people chose"),
    "/back-office/chosen-projects/{}",
    fields={
        "title": say("Title"),
        "cost_minor": say("Cost"),
        "named": say("Who was named to carry it out"),
        "campaign_id": say("Campaign"),
        "left_at": say("Left on"),
    },
    called="title",
)
FUNDS_CALL = Subject(
    "funds_call",
    say("Call for funds"),
    "/back-office/calls/{}",
    fields={"amount_minor": say("Amount"), "received_on": say("Received on"), "proof": say("Proof")},
    key="commitment_id",
)
PLEDGE = Subject(
    "pledge",
    say("Contribution"),
    "/back-office/pledges",
    fields={"status": say("State"), "refund_failure": say("Failure")},
    words={
        **REASONS,
        "in_force": say("confirmed"),
        "cancelling": say("cancelled, being given back"),
        "refunding": say("being given back"),
        "refunded": say("given back"),
        "disputed": say("disputed"),
        "charged_back": say("taken back by the bank"),
        "quarantined": say("being checked"),
    },
)
BANK_REFUND = Subject(
    "bank_refund",
    say("Refund by transfer"),
    "/back-office/refunds",
    fields={
        "amount_minor": say("Amount"),
        "state": say("State"),
        "paid_on": say("Paid on"),
        "reference": say("Reference"),
    },
    words={
        "asked": say("waits for the donor’s account"),
        "ready": say("to be transferred"),
        "ordered": say("in a file for the bank"),
        "paid": say("paid"),
        "returned": say("sent back by the bank"),
        "withdrawn": say("went another way"),
    },
)
BANK_ORDER = Subject(
    "bank_order",
    say("File for the bank"),
    "/back-office/refunds",
    fields={"number": say("Transfers"), "amount_minor": say("Amount"), "execute_on": say("To be done on")},
    called="debtor",
)
PAYOUT = Subject(
    "campaign",
    say("Campaign"),
    "/back-office/closings/{}",
    fields={"failure": say("Failure")},
    words=REASONS,
    key="campaign_id",
)
RECOVERY = Subject(
    "pledge",
    say("Contribution"),
    "/back-office/disputes",
    fields={
        "failure": say("Failure"),
        "recovered_at": say("Got back on"),
        "refund_asked_at": say("On its way to the donor since"),
    },
    words=REASONS,
    key="pledge_id",
)
CHECK = Subject(
    "campaign",
    say("Campaign"),
    "/back-office/campaigns/{}",
    fields={"expires_on": say("Valid until"), "note": say("Note"), "undone_at": say("Taken back on")},
    key="campaign_id",
)
CHECK_ITEM = Subject(
    "check_item",
    say("Line of the checklist"),
    "/back-office/checklist/{}",
    fields={
        "names": say("Name"),
        "compulsory": say("Compulsory"),
        "of_authorities": say("Of public authorities alone"),
        "retired_at": say("No longer asked since"),
    },
    called="names",
)
CATEGORY = Subject(
    "category",
    say("Category"),
    "/back-office/categories/{}",
    fields={"names": say("Name"), "retired_at": say("Not offered since")},
    called="names",
)
CALL = Subject(
    "call",
    say("Call for projects"),
    "/back-office/calls-for-projects/{}",
    fields={
        "title": say("Title"),
        "criteria": say("Criteria"),
        "opens_at": say("Opens on"),
        "closes_at": say("Ends on"),
        "published_at": say("Published on"),
    },
    untold=frozenset({"text"}),
    called="title",
)
NEWS = Subject("news", say("News"), fields={"title": say("Title")}, called="title")
QUESTION = Subject(
    "question",
    say("Question"),
    "/back-office/questions",
    fields={"answer": say("Answer")},
)
NEED = Subject(
    "need",
    say("Help asked for"),
    "/back-office/needs/{}",
    fields={"title": say("Title"), "wanted": say("How many"), "closed_at": say("Asked for no more since")},
    called="title",
)
HELP = Subject(
    "help",
    say("Help offered"),
    "/back-office/needs/{}",
    fields={"status": say("State")},
    words={
        "offered": say("waits for an answer"),
        "accepted": say("accepted"),
        "declined": say("declined"),
        "done": say("done"),
    },
    key="need_id",
    called="",
)
REWARD = Subject("pledge_reward", say("Reward"), key="pledge_id", called="")
THANKS = Subject("thanks", say("Thanks"), "/back-office/campaigns/{}/thanks", key="campaign_id", called="")
THANKED = Subject("campaign", say("Campaign"), "/back-office/campaigns/{}/standing", called="title")
PROOF = Subject(
    "funds_proof",
    say("Proof of payment"),
    "/back-office/calls/{}",
    fields={"kind": say("Kind")},
    key="commitment_id",
    called="",
)
REPORT = Subject(
    "yearly_report",
    say("Yearly report"),
    "/back-office/yearly-reports",
    fields={"governance": say("How the operator is run")},
    called="year",
)
TERMS = Subject(
    "terms",
    say("Terms of funding"),
    "/back-office/terms",
    fields={
        "threshold_bp": say("Threshold"),
        "threshold_on": say("Threshold on"),
        "commission_bp": say("Share of the platform"),
        "commission_on": say("Share on"),
        "vat_bp": say("VAT"),
        "own_people": say("Own people"),
        "longest_campaign": say("Longest campaign, in days"),
        "smallest_pledge_minor": say("Smallest contribution"),
        "takes_cheques": say("Cheques taken"),
    },
    words={
        "all": say("On all that is raised: contributions and what partners add"),
        "pledges": say("On contributions alone"),
        "matched": say("It counts, and partners add to it"),
        "unmatched": say("It counts, but partners add nothing to it"),
        "refused": say("It is not taken"),
    },
    key="territory_id",
)


class FundingDeed(Deed):
    CAMPAIGN_SUBMITTED = CAMPAIGN, say("Sent a campaign in for review")
    CAMPAIGN_TAKEN_BACK = CAMPAIGN, say("Took a campaign back to write on")
    CAMPAIGN_SENT_BACK = CAMPAIGN, say("Asked for changes to a campaign")
    CAMPAIGN_APPROVED = CAMPAIGN, say("Approved a campaign")
    CAMPAIGN_CANCELLED = CAMPAIGN, say("Cancelled a campaign")
    CAMPAIGN_UNDONE = CAMPAIGN, say("Gave back all of a campaign that had succeeded")
    CHECK_TICKED = CHECK, say("Ticked a line of the checklist")
    CHECK_TAKEN_BACK = CHECK, say("Took back a tick of the checklist")
    CHECK_ITEM_ADDED = CHECK_ITEM, say("Added a line to the checklist")
    CHECK_ITEM_CHANGED = CHECK_ITEM, say("Changed a line of the checklist")
    HOLDER_ADDED = HOLDER, say("Added a holder")
    HOLDER_CHANGED = HOLDER, say("Changed a holder")
    HOLDER_CONNECTED = HOLDER, say("Asked Stripe for a holder’s account")
    PARTNER_ADDED = PARTNER, say("Added a partner")
    PARTNER_CHANGED = PARTNER, say("Changed a partner")
    ENVELOPE_OPENED = ENVELOPE, say("Opened an envelope")
    COMMITMENT_SIGNED = COMMITMENT, say("Signed a commitment")
    COMMITMENT_AMENDED = AMENDMENT, say("Changed a commitment")
    PROOF_SENT = PROOF, say("Sent a proof of payment")
    FUNDS_RECEIVED = FUNDS_CALL, say("Noted that a partner has paid")
    REFUND_ASKED_AGAIN = PLEDGE, say("Asked again for a refund that had failed")
    PLEDGE_GIVEN_BACK = PLEDGE, say("Gave a contribution back")
    MESSAGE_HIDDEN = PLEDGE, say("Hid the name and the message of a contribution")
    BANK_ORDER_MADE = BANK_ORDER, say("Prepared a file of refunds for the bank")
    BANK_ORDER_FETCHED = BANK_ORDER, say("Fetched a file of refunds for the bank")
    BANK_ORDER_DROPPED = BANK_ORDER, say("Threw away a file of refunds for the bank")
    BANK_REFUND_PAID = BANK_REFUND, say("Noted that the bank has transferred a refund")
    BANK_REFUND_RETURNED = BANK_REFUND, say("Noted that a refund by transfer came back")
    PAYOUT_ASKED_AGAIN = PAYOUT, say("Asked again for a payment to a holder that had failed")
    RECOVERY_ASKED_AGAIN = RECOVERY, say("Asked a holder again for what a donor has back")
    REFUND_AHEAD = RECOVERY, say("Refunded a donor before the holder had given it back")
    CATEGORY_ADDED = CATEGORY, say("Added a category")
    CATEGORY_RENAMED = CATEGORY, say("Renamed a category")
    CATEGORY_RETIRED = CATEGORY, say("Stopped offering a category")
    CATEGORY_TAKEN_UP = CATEGORY, say("Offered a category again")
    CALL_WRITTEN = CALL, say("Wrote a call for projects")
    CALL_CHANGED = CALL, say("Changed a call for projects")
    CALL_PUBLISHED = CALL, say("Published a call for projects")
    CALL_REMOVED = CALL, say("Threw away the draft of a call for projects")
    PROJECT_CHOSEN = CHOSEN, say("Asked for a campaign of a project that people chose")
    CHOSEN_PROJECT_DRAFTED = CHOSEN, say("Drafted the campaign of a project that people chose")
    CHOSEN_PROJECT_LEFT = CHOSEN, say("Left a project that people chose without a campaign")
    NEWS_PUBLISHED = NEWS, say("Published news")
    NEWS_CORRECTED = NEWS, say("Corrected news")
    NEWS_HIDDEN = NEWS, say("Hid news")
    QUESTION_ANSWERED = QUESTION, say("Answered a question")
    QUESTION_SET_ASIDE = QUESTION, say("Set a question aside")
    NEED_ADDED = NEED, say("Asked for help")
    NEED_CHANGED = NEED, say("Changed what help is asked for")
    HELP_ACCEPTED = HELP, say("Accepted an offer of help")
    HELP_DECLINED = HELP, say("Declined an offer of help")
    HELP_DONE = HELP, say("Noted that help was given")
    REWARD_SENT = REWARD, say("Marked a reward as sent")
    DONOR_THANKED = THANKED, say("Thanked one who gave")
    THANKS_SENT = THANKS, say("Thanked all who gave")
    REPORT_PUBLISHED = REPORT, say("Published a yearly report")
    TERMS_CHANGED = TERMS, say("Changed the terms of funding")


DEEDS = tuple(FundingDeed)
