"""From where each step is possible, whatever comes before it; and what is owed by when."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.difficulties.rules import (
    BEFORE,
    IN_HANDS,
    OPEN,
    OWED,
    UNSEEN,
    AnsweredBy,
    Category,
    DifficultyMovedOnError,
    DifficultyState,
    Dues,
    NoAccountError,
    NoAddressError,
    NoTelephoneError,
    Reach,
    StepKind,
    Terms,
    check_reach,
    following,
    is_late,
    is_unseen,
)

MONDAY = date(2026, 3, 2)
CARE, ROADS = UUID(int=1), UUID(int=2)
TERMS = Terms(3, 30, by_category={Category.SOCIAL: 10}, by_service={ROADS: 5})


@given(st.lists(st.tuples(st.sampled_from(StepKind), st.booleans())))
def test_whatever_is_tried_in_whatever_order_it_stays_in_somebodys_hands(tried):
    """Who has it is always known: nobody at first, agents once it is passed on to nobody, else a service."""
    state, with_service, taken = DifficultyState.TOLD, False, []
    for kind, other in tried:
        keeps = kind in {
            *(StepKind.ACKNOWLEDGED, StepKind.ASKED, StepKind.ANSWERED),
            *(StepKind.REPLIED, StepKind.CLOSED),
        }
        service = with_service if keeps else other or kind is StepKind.SENT
        try:
            state = following(state, kind, service=service and kind is not StepKind.TAKEN_BACK)
        except DifficultyMovedOnError:
            assert state not in BEFORE[kind]
            continue
        with_service = service and kind is not StepKind.TAKEN_BACK
        taken.append(kind)
        assert with_service == (state is not DifficultyState.TOLD) or state is DifficultyState.CLOSED
        assert (state in IN_HANDS) <= with_service
    if DifficultyState.ANSWERED is state:
        assert taken[-1] is StepKind.ANSWERED
    if state is DifficultyState.ASKED:
        assert taken[-1] is StepKind.ASKED


def test_nothing_is_done_to_what_is_closed_but_opening_it_and_every_open_one_can_be_closed():
    closed = DifficultyState.CLOSED
    assert [kind for kind in StepKind if closed in BEFORE[kind]] == [StepKind.REOPENED]
    assert {*OPEN, DifficultyState.ANSWERED} == BEFORE[StepKind.CLOSED]
    assert UNSEEN < OWED < OPEN
    with pytest.raises(DifficultyMovedOnError):
        following(DifficultyState.ANSWERED, StepKind.ANSWERED, service=True)
    with pytest.raises(DifficultyMovedOnError):
        following(DifficultyState.ANSWERED, StepKind.PASSED_ON, service=True)


def test_words_end_a_wait_for_them_and_change_nothing_else():
    after = {state: following(state, StepKind.REPLIED, service=True) for state in OPEN}
    assert after.pop(DifficultyState.ASKED) is DifficultyState.ACKNOWLEDGED
    assert all(was is now for was, now in after.items())


@pytest.mark.parametrize(
    ("category", "service", "days"),
    [
        (Category.ECONOMIC, None, 30),
        (Category.SOCIAL, None, 10),
        (Category.SOCIAL, CARE, 10),
        (Category.SOCIAL, ROADS, 5),  # the service's own comes first
    ],
)
def test_an_answer_is_owed_within_the_days_of_the_service_or_of_the_category(category, service, days):
    dues = Dues.promised(TERMS, category, service, MONDAY)
    assert dues == Dues(MONDAY + timedelta(days=3), MONDAY + timedelta(days=days))


@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from([CARE, ROADS, None]))
def test_handing_it_on_never_gives_more_days_to_answer_and_always_some_to_look(told, later, service):
    dues = Dues.promised(TERMS, Category.ECONOMIC, None, MONDAY + timedelta(days=told))
    on = MONDAY + timedelta(days=told + later)
    handed = dues.handed_on(TERMS, Category.ECONOMIC, service, on)
    assert handed.answer <= dues.answer
    assert handed.acknowledge >= max(dues.acknowledge, on + timedelta(days=TERMS.acknowledge))


def test_days_of_waiting_for_a_reply_dont_count():
    dues = Dues.promised(TERMS, Category.ECONOMIC, None, MONDAY)
    asked, replied = MONDAY + timedelta(days=4), MONDAY + timedelta(days=14)
    assert dues.after_wait(asked, replied) == Dues(dues.acknowledge, dues.answer + timedelta(days=10))


def test_it_is_late_from_the_day_after_and_never_while_a_reply_is_waited_for():
    tuesday = MONDAY + timedelta(days=1)
    late = {state for state in DifficultyState if is_late(state, MONDAY, tuesday)}
    assert (late, {state for state in DifficultyState if is_late(state, MONDAY, MONDAY)}) == (OWED, set())
    unseen = {state for state in DifficultyState if is_unseen(state, MONDAY, tuesday)}
    assert (unseen, is_unseen(DifficultyState.SENT, MONDAY, MONDAY)) == (UNSEEN, False)


@pytest.mark.parametrize(
    ("reach", "account", "refused"),
    [
        (Reach(), True, None),
        (Reach(), False, NoAccountError),
        (Reach(AnsweredBy.TELEPHONE, telephone="01"), False, None),
        (Reach(AnsweredBy.TELEPHONE), True, NoTelephoneError),
        (Reach(AnsweredBy.LETTER, "A", address="1 rue"), False, None),
        (Reach(AnsweredBy.LETTER, address="1 rue"), False, NoAddressError),
        (Reach(AnsweredBy.LETTER, "A"), True, NoAddressError),
    ],
)
def test_who_wants_an_answer_can_be_reached(reach, account, refused):
    if refused is None:
        check_reach(reach, account=account)
    else:
        with pytest.raises(refused):
            check_reach(reach, account=account)
