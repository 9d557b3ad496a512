"""The offer and its life until its deadline: write, review, open, cancel; and who is paid."""

from okote.funding.campaigns.service.drafts import (
    BudgetItem,
    Illustration,
    Member,
    OfferDetails,
    create_draft,
    save_draft,
)
from okote.funding.campaigns.service.holders import HolderDetails, change_holder, connect, create_holder
from okote.funding.campaigns.service.life import cancel, open_due_campaigns
from okote.funding.campaigns.service.review import approve, send_back, submit, take_back

__all__ = [
    "BudgetItem",
    "HolderDetails",
    "Illustration",
    "Member",
    "OfferDetails",
    "approve",
    "cancel",
    "change_holder",
    "connect",
    "create_draft",
    "create_holder",
    "open_due_campaigns",
    "save_draft",
    "send_back",
    "submit",
    "take_back",
]
