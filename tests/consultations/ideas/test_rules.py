"""From which state each is reached, and until when an idea may wait."""

from datetime import UTC, datetime, timedelta

import pytest

from consultations.ideas.rules import (
    PATIENCE,
    IdeaAnsweredError,
    IdeaGoneError,
    IdeaMovedOnError,
    IdeaState,
    OwnIdeaError,
    check_not_own,
    check_shown,
    check_step,
    check_waiting,
    is_late,
)

AT = datetime(2026, 11, 22, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)

STEPS = {
    ("published", "studied"),
    ("studied", "studied"),
    ("studied", "accepted"),
    ("studied", "refused"),
    ("accepted", "studied"),
    ("refused", "studied"),
    ("accepted", "done"),
}


@pytest.mark.parametrize("state", IdeaState)
@pytest.mark.parametrize("following", IdeaState)
def test_a_step_follows_from_a_state(state, following):
    if (state.value, following.value) in STEPS:
        check_step(state, following)
    else:
        with pytest.raises(IdeaMovedOnError):
            check_step(state, following)


@pytest.mark.parametrize("state", IdeaState)
def test_it_waits_until_it_is_answered(state):
    if state in {"published", "studied"}:
        check_waiting(state)
    else:
        with pytest.raises(IdeaAnsweredError):
            check_waiting(state)


def test_nobody_decides_about_their_own_nor_about_what_is_gone():
    check_not_own(own=False)
    check_shown(shown=True)
    with pytest.raises(OwnIdeaError):
        check_not_own(own=True)
    with pytest.raises(IdeaGoneError):
        check_shown(shown=False)


@pytest.mark.parametrize(
    ("state", "waited", "late"),
    [
        ("published", PATIENCE - INSTANT, False),
        ("published", PATIENCE, True),
        ("studied", PATIENCE, True),
        ("refused", PATIENCE * 9, False),
    ],
)
def test_after_a_month_it_is_late(state, waited, late):
    assert is_late(IdeaState(state), AT - waited, AT) is late
