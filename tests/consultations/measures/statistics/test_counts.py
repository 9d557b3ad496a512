"""Sheets, tasks, help, pairs and findings: what is counted, and what is left out of it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.measures.statistics import sus
from consultations.measures.statistics.axes import Answers, Level
from consultations.measures.statistics.means import Interval
from consultations.measures.statistics.pairs import Pairs, lines, paired
from consultations.measures.statistics.seeking import Source, seeking
from consultations.measures.statistics.severity import Finding, Severity, worst_first
from consultations.measures.statistics.shares import Share
from consultations.measures.statistics.tasks import Outcome, Outcomes

SHEET = (5, 1, 5, 1, 5, 1, 5, 1, 5, 1)

levels = st.sampled_from(Level)


@given(st.lists(levels, max_size=30))
@settings(max_examples=50)
def test_answers_are_counted_and_read_back(given_):
    answers = Answers.of(given_)
    assert list(answers.levels) == sorted(given_)
    assert answers.number == len(given_)
    assert answers.favourable == Share(sum(level >= Level.GOOD for level in given_), len(given_))
    assert answers + answers == Answers.of([*given_, *given_])
    if given_:
        assert answers.mean == Fraction(5, 2) * sum(level - 1 for level in given_) / len(given_)


@pytest.mark.parametrize("counts", [(1, 2, 3), (1, 1, 1, 1, -1)])
def test_counts_that_are_none_are_refused(counts):
    with pytest.raises(ValueError, match="not a count"):
        Answers(counts)


def test_a_share_of_one_person_has_no_interval_and_more_than_all_is_none():
    assert Share(1, 1).interval is None
    assert Share(0, 0).percents is None
    with pytest.raises(ValueError, match="3 of 2"):
        Share(3, 2)


@given(st.integers(2, 200).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_of_a_share_holds_it_and_stays_a_share(pair):
    count, of = pair
    low, high = Share(count, of).interval
    assert 0 <= low < high <= 1
    assert low <= count / of <= high


@pytest.mark.parametrize("missing", range(10))
def test_a_sheet_with_one_answer_missing_has_no_score(missing):
    assert sus.score(SHEET) == 100
    assert sus.score([*SHEET[:missing], None, *SHEET[missing + 1 :]]) is None


@given(st.lists(st.integers(1, 5), min_size=10, max_size=10))
def test_a_score_is_in_steps_of_two_and_a_half_and_turns_with_the_answers(answers):
    score = sus.score(answers)
    assert 0 <= score <= 100
    assert score / Fraction(5, 2) % 1 == 0
    assert sus.score([6 - answer for answer in answers]) == 100 - score


@pytest.mark.parametrize("answers", [(), SHEET[:9], (*SHEET, 1), (0, *SHEET[1:]), (6, *SHEET[1:])])
def test_what_is_no_sheet_is_refused(answers):
    with pytest.raises(ValueError, match=r"answers|scale"):
        sus.score(answers)


def test_a_panel_has_the_mean_of_the_whole_sheets():
    scores = sus.Scores.of([SHEET, (3,) * 10, (*SHEET[:9], None)])
    assert scores.mean == 75
    assert scores.incomplete == 1
    assert scores.interval == Interval(Decimal("15.8"), Decimal("98.8"))
    assert sus.Scores.of([(None,) * 10]).mean is None
    assert sus.Scores.of([SHEET]).interval is None


def test_who_gave_up_has_failed_and_who_was_not_asked_has_not():
    outcomes = Outcomes.of([Outcome.DONE] * 4 + [Outcome.HELPED, Outcome.ABANDONED, Outcome.NOT_TRIED])
    assert outcomes == Outcomes(done=4, helped=1, abandoned=1, not_tried=1)
    assert outcomes.alone == Share(4, 6)
    assert outcomes.at_all == Share(5, 6)
    assert Outcomes.of([]).alone == Share(0, 0)


def test_help_is_reached_out_of_all_attempts_of_which_something_was_said():
    found = seeking(
        [
            {},
            {Source.COUNTER: True, Source.TELEPHONE: False},
            {Source.TELEPHONE: True},
            {Source.TELEPHONE: None},
        ]
    )
    assert found.people == 4
    assert found.asked == {Source.COUNTER: 1, Source.TELEPHONE: 3}
    assert found.reached == {Source.COUNTER: Share(1, 1), Source.TELEPHONE: Share(1, 2)}
    assert found.reachability == Share(2, 3)
    assert found.autonomy == Share(1, 4)


def test_only_who_answered_twice_is_compared():
    before = {"a": Level.POOR, "b": Level.GOOD, "c": Level.MIDDLING, "left": Level.WORST}
    after = {"a": Level.BEST, "b": Level.GOOD, "c": Level.POOR, "new": Level.BEST}
    pairs = paired(before, after)
    assert (pairs.number, pairs.better, pairs.same, pairs.worse) == (3, 1, 1, 1)
    assert pairs.difference == Fraction(5, 3)
    assert pairs.before == Answers((0, 1, 1, 1, 0))
    assert pairs.after == Answers((0, 1, 0, 1, 1))
    assert lines(pairs.answers)[Level.POOR, Level.BEST] == 1
    assert paired(before, {}).difference is None
    assert paired({"a": Level.POOR}, {"a": Level.GOOD}).interval is None


@pytest.mark.parametrize(
    ("pairs", "low", "high"),
    [
        ([(2, 4)] * 9, "0.7", "6.5"),  # nine of nine, two levels higher
        ([(3, 3)] * 9, "-2.9", "2.9"),
        ([(2, 3)] + [(2, 4)] * 5 + [(3, 3)] * 3, "-0.8", "5.3"),
    ],
)
def test_intervals_of_differences(pairs, low, high):
    found = Pairs(tuple((Level(before), Level(after)) for before, after in pairs))
    assert found.interval == Interval(Decimal(low), Decimal(high))


@given(st.dictionaries(st.integers(0, 40), st.tuples(levels, levels), min_size=2, max_size=30))
@settings(max_examples=30)
def test_a_difference_is_that_of_the_means_and_turns_with_before_and_after(people):
    before = {who: pair[0] for who, pair in people.items()}
    after = {who: pair[1] for who, pair in people.items()}
    there, back = paired(before, after), paired(after, before)
    assert there.difference == there.after.mean - there.before.mean == -back.difference
    assert there.better + there.same + there.worse == there.number == len(people)
    assert (there.better, there.worse) == (back.worse, back.better)
    assert sum(lines(there.answers).values()) == there.number
    assert -10 <= there.interval.low <= there.interval.high <= 10
    assert (there.interval.low, there.interval.high) == (-back.interval.high, -back.interval.low)


def test_what_stops_one_person_comes_before_what_annoys_all():
    findings = [
        Finding(1, "a", Severity.ANNOYING, Share(9, 9)),
        Finding(2, "b", Severity.BLOCKING, Share(1, 9)),
        Finding(3, "c", Severity.SLOWING, Share(4, 9)),
        Finding(4, "d", Severity.BLOCKING, Share(3, 9)),
        Finding(5, "e", Severity.SLOWING, Share(4, 9)),
    ]
    assert [one.number for one in worst_first(findings)] == [4, 2, 3, 5, 1]
