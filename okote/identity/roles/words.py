"""Roles, and what they are called."""

from collections.abc import Mapping
from enum import StrEnum

from okote.platform.i18n import say


class Role(StrEnum):
    """What a person may do in one territory; holder and partner only for the body that `scope` names."""

    ADMINISTRATOR = "administrator"
    AGENT = "agent"
    ACCOUNTANT = "accountant"
    HOLDER = "holder"
    PARTNER = "partner"


ROLE_NAMES: Mapping[Role, str] = {
    Role.ADMINISTRATOR: say("administrator"),
    Role.AGENT: say("agent"),
    Role.ACCOUNTANT: say("accountant"),
    Role.HOLDER: say("project holder"),
    Role.PARTNER: say("partner"),
}

ROLE_POWERS: Mapping[Role, str] = {
    Role.ADMINISTRATOR: say("Runs the site: people, campaigns, partners, accounts."),
    Role.AGENT: say("Works for the territory’s administration."),
    Role.ACCOUNTANT: say("Sees the accounts, the payments and their proofs."),
    Role.HOLDER: say("Prepares the campaigns of one organisation."),
    Role.PARTNER: say("Sees what one partner has promised and owes."),
}
