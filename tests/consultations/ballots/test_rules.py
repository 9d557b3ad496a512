"""Where a ballot stands at each instant, and what voters keep."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from consultations.ballots import rules
from consultations.ballots.rules import Period, State

OPENS, CLOSES = datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)
"""The day of 25 hours in Paris, from midnight to midnight."""
INSTANT = timedelta(microseconds=1)
BALLOT, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("reached", "at", "expected"),
    [
        (0, OPENS, State.DRAFT),
        (1, OPENS - INSTANT, State.ANNOUNCED),
        (1, OPENS, State.OPEN),
        (1, CLOSES - INSTANT, State.OPEN),
        (1, CLOSES, State.ENDED),
        (2, CLOSES, State.CLOSED),
        (3, CLOSES, State.COUNTED),
        (4, CLOSES, State.PUBLISHED),
    ],
)
def test_where_it_stands_follows_from_what_was_decided_and_the_clock(reached, at, expected):
    steps = ("announced_at", "closed_at", "counted_at", "published_at")
    ballot = SimpleNamespace(**{step: at if number < reached else None for number, step in enumerate(steps)})
    assert rules.state(ballot, Period(OPENS, CLOSES), at) is expected
    rules.check_state(ballot, Period(OPENS, CLOSES), at, expected)
    with pytest.raises(rules.BallotStateError):
        rules.check_state(ballot, Period(OPENS, CLOSES), at)


def test_a_phase_without_an_end_never_ends():
    ballot = SimpleNamespace(announced_at=OPENS, closed_at=None, counted_at=None, published_at=None)
    assert rules.state(ballot, Period(OPENS, None), CLOSES + timedelta(days=9999)) is State.OPEN


def test_secrets_are_those_of_one_form_one_ballot_and_one_service():
    one = rules.secrets_of(b"key", BALLOT, "seed")
    assert one == rules.secrets_of(b"key", BALLOT, "seed")
    others = {
        rules.secrets_of(b"key", BALLOT, "other"),
        rules.secrets_of(b"key", OTHER, "seed"),
        rules.secrets_of(b"another", BALLOT, "seed"),
    }
    assert len({one, *others}) == 4
    assert len(one.code) == rules.CODE_LENGTH
    assert one.code.isalnum()
    assert bytes.fromhex(one.nonce)


def test_a_code_is_read_as_people_type_it_and_is_worth_nothing_elsewhere():
    assert rules.code_hash(BALLOT, "abcd-efgh 2345 6789") == rules.code_hash(BALLOT, "ABCDEFGH23456789")
    assert rules.code_hash(BALLOT, "A") != rules.code_hash(OTHER, "A")
    assert rules.voter_key(b"key", BALLOT, OTHER) != rules.voter_key(b"key", OTHER, OTHER)
    assert rules.voter_key(b"key", BALLOT, OTHER) != rules.voter_key(b"another", BALLOT, OTHER)


@pytest.mark.parametrize("choices", [{}, {1: 1}, {10: 2, 9: 1}])
def test_choices_are_written_in_one_way(choices):
    assert rules.read(rules.canonical(choices)) == choices
    assert rules.canonical({9: 1, 10: 2}) == "9:1,10:2"


def test_a_receipt_can_be_made_by_hand():
    """`printf '%s %s %s' BALLOT CHOICES NONCE | sha256sum` says the same."""
    made = rules.receipt(BALLOT, "1:1,4:1", "ab" * 16)
    assert made.hex() == "ff5aa62f6530143e0f520014f0529bfb392e2c7efd902ba7c48cb0d5e4c1c85d"
