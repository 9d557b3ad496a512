"""The law of a pledge: its amount, its words, what it brings, how it lives."""

from okote.funding.pledges.rules.bodies import (
    Body,
    BodyNotBoundError,
    body_identifier,
    check_bound,
    the_body,
)
from okote.funding.pledges.rules.brought import what_is_brought
from okote.funding.pledges.rules.life import (
    OVER,
    OWED,
    PASSED_ON,
    PENDING,
    UNDECIDED,
    PledgeStatus,
    advanced,
    check_cancellable,
    check_may_be_given_back,
    may_be_given_back,
    when_disputed,
    when_lost,
    when_paid,
    when_sent_back,
    when_won,
)
from okote.funding.pledges.rules.own_people import (
    OwnPeopleRefusedError,
    check_own_people,
    counted,
    is_own_body,
)
from okote.funding.pledges.rules.wishes import wish
from okote.funding.pledges.rules.words import public_message

__all__ = [
    "OVER",
    "OWED",
    "PASSED_ON",
    "PENDING",
    "UNDECIDED",
    "Body",
    "BodyNotBoundError",
    "OwnPeopleRefusedError",
    "PledgeStatus",
    "advanced",
    "body_identifier",
    "check_bound",
    "check_cancellable",
    "check_may_be_given_back",
    "check_own_people",
    "counted",
    "is_own_body",
    "may_be_given_back",
    "public_message",
    "the_body",
    "what_is_brought",
    "when_disputed",
    "when_lost",
    "when_paid",
    "when_sent_back",
    "when_won",
    "wish",
]
