from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.merging import rules
from consultations.merging.rules import OBJECTING, UNDOING, Answer, MergeState, Said, Standing

PROPOSED = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNTIL = PROPOSED + OBJECTING
DAY = timedelta(days=1)
SILENT = Said()


def agrees(day=1):
    return Said(Answer.AGREES, PROPOSED + day * DAY)


def objects(day=1):
    return Said(Answer.OBJECTS, PROPOSED + day * DAY)


@pytest.mark.parametrize(
    ("standing", "said", "day", "expected"),
    [
        (Standing(UNTIL), [SILENT, agrees()], 2, MergeState.ASKING),
        (Standing(UNTIL), [agrees(), agrees()], 2, MergeState.READY),
        (Standing(UNTIL), [], 0, MergeState.READY),  # nobody with an account wrote any of them
        (Standing(UNTIL), [SILENT], 7, MergeState.READY),  # half-open: the last moment is over
        (Standing(UNTIL), [SILENT, objects()], 2, MergeState.CONTESTED),
        (Standing(UNTIL), [SILENT, objects()], 70, MergeState.CONTESTED),  # waits for somebody, not for time
        (Standing(UNTIL, PROPOSED + 2 * DAY, goes_on=True), [SILENT, objects()], 3, MergeState.ASKING),
        (Standing(UNTIL, PROPOSED + 2 * DAY, goes_on=True), [agrees(), objects()], 3, MergeState.READY),
        (Standing(UNTIL, PROPOSED + 2 * DAY, goes_on=True), [objects(3), objects()], 4, MergeState.CONTESTED),
        (Standing(UNTIL, PROPOSED + 2 * DAY, goes_on=False), [agrees()], 9, MergeState.DROPPED),
        (Standing(UNTIL, merged_at=UNTIL), [objects()], 9, MergeState.MERGED),
        (Standing(UNTIL, merged_at=UNTIL, undone_at=UNTIL + DAY), [], 9, MergeState.UNDONE),
    ],
)
def test_the_clock_and_what_was_said_decide_where_it_stands(standing, said, day, expected):
    assert rules.state(standing, said, PROPOSED + day * DAY) is expected


def test_states_and_answers_that_come_too_late_are_refused():
    rules.check_state(MergeState.READY, MergeState.READY)
    with pytest.raises(rules.MergeStateError):
        rules.check_state(MergeState.ASKING, MergeState.READY)
    rules.check_may_answer(MergeState.READY, UNTIL, UNTIL - DAY)
    for found, at in ((MergeState.ASKING, UNTIL), (MergeState.DROPPED, PROPOSED)):
        with pytest.raises(rules.MergeOverError):
            rules.check_may_answer(found, UNTIL, at)
    rules.check_answer(Answer.AGREES, None)
    rules.check_answer(Answer.OBJECTS, "Non")
    with pytest.raises(rules.MergeReasonError):
        rules.check_answer(Answer.OBJECTS, "")


def test_nobody_decides_about_what_they_wrote_or_proposed():
    rules.check_apart_from(1, [2], 3)
    for writers, proposer in (([1], None), ([], 1)):
        with pytest.raises(rules.MergeConflictError):
            rules.check_apart_from(1, writers, proposer)


def test_what_is_merged_is_two_to_ten_ideas_of_one_consultation():
    for number in (2, 10):
        rules.check_sources(number)
    for number in (1, 11):
        with pytest.raises(rules.MergeSourcesError):
            rules.check_sources(number)
    rules.check_one_process([None, None])
    with pytest.raises(rules.MergeApartError):
        rules.check_one_process([None, 1])


def test_an_idea_is_split_into_two_to_five_that_can_be_told_apart():
    rules.check_parts(["Un banc", "Un toit"])
    for titles in (["Un banc"], [str(number) for number in range(6)]):
        with pytest.raises(rules.SplitPartsError):
            rules.check_parts(titles)
    with pytest.raises(rules.SplitAlikeError):
        rules.check_parts(["Un banc", "un BANC"])


def test_it_is_undone_for_thirty_days_and_as_long_as_nothing_was_made_of_it():
    rules.check_undoable(UNTIL, UNTIL + UNDOING - DAY, untouched=True)
    with pytest.raises(rules.MergeLateError):
        rules.check_undoable(UNTIL, UNTIL + UNDOING, untouched=True)
    with pytest.raises(rules.MergeMovedOnError):
        rules.check_undoable(UNTIL, UNTIL, untouched=False)


people = st.sets(st.integers(0, 9))


@given(supports=st.dictionaries(st.integers(0, 4), people, max_size=5), writers=people, took_back=people)
def test_each_counts_once_and_undoing_gives_all_back_but_what_was_taken_back(supports, writers, took_back):
    united = rules.union(supports, writers)
    everyone = set().union(*supports.values())
    assert united == everyone - writers
    carried = united - took_back
    for given_ in supports.values():
        gone = rules.withdrawn(given_, carried, writers)
        assert gone == (given_ & took_back) - writers
        assert (given_ - gone) | gone == given_
