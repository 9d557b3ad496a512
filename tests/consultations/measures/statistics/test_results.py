"""Results are of groups: the sums of what testers said, and none of fewer people than is allowed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.measures.statistics.axes import NOTHING, Axis, Level
from consultations.measures.statistics.results import Told, results
from consultations.measures.statistics.seeking import Source
from consultations.measures.statistics.shares import Share
from consultations.measures.statistics.suppression import hidden
from consultations.measures.statistics.tasks import Outcome, Outcomes

CHANNELS = ("online", "counter", "telephone")
RATED = dict.fromkeys(Axis, Level.GOOD)
ONE = Told("online", {"send": Outcome.DONE}, RATED)

testers = st.builds(
    Told,
    st.sampled_from(CHANNELS),
    st.dictionaries(st.sampled_from(["find", "send"]), st.sampled_from(Outcome)),
    st.fixed_dictionaries({axis: st.sampled_from(Level) for axis in Axis}),
    st.none() | st.dictionaries(st.sampled_from(Source), st.none() | st.booleans(), max_size=3),
    st.none() | st.lists(st.none() | st.integers(1, 5), min_size=10, max_size=10),
)


@given(st.lists(testers, max_size=14), st.integers(3, 6))
@settings(max_examples=60)
def test_groups_add_up_and_nothing_is_told_of_a_few(told, least):
    found = results(told, CHANNELS, least)
    if len(told) < least:
        assert found is None
        return
    assert found.number == sum(found.sizes.values()) == len(told)
    assert all(answers.number == len(told) for answers in found.answers.values())
    kept = hidden(found.sizes, least)
    assert found.apart.keys() == {group for group, size in found.sizes.items() if size} - set(kept)
    for group, answers in found.apart.items():
        assert all(one.number == found.sizes[group] >= least for one in answers.values())
    for axis in Axis:
        shown = sum((answers[axis] for answers in found.apart.values()), NOTHING)
        left = found.answers[axis].number - shown.number
        assert left == 0 or left >= least
    assert found.sus is None or len(found.sus.scores) >= least
    assert found.autonomy is None or found.autonomy.of >= least
    assert all(share.of >= least for share in found.reached.values())
    assert found.reachability or not found.reached
    if found.reached:
        left = found.reachability.of - sum(share.of for share in found.reached.values())
        assert left == 0 or left >= least


def test_a_task_that_was_added_late_counts_those_who_had_it():
    told = [ONE, ONE, replace(ONE, outcomes={"send": Outcome.ABANDONED, "pay": Outcome.HELPED})]
    found = results(told, CHANNELS, 3)
    assert found.tasks["send"] == Outcomes(done=2, helped=0, abandoned=1, not_tried=0)
    assert found.tasks["pay"] == Outcomes(done=0, helped=1, abandoned=0, not_tried=0)


def test_help_is_told_of_those_who_said_and_by_source_of_enough_of_them():
    looked = [{Source.TELEPHONE: reached} for reached in (True, True, False)]
    told = [replace(ONE, sought=sought) for sought in (*looked, {}, {Source.COUNTER: True})]
    found = results([*told, ONE], CHANNELS, 3)
    assert (found.autonomy, found.reachability) == (Share(1, 5), Share(3, 4))
    assert found.reached == {}  # the one at the counter would be what is left
    assert results(told[:4], CHANNELS, 3).reached == {Source.TELEPHONE: Share(2, 3)}
    nothing_said = results([ONE] * 3, CHANNELS, 3)
    assert nothing_said.autonomy is None
    assert nothing_said.reachability is None


def test_each_must_have_answered_all_three_questions():
    with pytest.raises(KeyError):
        results([replace(ONE, ratings={Axis.CLARITY: Level.GOOD})] * 3, CHANNELS, 3)
