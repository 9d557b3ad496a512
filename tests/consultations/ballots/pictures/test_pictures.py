"""Pictures of a vote: what is drawn is as long as it counts, and said in words and in a table besides."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.ballots.minutes.rules import Minutes, Option, Urn, Way, check
from consultations.ballots.pictures.money import Compared, Covered, Reached, Spent
from consultations.ballots.pictures.options import Received
from consultations.ballots.pictures.samples import MINUTES, OPTIONS, VALUES
from consultations.ballots.pictures.stack import Part, Stack
from consultations.ballots.pictures.turnout import Place, Places, Turnout
from consultations.ballots.rules import Channel
from consultations.ballots.words import CHANNELS
from consultations.measures.statistics.shares import Share
from payments.money import Money
from tests.consultations.measures.test_pictures import cells
from tests.okote.web.test_components import Elements

IMPORTS = (
    '{% from "consultations/ballots/minutes/minutes.html" import minutes %}'
    '{% from "consultations/ballots/pictures/money.html" import budget, compared, covered, reached %}'
    '{% from "consultations/ballots/pictures/received.html" import received %}'
    '{% from "consultations/ballots/pictures/turnout.html" import by_channel, by_place %}'
)


def words(html: str) -> str:
    """All that is written; drawings hold no words."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").split())


sizes = st.lists(st.integers(0, 10**9), max_size=8)


@given(sizes, st.integers(0, 10**10))
@settings(max_examples=60)
def test_parts_lie_end_to_end_and_none_is_longer_than_it_is(found, whole):
    segments = list(Stack([Part(size, size, "full") for size in found], whole).segments)
    length = max(whole, sum(found), 1)
    at = 0.0
    for segment in segments:
        x, width = (float(one.rstrip("%")) for one in (segment.x, segment.width))
        assert x == pytest.approx(at)
        assert width == pytest.approx(100 * segment.part.size / length, abs=0.011)
        at += width
    assert at <= 100.001
    assert [one.part.what for one in segments] == [size for size in found if size]


counts = st.lists(st.tuples(st.integers(0, 500), st.booleans()), min_size=1, max_size=40)


@given(counts, st.integers(1, 30))
@settings(max_examples=60)
def test_every_option_is_drawn_once_and_those_with_most_first(found, drawn):
    options = [Option(at + 1, f"{at}", votes, won=won) for at, (votes, won) in enumerate(found)]
    received = Received(options, drawn=drawn)
    rows = list(received.rows)
    assert [*[row.option for row in rows], *received.rest] == list(received.ordered)
    assert sorted(received.ordered, key=lambda one: one.position) == options
    assert [one.votes for one in received.ordered] == sorted((votes for votes, _ in found), reverse=True)
    assert rows[0].width in ("100.00%", "0.00%")
    won = sum(one.won for one in options)
    assert (received.won_bars.count("z"), received.other_bars.count("z")) == (won, len(options) - won)
    assert received.won_marks.count("M") == won
    assert received.rest_won == sum(one.won for one in received.rest)


def test_points_are_drawn_where_the_rule_counts_points():
    options = [Option(1, "a", votes=9, points=9), Option(2, "b", votes=4, points=12)]
    assert [row.option.title for row in Received(options, by_points=True).rows] == ["b", "a"]
    assert [row.score for row in Received(options).rows] == [9, 4]


def test_a_hundred_and_fifty_options_stay_light_and_none_is_lost(show):
    many = [
        Option(at, f"Project {at}", 1000 - at, cost_minor=100_000, won=at % 3 == 0) for at in range(1, 151)
    ]
    source = IMPORTS + '{{ received("Votes", drawn, [], ("Funded", "Not funded"), further="/en/all") }}'
    shown = show(source, drawn=Received(many))
    assert len(Elements(shown).found) <= 450
    assert "125 further options received as many or fewer. 42 of them won." in words(shown)
    assert 'href="/en/all"' in shown
    assert cells(shown)[3] == ["Project 3", "997 votes", "€1,000", "Funded"]


def test_winners_are_told_by_a_word_and_a_pattern_and_withdrawn_ones_too(show):
    source = IMPORTS + '{{ received("Votes", drawn, [], ("Funded", "Not funded")) }}'
    shown = show(source, drawn=Received(OPTIONS))
    assert [row[3] for row in cells(shown)[1:]].count("Funded") == shown.count("url(#votes-full)") == 4
    assert shown.count("url(#votes-lost)") == 3
    assert "Withdrawn before the end" in shown
    assert "further" not in shown
    plain = show(source, drawn=Received([Option(1, "Yes", 1, won=True)]))
    assert cells(plain)[1] == ["Yes", "1 vote", "Funded"]


