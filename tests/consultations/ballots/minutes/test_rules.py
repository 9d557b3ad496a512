"""Minutes add up whatever the numbers, and whoever changes one of them is found out."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.ballots.minutes.rules import (
    COLUMNS,
    Annulled,
    DoesNotAddUpError,
    Line,
    Minutes,
    NotSignedError,
    Option,
    Removed,
    Signature,
    Urn,
    Way,
    check,
    lines,
    publishes_votes,
    received,
    table,
    tenths_of_percent,
)
from consultations.ballots.rules import Channel
from consultations.measures.statistics.shares import Share

AT = datetime(2026, 11, 20, 18, tzinfo=UTC)
LOUISE = Signature("Louise Amsel", "présidente du bureau", AT)
MEHDI = Signature("Mehdi Kern", "scrutateur", AT)


def way(channel, *, urn, set_aside=0, void=(0, 0, 0), batch="") -> Way:
    voted = urn + sum(void)
    return Way(channel, set_aside + voted, voted, urn, set_aside, *void, batch)


def drawn_up(ways, *, blank=0, annulled=(), options=(), **more) -> Minutes:
    found = sum(one.into_urn for one in ways)
    spoilt = sum(one.votes for one in annulled)
    return Minutes(
        title="Budget participatif",
        question="Quels projets ?",
        opened=AT,
        closed=AT,
        ways=ways,
        urn=Urn(found, blank, spoilt, found - blank - spoilt),
        annulled=annulled,
        options=options,
        **{
            "registered": None,
            "most": 1,
            "closed_by": (LOUISE, MEHDI),
            "signed_by": (LOUISE, MEHDI),
            "options_hash": "ab" * 32,
            "version": "1.0",
            "drawn_up": date(2026, 11, 21),
            "least": 5,
            **more,
        },
    )


numbers = st.integers(0, 60)
ways = st.lists(
    st.builds(
        lambda channel, urn, aside, *void: way(channel, urn=urn, set_aside=aside, void=void),
        st.sampled_from(Channel),
        numbers,
        numbers,
        numbers,
        numbers,
        numbers,
    ),
    max_size=6,
)


@st.composite
def any_minutes(draw) -> Minutes:
    told = draw(ways)
    found = sum(one.into_urn for one in told)
    blank = draw(st.integers(0, found))
    spoilt = draw(st.integers(0, found - blank))
    valid = found - blank - spoilt
    options = draw(st.integers(1, 4))
    most = draw(st.integers(1, options))
    named = [0] * options
    for vote in range(valid):
        for choice in range(1 + vote % most):
            named[(vote + choice) % options] += 1
    return drawn_up(
        told,
        blank=blank,
        annulled=[Annulled("carte d’un autre", spoilt)] if spoilt else [],
        options=[Option(at + 1, f"{at}", votes) for at, votes in enumerate(named)],
        most=most,
        registered=draw(
            st.none() | st.integers(0, 300).map(lambda more: more + sum(one.voted for one in told))
        ),
    )


@given(any_minutes())
@settings(max_examples=60)
def test_minutes_add_up_whatever_the_numbers(minutes):
    check(minutes)
    *told, last = table(minutes)
    for column in COLUMNS:
        assert sum(line[column] for line in told) == last[column]
    for line in (*told, last):
        assert line["received"] == line["set_aside"] + line["voted"]
        assert line["voted"] == line["spoiled"] + line["over_voted"] + line["unreadable"] + line["into_urn"]
    assert last["into_urn"] == minutes.urn.blank + minutes.urn.annulled + minutes.urn.valid


@given(
    any_minutes(), st.sampled_from([*COLUMNS, "found", "blank", "annulled", "valid", "reasons"]), st.data()
)
@settings(max_examples=80)
def test_no_number_can_be_changed_alone(minutes, what, data):
    by = data.draw(st.sampled_from([-1, 1, 7]))
    if what == "reasons":
        wrong = replace(minutes, annulled=[*minutes.annulled, Annulled("encore un", by)])
    elif what in COLUMNS:
        if not minutes.ways:
            return
        at = data.draw(st.integers(0, len(minutes.ways) - 1))
        changed = list(minutes.ways)
        changed[at] = replace(changed[at], **{what: getattr(changed[at], what) + by})
        wrong = replace(minutes, ways=changed)
    else:
        wrong = replace(minutes, urn=replace(minutes.urn, **{what: getattr(minutes.urn, what) + by}))
    with pytest.raises(DoesNotAddUpError):
        check(wrong)


@given(ways, st.integers(3, 30))
@settings(max_examples=80)
def test_no_line_says_whose_paper_was_void(told, least):
    shown = lines(told, least)
    assert sorted(map(id, told)) == sorted(id(one) for line in shown for one in line.ways)
    whole = sum(one.received for one in told)
    for line in shown:
        assert line.counts["received"] in (0, whole) or line.counts["received"] >= least


WEB = way(Channel.WEB, urn=412)
COUNTER = way(Channel.ASSISTED, urn=2, void=(1, 0, 0))
FIRST, SECOND = (
    way(Channel.PAPER, urn=40, set_aside=3, void=(1, 2, 1), batch="1"),
    way(Channel.PAPER, urn=6, batch="2"),
)
EMPTY = way(Channel.CODE, urn=0)


@pytest.mark.parametrize(
    ("told", "least", "expected"),
    [
        ([WEB, FIRST], 5, [[WEB], [FIRST]]),
        ([WEB, COUNTER, FIRST], 5, [[WEB], [COUNTER, FIRST]]),  # with the smallest of the others
        ([WEB, COUNTER, SECOND], 8, [[WEB], [COUNTER, SECOND]]),  # together they are enough
        ([WEB, EMPTY, FIRST], 5, [[WEB], [EMPTY], [FIRST]]),
        ([COUNTER, EMPTY], 5, [[EMPTY], [COUNTER]]),  # the whole is no secret
        ([], 5, []),
    ],
)
def test_ways_of_a_few_are_told_together(told, least, expected):
    assert lines(told, least) == [Line(tuple(one)) for one in expected]


BENCHES = Option(1, "Des bancs", 260, cost_minor=650_000, won=True)
SHELTER = Option(2, "Un abri", 190, withdrawn=True)


@pytest.mark.parametrize(
    ("options", "most", "points", "right"),
    [
        ([replace(BENCHES, votes=260), replace(SHELTER, votes=140)], 1, None, True),
        ([replace(BENCHES, votes=260), replace(SHELTER, votes=141)], 1, None, False),  # one vote twice
        ([replace(BENCHES, votes=260), replace(SHELTER, votes=139)], 1, None, False),  # one vote lost
        ([BENCHES, SHELTER], 2, None, True),
        ([replace(BENCHES, votes=401), SHELTER], 2, None, False),  # more than there are
        ([replace(BENCHES, points=900), replace(SHELTER, points=700)], 2, 4, True),
        ([replace(BENCHES, points=900), replace(SHELTER, points=701)], 2, 4, False),
        ([replace(BENCHES, points=0), replace(SHELTER, points=449)], 2, 4, False),  # a choice without a point
    ],
)
def test_what_options_received_fits_the_valid_votes(options, most, points, right):
    minutes = drawn_up([way(Channel.WEB, urn=412)], blank=12, options=options, most=most, points=points)
    if right:
        check(minutes)
    else:
        with pytest.raises(DoesNotAddUpError):
            check(minutes)


@pytest.mark.parametrize("people", [(), (LOUISE,), (LOUISE, replace(LOUISE, capacity="maire"))])
def test_two_people_close_and_sign(people):
    for what in ("closed_by", "signed_by"):
        with pytest.raises(NotSignedError):
            check(drawn_up([], **{what: people}))
    check(drawn_up([]))


def test_turnout_is_of_those_registered_if_anybody_knows_them():
    assert drawn_up([WEB]).turnout is None
    assert drawn_up([WEB, FIRST], registered=1_000).turnout == Share(456, 1_000)
    assert drawn_up([], registered=0).turnout == Share(0, 0)
    with pytest.raises(DoesNotAddUpError, match="412 voted of 411 registered"):
        check(drawn_up([WEB], registered=411, options=[Option(1, "a", 412)]))


@pytest.mark.parametrize(
    ("count", "of", "told"),
    [
        (0, 0, None),
        (0, 7, 0),
        (7, 7, 10_000),
        (1, 3, 3_330),
        (1, 16, 630),  # 6.25 %, half up
        (1, 40_000, 10),  # somebody did
        (39_999, 40_000, 9_990),  # somebody did not
    ],
)
def test_per_cents_are_told_to_a_tenth_and_never_say_all_or_nothing_of_some(count, of, told):
    assert tenths_of_percent(Share(count, of)) == told


def test_of_few_voters_the_minutes_alone_are_published():
    online, paper = way(Channel.WEB, urn=19), way(Channel.PAPER, urn=0, void=(1, 0, 0))
    assert not publishes_votes(drawn_up([online], least=20))
    assert publishes_votes(drawn_up([online, paper], least=20))


def test_a_removed_batch_is_in_no_sum():
    told = drawn_up([WEB], removed=[Removed("3", 40, "comptée deux fois")], options=[Option(1, "a", 412)])
    check(told)
    assert told.sums["received"] == 412


def test_tables_for_a_spreadsheet_name_each_way_and_option():
    minutes = drawn_up([WEB, COUNTER, FIRST], options=[BENCHES, SHELTER], most=2)
    assert [line["way"] for line in table(minutes)] == ["web", "assisted + paper 1", "total"]
    assert [row["withdrawn"] for row in received(minutes)] == [False, True]
