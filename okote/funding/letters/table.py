"""What is said of each event, and to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, cast
from uuid import UUID

from okote.feature import MailKind
from okote.funding.campaigns.events import (
    CampaignApproved,
    CampaignCancelled,
    CampaignEvent,
    CampaignOpened,
    CampaignSentBack,
)
from okote.funding.campaigns.models import CampaignStep
from okote.funding.cheques.events import (
    ChequeAnnounced,
    ChequeBanked,
    ChequeBounced,
    ChequeEvent,
    ChequeGivenBack,
    ChequeReceived,
)
from okote.funding.cheques.models import Cheque
from okote.funding.closing.events import (
    CampaignFunded,
    CampaignPaidOut,
    CampaignUndone,
    CampaignUnfunded,
    ClosingEvent,
    HolderNotPaid,
    HolderOwes,
    PaidOutAgain,
)
from okote.funding.closing.models import Closing, Recovery
from okote.funding.letters.audience import ALL, DONORS, NOT_DONORS, WRITERS_TOO, Audience
from okote.funding.letters.kinds import NEWS, PROGRESS, REMINDERS, RESULTS, THANKS
from okote.funding.letters.notices import Subject, Text
from okote.funding.letters.texts import cheques, donors, followers, helping, holders, partners
from okote.funding.letters.texts import questions as about_questions
from okote.funding.letters.texts import refunds as by_transfer
from okote.funding.letters.texts.donors import Paid
from okote.funding.matching.events import CommitmentAmended
from okote.funding.matching.models import CommitmentAmendment
from okote.funding.matching.queries import NamedCommitment
from okote.funding.milestones.events import EndNears, MilestoneEvent, MilestoneReached
from okote.funding.milestones.models import CampaignMilestone
from okote.funding.needs.events import (
    HelpAccepted,
    HelpDeclined,
    HelpDone,
    HelpEvent,
    HelpOffered,
    HelpWithdrawn,
)
from okote.funding.needs.models import Help
from okote.funding.news.events import NewsDue
from okote.funding.news.models import News
from okote.funding.pledges.events import (
    PledgeCancelled,
    PledgeEvent,
    PledgeInForce,
    PledgeReclaimed,
    PledgeRefunded,
    RefundedAgain,
    RefundRefused,
    RewardSent,
)
from okote.funding.pledges.models import Pledge
from okote.funding.questions.events import (
    QuestionAnswered,
    QuestionAsked,
    QuestionEvent,
    QuestionSetAside,
)
from okote.funding.questions.models import Question
from okote.funding.refunds.events import (
    BankRefundAsked,
    BankRefundEvent,
    BankRefundPaid,
    BankRefundReminded,
    BankRefundRemindedLast,
)
from okote.funding.refunds.models import BankRefund
from okote.funding.thanks.events import DonorThanked, ThanksGiven
from okote.funding.thanks.models import DonorThanks, Thanks


@dataclass(frozen=True, slots=True)
class ToFollowers(Generic[Subject]):
    """A letter of a kind that people may refuse, to those who follow the campaign or gave to it."""

    kind: MailKind
    text: Text[Subject]
    to: Audience = ALL


@dataclass(frozen=True, slots=True)
class Letters(Generic[Subject]):
    """What is said of one event, to whom: `about` is the table of the row that tells of it.

    Where that is a pledge, its donor is written to; else all whose pledges are in force, or were until that
    step of the campaign. `kind` is a part of every letter's key.
    """

    kind: str
    about: type[Subject]
    donor: Text[Pledge] | None = None
    payer: Text[Paid] | None = None
    """The donor of the pledge that it is about, with what partners add because of it."""
    holder: Text[Subject] | None = None
    partner: Text[NamedCommitment] | None = None
    """Of each that promised the campaign something."""
    amended: Text[partners.Amended] | None = None
    """Of the one whose commitment an amendment changes."""
    asker: Text[Subject] | None = None
    """Of a row that names a person and their language: who asked, offered, gives a cheque, is thanked."""
    refusable: MailKind | None = None
    """What `asker` may refuse, if they may."""
    follower: ToFollowers[Subject] | None = None


Event = (
    PledgeEvent
    | ChequeEvent
    | ClosingEvent
    | CampaignEvent
    | CommitmentAmended
    | QuestionEvent
    | HelpEvent
    | NewsDue
    | MilestoneEvent
    | ThanksGiven
    | DonorThanked
    | BankRefundEvent
)

LETTERS: Mapping[type[Event], Letters[Any]] = {
    PledgeInForce: Letters("pledge-confirmed", Pledge, payer=donors.confirmed),
    PledgeCancelled: Letters("pledge-cancelled", Pledge, donor=donors.cancelled),
    PledgeReclaimed: Letters("pledge-reclaimed", Pledge, donor=donors.reclaimed),
    PledgeRefunded: Letters("pledge-refunded", Pledge, donor=donors.refunded),
    RefundRefused: Letters("refund-refused", Pledge, donor=donors.refund_refused),
    RefundedAgain: Letters("pledge-refunded-again", Pledge, donor=donors.refunded),
    BankRefundAsked: Letters("bank-refund-asked", BankRefund, asker=by_transfer.asked),
    BankRefundReminded: Letters("bank-refund-reminded", BankRefund, asker=by_transfer.reminded),
    BankRefundRemindedLast: Letters("bank-refund-reminded-last", BankRefund, asker=by_transfer.reminded_last),
    BankRefundPaid: Letters("bank-refund-paid", BankRefund, asker=by_transfer.paid),
    RewardSent: Letters("reward-sent", Pledge, donor=donors.reward_sent),
    ChequeAnnounced: Letters("cheque-announced", Cheque, asker=cheques.announced),
    ChequeReceived: Letters("cheque-received", Cheque, asker=cheques.received),
    ChequeBanked: Letters("cheque-banked", Cheque, asker=cheques.banked),
    ChequeBounced: Letters("cheque-bounced", Cheque, asker=cheques.bounced, holder=cheques.missing),
    ChequeGivenBack: Letters("cheque-given-back", Cheque, asker=cheques.given_back),
    CampaignSentBack: Letters("campaign-sent-back", CampaignStep, holder=holders.sent_back),
    CampaignApproved: Letters("campaign-approved", CampaignStep, holder=holders.approved),
    CampaignOpened: Letters("campaign-opened", CampaignStep, holder=holders.opened),
    CampaignCancelled: Letters(
        "campaign-cancelled",
        CampaignStep,
        holder=holders.cancelled,
        partner=partners.cancelled,
        follower=ToFollowers(RESULTS, followers.cancelled, to=NOT_DONORS),
    ),
    CampaignUndone: Letters(
        "campaign-undone",
        CampaignStep,
        donor=donors.undone,
        holder=holders.undone,
        partner=partners.undone,
        follower=ToFollowers(RESULTS, followers.cancelled, to=NOT_DONORS),
    ),
    HelpOffered: Letters("help-offered", Help, holder=helping.offered),
    HelpWithdrawn: Letters("help-withdrawn", Help, holder=helping.withdrawn),
    HelpAccepted: Letters("help-accepted", Help, asker=helping.accepted),
    HelpDeclined: Letters("help-declined", Help, asker=helping.declined),
    HelpDone: Letters("help-done", Help, asker=helping.done),
    CommitmentAmended: Letters(
        "commitment-amended",
        CommitmentAmendment,
        holder=holders.commitment_amended,
        amended=partners.amended,
    ),
    CampaignFunded: Letters(
        "campaign-funded",
        Closing,
        donor=donors.funded,
        holder=holders.funded,
        partner=partners.funded,
        follower=ToFollowers(RESULTS, followers.funded, to=NOT_DONORS),
    ),
    CampaignUnfunded: Letters(
        "campaign-unfunded",
        Closing,
        holder=holders.unfunded,
        partner=partners.unfunded,
        follower=ToFollowers(RESULTS, followers.unfunded, to=NOT_DONORS),
    ),
    CampaignPaidOut: Letters(
        "campaign-paid-out",
        Closing,
        holder=holders.paid_out,
        follower=ToFollowers(RESULTS, followers.paid_out),
    ),
    HolderNotPaid: Letters("holder-not-paid", Closing, holder=holders.not_paid),
    HolderOwes: Letters("holder-owes", Recovery, holder=holders.owes),
    PaidOutAgain: Letters("paid-out-again", Closing, holder=holders.paid_out),
    QuestionAsked: Letters("question-asked", Question, holder=about_questions.asked),
    QuestionAnswered: Letters("question-answered", Question, asker=about_questions.answered),
    QuestionSetAside: Letters("question-set-aside", Question, asker=about_questions.set_aside),
    MilestoneReached: Letters(
        "milestone", CampaignMilestone, follower=ToFollowers(PROGRESS, followers.milestone, to=WRITERS_TOO)
    ),
    EndNears: Letters(
        "reminder", CampaignMilestone, follower=ToFollowers(REMINDERS, followers.milestone, to=WRITERS_TOO)
    ),
    ThanksGiven: Letters("thanks", Thanks, follower=ToFollowers(THANKS, followers.thanks, to=DONORS)),
    DonorThanked: Letters("donor-thanked", DonorThanks, asker=followers.thanks, refusable=THANKS),
    NewsDue: Letters("news", News, follower=ToFollowers(NEWS, followers.news)),
}

BY_KIND = {letters.kind: letters for letters in LETTERS.values()}


SUBJECTS: Mapping[type[Any], str] = {
    CampaignEvent: "step",
    MilestoneEvent: "milestone",
    NewsDue: "news",
    QuestionEvent: "question",
    HelpEvent: "help",
    ChequeEvent: "cheque",
    BankRefundEvent: "refund",
    ThanksGiven: "thanks",
    DonorThanked: "thanks",
    CommitmentAmended: "amendment",
    PledgeEvent: "pledge_id",
    HolderOwes: "recovery_id",
}
"""Where an event names the row that tells of it; those of a closing name their campaign."""


def subject_of(event: Event) -> UUID:
    named = next((name for kind, name in SUBJECTS.items() if isinstance(event, kind)), "campaign_id")
    return cast("UUID", getattr(event, named))