def test_turnout_is_told_by_way_and_of_those_registered(show):
    source = IMPORTS + '{{ by_channel("Who voted", drawn, channels) }}'
    shown = show(source, drawn=Turnout(MINUTES), channels=CHANNELS)
    assert "766 people voted out of 3,240 registered: 23.6%." in words(shown)
    assert cells(shown)[1:] == [
        ["Online", "611"],
        ["With a code received by letter", "84"],
        ["At the counter, with help + On paper batch 1", "71"],
        ["All who voted", "766"],
        ["Registered, and did not vote", "2,474"],
    ]
    open_roll = show(source, drawn=Turnout(replace(MINUTES, registered=None)), channels=CHANNELS)
    assert "No list says who may vote, so there is no turnout." in words(open_roll)
    assert "did not vote" not in open_roll
    assert "%." not in words(open_roll)


NOBODY = replace(
    MINUTES,
    ways=[Way(channel, 0, 0, 0) for channel in Channel],
    urn=Urn(0, 0, 0, 0),
    annulled=(),
    removed=(),
    options=[replace(one, votes=0, won=False) for one in OPTIONS],
)


@pytest.mark.parametrize(
    ("registered", "said"),
    [
        (3_240, "0 people voted out of 3,240 registered: 0%."),
        (0, "Nobody is registered for this vote."),
        (None, "0 people voted. No list says who may vote, so there is no turnout."),
    ],
)
def test_where_nobody_voted_all_pictures_say_so(show, registered, said):
    minutes = replace(NOBODY, registered=registered)
    check(minutes)
    source = IMPORTS + (
        '{{ by_channel("Who", drawn, channels) }}{{ minutes(told, channels, [], []) }}'
        '{{ received("Votes", votes, [], ("Funded", "Not funded")) }}'
    )
    shown = show(
        source, drawn=Turnout(minutes), told=minutes, channels=CHANNELS, votes=Received(minutes.options)
    )
    assert words(shown).count(said) == 2
    assert "No option won." in words(shown)


places = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=7)


@given(places, st.integers(3, 12), st.booleans())
@settings(max_examples=100)
def test_no_place_tells_what_a_few_people_did_not_even_by_a_sum(found, least, listed):
    told = [
        Place(f"{at}", voted, voted + absent if listed else None) for at, (voted, absent) in enumerate(found)
    ]
    drawn = Places(told, least)
    kept = drawn.hidden
    measures = [lambda one: one.voted]
    if listed:
        measures += [lambda one: one.registered, lambda one: one.registered - one.voted]
    for measure in measures:
        assert all(measure(one) == 0 or measure(one) >= least for one in told if one.name not in kept)
        together = sum(measure(one) for one in told if one.name in kept)
        assert (
            together == 0
            or together >= least
            or all(measure(one) == 0 for one in told if one.name not in kept)
        )


def test_hidden_places_say_so_and_show_no_number(show):
    source = IMPORTS + '{{ by_place("Turnout", drawn) }}'
    told = cells(show(source, drawn=VALUES["places"]))
    assert told[1] == ["Rivemont", "388", "1,510", "25.7%"]
    assert [row[1] for row in told[3:]] == [
        "Not told: too few people, or their number could be worked out."
    ] * 2
    unlisted = Places([Place("Rivemont", 388), Place("Les Moulins", 137)], 5)
    assert cells(show(source, drawn=unlisted))[1:] == [["Rivemont", "388"], ["Les Moulins", "137"]]


amounts = st.integers(1, 10**9)


@given(amounts, amounts)
@settings(max_examples=40)
def test_what_was_paid_and_what_is_missing_make_the_cost(cost, other):
    part = Money(min(cost, other))
    won = Covered(Money(cost), supporters=9, alike=4, each=Money(1), alike_paid=part)
    lost = Covered(Money(cost), supporters=9, left=part)
    for one in (won, lost):
        assert sum(amount.minor for _, amount, _ in one.parts) == cost
        assert sum(segment.part.size for segment in one.stack.segments) == cost


def test_one_project_is_told_by_who_paid_or_what_was_missing(show):
    source = IMPORTS + '{{ covered("A garden", drawn, ["Because."]) }}'
    assert words(show(source, drawn=VALUES["won"])) == (
        "A garden Because. Paid by 371 supporters: €46.10 each €17,103.10 "
        "Paid by 41 supporters who had less left €1,396.90 Cost of the project €18,500"
    )
    assert words(show(source, drawn=VALUES["lost"])) == (
        "A garden Because. Left to its 298 supporters €11,902.40 "
        "Missing €30,097.60 Cost of the project €42,000"
    )
    free = show(source, drawn=Covered(Money(0), supporters=3))
    assert words(free) == "A garden Because."


