"""What is taken, what is counted, and what may be told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from consultations.measures.statistics.axes import NOTHING, Answers, Axis
from consultations.procedures.rules import Channel
from consultations.ratings import rules
from consultations.ratings.rules import Help, Review, Slip, Tally, figures
from tests.consultations.ratings.conftest import given

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NOVEMBER = date(2026, 11, 1)


def test_a_slip_is_read_as_it_was_written():
    slip = Slip("abc", NOON, "n")
    assert Slip.read(slip.written()) == slip


@pytest.mark.parametrize(
    ("after", "refusal"),
    [
        (timedelta(seconds=-1), rules.SlipExpiredError),
        (timedelta(0), rules.TooQuickError),
        (rules.QUICKEST - timedelta(microseconds=1), rules.TooQuickError),
        (rules.QUICKEST, None),
        (rules.LONGEST, None),
        (rules.LONGEST + timedelta(microseconds=1), rules.SlipExpiredError),
    ],
)
def test_a_form_is_good_for_a_while(after, refusal):
    slip = Slip("abc", NOON, "n")
    if refusal is None:
        rules.check_slip(slip, "abc", NOON + after)
    else:
        with pytest.raises(refusal):
            rules.check_slip(slip, "abc", NOON + after)


@pytest.mark.parametrize("slip", [None, Slip("other", NOON, "n")])
def test_a_form_of_nobody_or_of_another_procedure_is_good_for_nothing(slip):
    with pytest.raises(rules.SlipExpiredError):
        rules.check_slip(slip, "abc", NOON + rules.QUICKEST)


def test_nobody_rates_what_is_no_longer_offered_or_another_way_of_it():
    rules.check_given(given(), [Channel.MAIL], retired=False)
    with pytest.raises(rules.NoLongerOfferedError):
        rules.check_given(given(), [Channel.MAIL], retired=True)
    with pytest.raises(rules.ChannelNotOfferedError):
        rules.check_given(given(), [Channel.PHONE], retired=False)


@pytest.mark.parametrize(
    ("within", "accepted", "waits"),
    [(20, 0, False), (21, 0, True), (21, 21, False), (22, 21, True), (21, 5, True)],
)
def test_an_hour_waits_where_it_is_larger_than_any_that_somebody_accepted(within, accepted, waits):
    assert rules.is_burst(within, accepted) is waits


@pytest.mark.parametrize(
    ("words", "verdict", "redacted", "told"),
    [
        ("Merci Anne", Review.SHOWN, "other", "Merci Anne"),
        ("Merci Anne", Review.REDACTED, "Merci", "Merci"),
        ("Merci Anne", Review.WITHHELD, "", ""),
        ("", Review.WITHHELD, "", ""),
    ],
)
def test_what_everyone_reads_is_what_was_decided(words, verdict, redacted, told):
    assert rules.reviewed_words(words, verdict, redacted) == told


def test_what_is_not_kept_is_not_shown_and_what_is_not_changed_is_not_redacted():
    with pytest.raises(rules.WordsGoneError):
        rules.reviewed_words("", Review.SHOWN, "")
    with pytest.raises(rules.NothingTakenOutError):
        rules.reviewed_words("Merci", Review.REDACTED, "Merci")


def tally(month, number, *, channel=Channel.MAIL, help_=Help.NONE, level=4):
    counts = tuple(number if one == level else 0 for one in range(1, 6))
    return Tally(month, channel, help_, dict.fromkeys(Axis, Answers(counts)))


def months_ago(number):
    return date(2026, 11 - number, 1)


def test_below_a_hundred_nothing_is_told_but_how_many_they_are():
    found = figures([tally(months_ago(1), 99)], NOVEMBER)
    assert (found.enough, found.number) == (False, 99)
    assert figures([tally(months_ago(1), 100)], NOVEMBER).enough


def test_the_month_that_is_under_way_is_in_no_sum():
    found = figures([tally(months_ago(1), 100), tally(NOVEMBER, 40, level=1)], NOVEMBER)
    assert (found.number, found.waiting) == (100, 40)
    assert found.axes[Axis.CLARITY].answers.counts == (0, 0, 0, 100, 0)
    assert [one.number for one in found.channels] == [100]


def test_small_channels_are_hidden_with_what_would_give_them_away():
    rows = [
        tally(months_ago(1), 100),
        tally(months_ago(1), 2, channel=Channel.PHONE),
        tally(months_ago(1), 30, channel=Channel.COUNTER),
    ]
    found = {one.channel: one for one in figures(rows, NOVEMBER).channels}
    assert found[Channel.PHONE].answers is None
    assert found[Channel.COUNTER].answers is None, "the total minus the others would tell the two"
    assert found[Channel.MAIL].answers is not None


def test_help_is_counted_of_those_who_looked_for_some():
    rows = [
        tally(months_ago(1), 100),
        tally(months_ago(1), 8, help_=Help.REACHED),
        tally(months_ago(1), 4, help_=Help.NOT_REACHED),
    ]
    found = figures(rows, NOVEMBER)
    assert (found.autonomy.count, found.autonomy.of) == (100, 112)
    assert (found.reached.count, found.reached.of) == (8, 12)
    few = figures([tally(months_ago(1), 100), tally(months_ago(1), 4, help_=Help.REACHED)], NOVEMBER)
    assert few.reached is None


TALLIES = st.lists(
    st.builds(
        tally,
        st.integers(0, 6).map(months_ago),
        st.integers(1, 60),
        channel=st.sampled_from(Channel),
        help_=st.sampled_from(Help),
        level=st.integers(1, 5),
    ),
    max_size=12,
)


@example(TALLIES)
def test_no_answer_is_lost_or_told_in_a_group_too_small(rows):
    found = figures(rows, NOVEMBER)
    assert found.number + found.waiting == sum(one.number for one in rows)
    assert sum(one.number for one in found.channels) == found.number
    apart = [one for one in found.channels if one.answers is not None]
    assert all(one.number >= rules.LEAST for one in apart)
    left = found.number - sum(one.number for one in apart)
    assert left == 0 or left >= rules.LEAST
    for axis in Axis:
        told = sum((one.answers[axis] for one in apart), NOTHING)
        assert all(a <= b for a, b in zip(told.counts, found.axes[axis].answers.counts, strict=True))
