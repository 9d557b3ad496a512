"""Nobody reads too early, nobody reads of one person, and the service is heard before everyone reads."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.testing.rules.reading import (
    READING,
    Reader,
    Stage,
    StillGatheringError,
    StillReadingError,
    TextsUnreadError,
    Thing,
    TooFewAnswersError,
    check_handing_over,
    check_publishable,
    everyone_answered,
    may_read,
    published_from,
    reader,
    stage_of,
)

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)

READ = """
    organiser progress gathering    organiser written review
    organiser results reading       organiser reviewed reading     organiser reply reading
    service results reading         service reviewed reading       service reply reading
    elected results reading         elected reviewed published     elected reply published
    everyone results published      everyone reviewed published    everyone reply published
    tester results published        tester reviewed published      tester reply published
"""
"""Who reads what from which stage on: all of it, and nothing besides."""


def table():
    words = READ.split()
    for who, what, since in zip(words[::3], words[1::3], words[2::3], strict=True):
        yield (Reader(who), Thing(what)), Stage[since.upper()]


TABLE = dict(table())


@pytest.mark.parametrize(("who", "what"), list(product(Reader, Thing)))
def test_each_reads_what_the_table_says_from_when_it_says(who, what):
    since = TABLE.get((who, what))
    for stage in Stage:
        assert may_read(who, what, stage) == (since is not None and stage >= since)


def test_the_table_names_each_once():
    assert len(TABLE) == len(READ.split()) // 3


def test_only_organisers_ever_read_what_was_written_and_nobody_a_result_while_some_may_answer():
    assert {who for who, what in TABLE if what is Thing.WRITTEN} == {Reader.ORGANISER}
    for who in Reader:
        assert not may_read(who, Thing.WRITTEN, Stage.GATHERING)
        assert not may_read(who, Thing.RESULTS, Stage.REVIEW)


@pytest.mark.parametrize(
    ("capacities", "expected"),
    [
        ("", Reader.EVERYONE),
        ("tests_it", Reader.TESTER),
        ("organises", Reader.ORGANISER),
        ("organises tests_it", Reader.ORGANISER),
        ("organises elected", Reader.ELECTED),
        ("organises answers_for_it", Reader.SERVICE),
        ("elected answers_for_it", Reader.SERVICE),
        ("elected tests_it", Reader.ELECTED),
    ],
)
def test_who_has_several_capacities_reads_in_the_one_that_hides_most(capacities, expected):
    every = ("organises", "answers_for_it", "elected", "tests_it")
    assert reader(**{one: one in capacities.split() for one in every}) is expected


@pytest.mark.parametrize(
    ("expected", "complete", "all_have"), [(9, 8, False), (9, 9, True), (8, 9, True), (0, 0, False)]
)
def test_all_have_answered_once_nobody_on_the_panel_is_missing(expected, complete, all_have):
    assert everyone_answered(expected, complete) is all_have


def test_nothing_is_handed_over_before_all_is_read_of_enough_people():
    check_handing_over(Stage.REVIEW, complete=5, least=5, unread=0)
    with pytest.raises(StillGatheringError):
        check_handing_over(Stage.GATHERING, complete=9, least=5, unread=0)
    with pytest.raises(TooFewAnswersError):
        check_handing_over(Stage.REVIEW, complete=4, least=5, unread=0)
    with pytest.raises(TextsUnreadError):
        check_handing_over(Stage.REVIEW, complete=9, least=5, unread=1)


@pytest.mark.parametrize(
    ("replied", "begins"),
    [
        (None, AT + READING),
        (AT + DAY, AT + DAY),
        (AT + 30 * DAY, AT + READING),  # a late reply keeps nobody waiting
        (AT - DAY, AT),
    ],
)
def test_the_service_is_waited_for_as_long_as_it_may_read(replied, begins):
    assert published_from(AT, READING, replied) == begins
    check_publishable(begins, begins)
    with pytest.raises(StillReadingError) as refused:
        check_publishable(begins - INSTANT, begins)
    assert refused.value.parameters == {"until": begins}


CLOSES = AT + 10 * DAY


@pytest.mark.parametrize(
    ("at", "answered", "handed_over", "published", "expected"),
    [
        (AT - INSTANT, False, None, None, Stage.PLANNED),
        (AT, False, None, None, Stage.GATHERING),
        (AT, True, None, None, Stage.REVIEW),
        (CLOSES - INSTANT, False, None, None, Stage.GATHERING),
        (CLOSES, False, None, None, Stage.REVIEW),
        (CLOSES, False, CLOSES, None, Stage.READING),
        (CLOSES, False, CLOSES + INSTANT, None, Stage.REVIEW),
        (CLOSES + DAY, False, CLOSES, CLOSES + DAY, Stage.PUBLISHED),
        (CLOSES + DAY, False, CLOSES, CLOSES + 2 * DAY, Stage.READING),
    ],
)
def test_where_a_campaign_stands_follows_from_its_dates(at, answered, handed_over, published, expected):
    found = stage_of(
        at, opens=AT, closes=CLOSES, answered=answered, handed_over=handed_over, published=published
    )
    assert found is expected


days = st.integers(0, 30).map(lambda count: AT + count * DAY)


@given(days, days, days, days, st.booleans())
def test_time_never_takes_it_back(opens, closes, one, other, answered):
    handed_over, published = sorted([one, other])
    stages = [
        stage_of(
            AT + day * DAY,
            opens=opens,
            closes=closes,
            answered=answered,
            handed_over=handed_over,
            published=published,
        )
        for day in range(-1, 32)
    ]
    assert stages == sorted(stages)
    assert stages[-1] is Stage.PUBLISHED
