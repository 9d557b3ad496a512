"""What is kept about those who sign for partners, and those who note what partners paid."""

from okote.feature import Records
from okote.funding.campaigns.models import Campaign
from okote.funding.matching.models import CommitmentAmendment, FundsCall, FundsProof, SignedCommitment
from okote.funding.partners.models import Partner
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say

RECORDS = (
    Records(
        "commitments_signed",
        say("The partners’ commitments that you signed"),
        of=(SignedCommitment.signed_by,),
        fields={
            "campaign": Campaign.title,
            "partner": Partner.name,
            "signed_at": SignedCommitment.signed_at,
        },
        joined=(
            (Campaign, Campaign.id == SignedCommitment.campaign_id),
            (Partner, Partner.id == SignedCommitment.partner_id),
        ),
        once_closed=ACTS_STAY,
    ),
    Records(
        "commitments_amended",
        say("The changes of partners’ commitments that you signed"),
        of=(CommitmentAmendment.signed_by,),
        fields={
            "campaign": Campaign.title,
            "partner": Partner.name,
            "signed_at": CommitmentAmendment.signed_at,
            "reason": CommitmentAmendment.reason,
        },
        joined=(
            (SignedCommitment, SignedCommitment.id == CommitmentAmendment.commitment_id),
            (Campaign, Campaign.id == CommitmentAmendment.campaign_id),
            (Partner, Partner.id == SignedCommitment.partner_id),
        ),
        once_closed=ACTS_STAY,
    ),
    Records(
        "payments_proven",
        say("The proofs of partners’ payments that you sent"),
        of=(FundsProof.sent_by,),
        fields={"campaign": Campaign.title, "partner": Partner.name, "sent_at": FundsProof.sent_at},
        joined=(
            (SignedCommitment, SignedCommitment.id == FundsProof.commitment_id),
            (Campaign, Campaign.id == SignedCommitment.campaign_id),
            (Partner, Partner.id == SignedCommitment.partner_id),
        ),
        once_closed=ACTS_STAY,
    ),
    Records(
        "payments_noted",
        say("The partners’ payments that you noted"),
        of=(FundsCall.recorded_by,),
        fields={
            "campaign": Campaign.title,
            "partner": Partner.name,
            "received_on": FundsCall.received_on,
            "proof": FundsCall.proof,
        },
        joined=(
            (SignedCommitment, SignedCommitment.id == FundsCall.commitment_id),
            (Campaign, Campaign.id == SignedCommitment.campaign_id),
            (Partner, Partner.id == SignedCommitment.partner_id),
        ),
        once_closed=ACTS_STAY,
    ),
)
