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
    BY_TRANSFER,
    OVER,
    OWED,
    PASSED_ON,
    PENDING,
    TRANSFER_RETURNED,
    UNDECIDED,
    GoesByTransferError,
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
    "BY_TRANSFER",
    "OVER",
    "OWED",
    "PASSED_ON",
    "PENDING",
    "TRANSFER_RETURNED",
    "UNDECIDED",
    "Body",
    "BodyNotBoundError",
    "GoesByTransferError",
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
