"""What a view says, and when everyone reads it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.ideas.rules import IdeaMovedOnError, IdeaState
from consultations.studying.rules import (
    Basis,
    Cost,
    CostDayError,
    CostUnexplainedError,
    Feasible,
    StudyEnd,
    ViewGiven,
    ViewReasonsError,
    check_asked,
    check_view,
    check_viewed,
    cost,
    in_force,
    published,
)

TODAY = date(2026, 5, 4)
AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Kept:
    service_id: UUID
    number: int
    at: datetime


@pytest.mark.parametrize(
    ("admissible", "feasible", "reasons", "refused"),
    [
        (True, Feasible.YES, "", False),
        (False, Feasible.YES, "", True),
        (True, Feasible.NO, "", True),
        (True, Feasible.CHANGED, "", True),
        (False, Feasible.NO, "", True),
        (False, Feasible.NO, "Ce n’est pas à nous.", False),
        (True, Feasible.CHANGED, "Plus haut.", False),
    ],
)
def test_whoever_says_no_says_why(admissible, feasible, reasons, refused):
    view = ViewGiven(admissible=admissible, feasible=feasible, reasons=reasons)
    if refused:
        with pytest.raises(ViewReasonsError):
            check_view(view, TODAY)
    else:
        check_view(view, TODAY)


def test_a_cost_has_its_basis_and_its_day():
    assert cost(None, None, None) is None
    assert cost(120_000, Basis.QUOTE, TODAY) == Cost(120_000, Basis.QUOTE, TODAY)
    for parts in ((1, None, None), (1, Basis.QUOTE, None), (None, Basis.QUOTE, TODAY)):
        with pytest.raises(CostUnexplainedError):
            cost(*parts)


@pytest.mark.parametrize(("days", "refused"), [(-1, False), (0, False), (1, True)])
def test_no_cost_is_of_tomorrow(days, refused):
    worked_out = Cost(1, Basis.ESTIMATE, TODAY + timedelta(days=days))
    view = ViewGiven(admissible=True, feasible=Feasible.YES, cost=worked_out)
    if refused:
        with pytest.raises(CostDayError):
            check_view(view, TODAY)
    else:
        check_view(view, TODAY)


@pytest.mark.parametrize("state", IdeaState)
def test_views_are_asked_until_there_is_an_answer(state):
    if state in {IdeaState.PUBLISHED, IdeaState.STUDIED}:
        check_asked(state)
    else:
        with pytest.raises(IdeaMovedOnError):
            check_asked(state)


@pytest.mark.parametrize("state", IdeaState)
@pytest.mark.parametrize("ended", [None, *StudyEnd])
def test_whoever_has_it_gives_a_view_and_what_is_accepted_is_still_costed(state, ended):
    open_state = state in {IdeaState.PUBLISHED, IdeaState.STUDIED, IdeaState.ACCEPTED}
    if open_state and ended in {None, StudyEnd.ANSWERED}:
        check_viewed(state, ended)
    else:
        with pytest.raises(IdeaMovedOnError):
            check_viewed(state, ended)


SERVICES = [UUID(int=number) for number in range(3)]
KEPT = st.lists(st.tuples(st.sampled_from(SERVICES), st.integers(0, 9)), max_size=9).map(
    lambda given: [
        Kept(service, 1 + sum(one == service for one, _ in given[:place]), AT + timedelta(hours=place))
        for place, (service, _) in enumerate(given)
    ]
)


@given(KEPT)
def test_the_latest_of_each_service_counts(views):
    found = in_force(reversed(views))
    assert {one.service_id for one in found} == {one.service_id for one in views}
    assert len({one.service_id for one in found}) == len(found)
    for one in found:
        assert one.number == max(other.number for other in views if other.service_id == one.service_id)
    assert [one.at for one in found] == sorted(one.at for one in found)


@given(KEPT, st.integers(-1, 9), st.sampled_from(IdeaState))
def test_nobody_reads_a_view_before_the_answer(views, hours, state):
    answered = AT + timedelta(hours=hours)
    assert published(views, state, None) == []
    found = published(views, state, answered)
    if state in {IdeaState.ACCEPTED, IdeaState.DONE}:
        assert found == in_force(views)
    else:
        assert all(one.at <= answered for one in found)
