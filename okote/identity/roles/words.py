"""Roles, and what they are called."""

from collections.abc import Mapping
from enum import StrEnum

from okote.platform.i18n import say


class Role(StrEnum):
    """What a person may do in one territory; the last three only for the body that `scope` names.

    A deputy stands in for an accountant or an administrator as a second person, until a day. An elected
    member follows what residents say, and neither rates nor counts.
    """

    ADMINISTRATOR = "administrator"
    AGENT = "agent"
    COACH = "coach"
    ACCOUNTANT = "accountant"
    DEPUTY = "deputy"
    ORGANISER = "organiser"
    ELECTED = "elected"
    HOLDER = "holder"
    PARTNER = "partner"
    SERVICE = "service"


ROLE_NAMES: Mapping[Role, str] = {
    Role.ADMINISTRATOR: say("administrator"),
    Role.AGENT: say("agent"),
    Role.COACH: say("coach"),
    Role.ACCOUNTANT: say("accountant"),
    Role.DEPUTY: say("deputy"),
    Role.ORGANISER: say("organiser of panels"),
    Role.ELECTED: say("elected member"),
    Role.HOLDER: say("project holder"),
    Role.PARTNER: say("partner"),
    Role.SERVICE: say("member of a service"),
}

ROLE_POWERS: Mapping[Role, str] = {
    Role.ADMINISTRATOR: say("This role lets someone run the site: people, campaigns, partners, accounts."),
    Role.AGENT: say("This role lets someone prepare campaigns, and review those of others."),
    Role.COACH: say("This role lets someone read campaigns being prepared, comment and check them."),
    Role.ACCOUNTANT: say("This role lets someone see the accounts, the payments and their proofs."),
    Role.DEPUTY: say("This role lets someone approve what takes two people, until a day."),
    Role.ORGANISER: say("This role lets someone recruit panels, run them, and see who takes part."),
    Role.ELECTED: say("This role lets someone follow panels and their results, never one person’s answers."),
    Role.HOLDER: say("This role lets someone prepare the campaigns of one organisation."),
    Role.PARTNER: say("This role lets someone see what one partner owes, and sign what it promises."),
    Role.SERVICE: say("This role lets someone answer ideas in the name of one service."),
}
