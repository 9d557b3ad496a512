"""The offer and its life until its deadline: write, review, open, cancel; and who is paid."""

from okote.funding.campaigns.service.drafts import BudgetItem, Draft, create_draft, save_draft
from okote.funding.campaigns.service.holders import (
    HolderDetails,
    HolderExistsError,
    HolderPromisedError,
    StatementNameError,
    change_holder,
    connect,
    create_holder,
    on_account_updated,
)
from okote.funding.campaigns.service.life import cancel, open_due_campaigns
from okote.funding.campaigns.service.review import (
    FirstDayPastError,
    OfferIncompleteError,
    ReviewReasonMissingError,
    approve,
    send_back,
    submit,
    take_back,
)
from okote.funding.campaigns.service.steps import held, lead

__all__ = [
    "BudgetItem",
    "Draft",
    "FirstDayPastError",
    "HolderDetails",
    "HolderExistsError",
    "HolderPromisedError",
    "OfferIncompleteError",
    "ReviewReasonMissingError",
    "StatementNameError",
    "approve",
    "cancel",
    "change_holder",
    "connect",
    "create_draft",
    "create_holder",
    "held",
    "lead",
    "on_account_updated",
    "open_due_campaigns",
    "save_draft",
    "send_back",
    "submit",
    "take_back",
]
