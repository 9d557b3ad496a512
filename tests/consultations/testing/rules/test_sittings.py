"""A sitting is answered in an order, may be left and taken up again, and counts once it is whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.measures.statistics.axes import Axis, Level
from consultations.measures.statistics.tasks import Outcome
from consultations.testing.rules.sittings import (
    REQUIRED,
    Answered,
    Manner,
    ObstacleUntriedError,
    OwnProcedureError,
    Part,
    SeenRatingError,
    SittingOverError,
    SittingUnfinishedError,
    check_complete,
    check_obstacle,
    check_open,
    check_rating,
    check_tester,
    lacking,
    parts,
    resumed_at,
)

TASKS = ("find", "fill in", "send")
TOLD = dict.fromkeys(TASKS, Outcome.DONE)
RATED = dict.fromkeys(Axis, Level.GOOD)


def test_the_scale_of_ten_sentences_is_asked_where_the_campaign_chose_so():
    assert Part.SUS in parts(with_sus=True)
    assert Part.SUS not in parts(with_sus=False)
    assert parts(with_sus=True)[0] is Part.TASKS
    assert parts(with_sus=True)[-1] is Part.CHECK


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        (Answered(), Part.TASKS),
        (Answered({"find": Outcome.DONE}), Part.TASKS),
        (Answered(TOLD), Part.QUESTIONS),
        (Answered(TOLD, {Axis.CLARITY: Level.GOOD}), Part.QUESTIONS),
        (Answered(TOLD, RATED), Part.HELP),
        (Answered(TOLD, RATED, help_told=True), Part.SUS),
        (Answered(TOLD, RATED, help_told=True, sus=(3,) * 9 + (None,)), Part.SUS),
        (Answered(TOLD, RATED, help_told=True, sus=(3,) * 10), Part.WORDS),
        (Answered(TOLD, RATED, passed=(Part.HELP, Part.SUS)), Part.WORDS),
        (Answered(TOLD, RATED, passed=(Part.HELP, Part.SUS, Part.WORDS)), Part.CHECK),
        (Answered({}, RATED, passed=tuple(Part)), Part.TASKS),  # nobody goes past a task
    ],
)
def test_who_comes_back_goes_on_where_something_is_open(answered, expected):
    assert resumed_at(answered, TASKS, with_sus=True) is expected


outcomes = st.dictionaries(st.sampled_from(TASKS), st.sampled_from(Outcome))
ratings = st.dictionaries(st.sampled_from(Axis), st.sampled_from(Level))
sus = st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=10, max_size=10)


@given(outcomes, ratings, st.booleans(), sus, st.sets(st.sampled_from(Part)), st.booleans())
def test_it_is_whole_exactly_where_nothing_required_is_open(told, rated, help_told, sheet, passed, with_sus):
    answered = Answered(told, rated, help_told, sheet, passed)
    untold, unrated = lacking(answered, TASKS)
    going_on = resumed_at(answered, TASKS, with_sus=with_sus)
    if untold or unrated:
        assert going_on in REQUIRED
        with pytest.raises(SittingUnfinishedError) as refused:
            check_complete(answered, TASKS)
        assert refused.value.parameters == {"tasks": len(untold), "questions": len(unrated)}
    else:
        assert going_on not in {Part.TASKS, Part.QUESTIONS}
        check_complete(answered, TASKS)
    assert with_sus or going_on is not Part.SUS


def test_a_task_that_was_left_is_told_as_such():
    left = Answered({"find": Outcome.DONE, "fill in": Outcome.ABANDONED, "send": Outcome.NOT_TRIED}, RATED)
    check_complete(left, TASKS)


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.HELPED, Outcome.ABANDONED])
def test_who_tried_may_have_stumbled(outcome):
    check_obstacle(outcome)


def test_who_did_not_try_has_not():
    with pytest.raises(ObstacleUntriedError):
        check_obstacle(Outcome.NOT_TRIED)


@pytest.mark.parametrize(("sent", "gathering"), [(True, True), (False, False), (True, False)])
def test_what_is_sent_or_late_stays_as_it_is(sent, gathering):
    check_open(sent=False, gathering=True)
    with pytest.raises(SittingOverError):
        check_open(sent=sent, gathering=gathering)


def test_nobody_tests_the_procedures_of_their_own_service():
    check_tester({"roads"}, "schools")
    with pytest.raises(OwnProcedureError):
        check_tester({"roads", "schools"}, "schools")


def test_nobody_rates_under_the_eyes_of_an_observer():
    check_rating(Manner.ON_SITE, observed=True, out_of_sight=True)
    check_rating(Manner.ON_SITE, observed=False, out_of_sight=False)
    check_rating(Manner.ALONE, observed=True, out_of_sight=False)
    with pytest.raises(SeenRatingError):
        check_rating(Manner.ON_SITE, observed=True, out_of_sight=False)