@pytest.mark.parametrize(("winners", "apart"), [(0, 0), (5, 5), (13, 13), (14, 12), (40, 12)])
def test_the_whole_budget_is_told_with_what_is_left(show, winners, apart):
    spent = Spent(Money.of(1_000), [(f"Project {at}", Money.of(at + 1)) for at in range(winners)])
    assert (len(spent.dearest), spent.others) == (apart, winners - apart)
    rows = cells(show(IMPORTS + '{{ budget("Money", spent) }}', spent=spent))
    assert rows[-1] == ["The whole budget", "€1,000"]
    amounts = [Money.of(row[1].strip("€").replace(",", "")).minor for row in rows[1:-1]]
    assert sum(amounts) == 100_000
    if not winners:
        assert "No project is funded" in show(IMPORTS + '{{ budget("Money", spent) }}', spent=spent)


def test_what_differs_from_the_other_rule_is_said_in_words(show):
    source = IMPORTS + '{{ compared("Compared", drawn) }}'
    shown = words(show(source, drawn=Compared(["a", "b", "c"], ["b", "d"])))
    assert "the list would not be the same." in shown
    assert "Only with the rule of this vote (2) a c Only if votes alone were counted (1) d" in shown
    assert "1 project is funded by both rules b" in shown
    same = words(show(source, drawn=Compared(["a"], ["a"])))
    assert "the list would be the same." in same
    assert "No project" not in same


def test_how_many_voters_got_something_is_told_of_both_rules(show):
    shown = show(IMPORTS + '{{ reached("Reached", drawn) }}', drawn=VALUES["reached"])
    assert "689 voters out of 745 see a project that they chose funded." in words(shown)
    assert cells(shown)[1:] == [
        ["The rule of this vote", "689 out of 74592.5%"],
        ["Votes alone", "521 out of 74569.9%"],
    ]
    assert VALUES["reached"].difference == 168
    assert "0 out of 0" in show(IMPORTS + '{{ reached("R", d) }}', d=Reached(Share(0, 0), Share(0, 0)))


def told(show, minutes: Minutes) -> str:
    return show(
        IMPORTS + "{{ minutes(told, channels, ['By most votes.'], []) }}", told=minutes, channels=CHANNELS
    )


def test_minutes_hold_all_that_the_press_needs(show):
    check(MINUTES)
    shown = told(show, MINUTES)
    said = words(shown)
    for text in (
        "766 people voted out of 3,240 registered: 23.6%.",
        "745 votes are valid, 14 blank, 5 void.",
        "4 options out of 7 won.",
        "Batch 2, 40 papers: Total compté différent du total annoncé par le bureau",
        "By most votes. No tie was met.",
        "Closed by Louise Amsel, présidente du bureau",
        MINUTES.options_hash,
        MINUTES.receipts.head,
        "Last of 38 links of the receipts (SHA-256)",
        "Okoté 1.0",
        "from 1 November 2026 at 00:00 to 15 November 2026 at 23:59",
    ):
        assert text in said
    assert shown.count("<caption>") == 4
    assert shown.count('scope="col"') == 2 + 8 + 2 + 3
    *_, whole = [row for row in cells(shown) if len(row) == 8]
    assert whole == ["All together", "770", "4", "766", "2", "2", "1", "761"]


def test_minutes_without_receipts_or_annulled_votes_say_less(show):
    said = words(told(show, replace(NOBODY, receipts=None)))
    assert "links" not in said
    assert "Taken out whole" not in said
    assert "Annulled votes 0" in said
    won = replace(MINUTES, options=[replace(one, won=one.position < 3) for one in OPTIONS])
    assert f"Won: {OPTIONS[0].title}, {OPTIONS[1].title}." in words(told(show, won))


def test_what_people_wrote_stays_words(show):
    planted = replace(OPTIONS[0], title="<script>alert(1)</script>")
    source = IMPORTS + '{{ received("Votes", drawn, [], ("a", "b")) }}{{ minutes(told, channels, [], []) }}'
    minutes = replace(MINUTES, options=[planted])
    shown = show(source, drawn=Received([planted]), told=minutes, channels=CHANNELS)
    assert "<script" not in shown
    assert len(re.findall("&lt;script&gt;", shown)) == 3
