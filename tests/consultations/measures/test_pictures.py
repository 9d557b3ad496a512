"""Pictures of a test: what is drawn lies where it should, and is said in words and in a table besides."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.measures.pictures.answers import Group, Spread, groups
from consultations.measures.pictures.change import Change
from consultations.measures.pictures.crowd import Crowd, Task
from consultations.measures.pictures.drawing import place
from consultations.measures.pictures.findings import Journey, Weights
from consultations.measures.pictures.trend import Trend
from consultations.measures.samples import CHANGED, FINDINGS, STEPS, VALUES
from consultations.measures.statistics.axes import Answers, Axis, Level
from consultations.measures.statistics.open_ratings import ENOUGH, evolution
from consultations.measures.statistics.pairs import Pairs
from consultations.measures.statistics.severity import Finding, Severity
from consultations.measures.statistics.shares import Share
from consultations.measures.statistics.tasks import Outcome, Outcomes
from consultations.measures.words import GRADES, OUTCOMES, QUESTIONS, SEVERITIES
from tests.okote.web.test_components import words


def drawn(path: str) -> list[tuple[float, float]]:
    """The dots of a path."""
    return [(float(x), float(y)) for x, y in re.findall(r"M([-\d.]+) ([-\d.]+)h\.01", path)]


shares = st.integers(0, 30).flatmap(lambda of: st.builds(Share, st.integers(0, of), st.just(of)))


@given(shares)
def test_there_is_one_dot_for_each_person_and_none_upon_another(share):
    crowd = Crowd(share)
    those, others = drawn(crowd.those), drawn(crowd.others)
    assert (len(those), len(others)) == (share.count, share.of - share.count)
    assert crowd.ticks.count("M") == share.count
    assert len({*those, *others}) == share.of
    assert all(0 < x < crowd.square.width and 0 < y < crowd.square.height for x, y in (*those, *others))


counts = st.tuples(*(st.integers(0, 12) for _ in Level))


@given(counts)
@settings(max_examples=50)
def test_each_answer_is_a_dot_over_its_level(given_):
    spread = Spread(Answers(given_))
    places = drawn(spread.content) + drawn(spread.others)
    assert [sum(20 * level <= x < 20 * (level + 1) for x, _ in places) for level in range(5)] == list(given_)
    assert len(set(places)) == sum(given_)
    assert all(0 < y < spread.floor < spread.height for _, y in places)
    assert {x // 20 for x, _ in drawn(spread.content)} <= {3, 4}


def test_the_mean_stands_under_the_level_that_it_equals():
    assert [place(Fraction(5, 2) * level) for level in range(5)] == [10, 30, 50, 70, 90]
    assert Spread(Answers((0, 0, 1, 0, 1))).mean.startswith("M70 ")


def test_of_nobody_there_is_no_mean_and_of_one_no_interval():
    assert Spread(Answers((0, 0, 0, 0, 0))).mean == ""
    assert Spread(Answers((0, 0, 0, 0, 1))).interval == ""
    assert Spread(Answers((0, 0, 0, 0, 1))).mean != ""


def heights(journey: Journey) -> list[float]:
    return [y for _, _, y in journey.numbers]


def test_the_line_sinks_where_testers_stumbled():
    journey = Journey(STEPS, FINDINGS, {1: Share(4, 9), 2: Share(9, 9), 3: Share(0, 0)})
    first, second, third, fourth, last = heights(journey)
    assert first == fourth == last < second < third
    assert [number for number, _, _ in journey.numbers] == [1, 2, 3, 4, 5]
    assert [x for _, x, _ in journey.numbers] == ["10%", "30%", "50%", "70%", "90%"]


def test_findings_hang_below_their_step_the_worst_first_and_none_is_lost():
    journey = Journey(STEPS, FINDINGS, {})
    assert [(mark.finding.number, mark.x) for mark in journey.marks] == [
        (1, "30%"),
        (3, "50%"),
        (2, "50%"),
        (4, "90%"),
    ]
    assert [one.number for one in journey.elsewhere] == [5]
    assert max(mark.y for mark in journey.marks) < journey.height


def test_findings_that_weigh_the_same_are_drawn_beside_one_another():
    alike = [Finding(number, "a", Severity.BLOCKING, Share(2, 9)) for number in (1, 2, 3)]
    worst, *others = Weights(alike).lanes
    assert worst.severity is Severity.BLOCKING
    assert len({(mark.x, mark.y) for mark in worst.marks}) == 3
    assert max(mark.y for mark in worst.marks) < worst.height
    assert all(not lane.marks and lane.height > 0 for lane in others)


@given(st.lists(st.tuples(st.sampled_from(Level), st.sampled_from(Level)), min_size=1, max_size=30))
@settings(max_examples=50)
def test_every_tester_is_in_one_line_from_before_to_after(answers):
    change = Change(Pairs(tuple(answers)))
    paths = list(change.paths)
    assert sum(path.count for path in paths) == len(answers)
    for way in ("better", "same", "worse"):
        assert sum(path.count for path in paths if path.way == way) == getattr(change.pairs, way)
    for path in paths:
        start, end = (float(y) for y in re.fullmatch(r"M0 ([\d.]+)L100 ([\d.]+)", path.d).groups())
        assert {"better": end < start, "same": end == start, "worse": end > start}[path.way]


IMPORTS = (
    '{% from "consultations/measures/pictures/crowd.html" import dots_of %}'
    '{% from "consultations/measures/pictures/spread.html" import answers, said_of %}'
    '{% from "consultations/measures/pictures/journey.html" import journey %}'
    '{% from "consultations/measures/pictures/weights.html" import weighed %}'
    '{% from "consultations/measures/pictures/change.html" import change %}'
    '{% from "consultations/measures/pictures/tasks.html" import tasks %}'
    '{% from "consultations/measures/pictures/trend.html" import trend %}'
)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (7, "7 testers out of 9 found the procedure simple."),
        (1, "1 tester out of 9 found the procedure simple."),
    ],
)
def test_how_many_is_said_before_it_is_drawn(show, count, said):
    source = IMPORTS + "{{ dots_of(crowd, said_of(question, crowd.share)) }}"
    shown = show(source, crowd=Crowd(Share(count, 9)), question=QUESTIONS[Axis.SIMPLICITY])
    assert words(shown) == said


ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)


def cells(html: str) -> list[list[str]]:
    """The rows of its tables, as words."""
    return [
        [" ".join(re.sub("<[^>]+>", "", cell).split()) for cell in CELL.findall(row)]
        for row in ROW.findall(html)
    ]


def test_answers_are_in_a_table_too_and_those_of_a_few_in_none(show):
    few = {"At the counter": Answers((0, 1, 0, 0, 1)), "By telephone": Answers((0, 0, 0, 0, 1))}
    told = groups("All", {"Online": Answers((0, 0, 1, 4, 1)), **few}, least=3)
    source = IMPORTS + '{{ answers("Simplicity", question, groups, csv="/en/answers.csv") }}'
    shown = show(source, question=QUESTIONS[Axis.SIMPLICITY], groups=told)

    _, everyone, online, counter, _ = cells(shown)
    assert everyone == ["All", "0", "1", "1", "4", "3", "7.5", "5 to 8.9"]
    assert online == ["Online", "0", "0", "1", "4", "1", "7.5", "4.4 to 8.9"]
    assert counter == ["At the counter", "Too few to be told apart: their answers count among all."]
    assert 'href="/en/answers.csv" download' in shown
    assert shown.count("<svg") == 2


def test_one_answer_has_a_mean_and_says_that_it_has_no_interval(show):
    source = IMPORTS + '{{ answers("Simplicity", question, groups) }}'
    alone = [Group("All", 1, Answers((0, 0, 0, 0, 1)))]
    shown = show(source, question=QUESTIONS[Axis.SIMPLICITY], groups=alone)
    assert cells(shown)[1][-2:] == ["10", "–none: too few answers"]
    assert "download" not in shown


def test_of_a_panel_that_is_too_small_nothing_is_told(show):
    source = IMPORTS + '{{ answers("Simplicity", question, groups) }}'
    told = groups("All", {"Online": Answers((0, 0, 1, 1, 0))}, least=3)
    shown = show(source, question=QUESTIONS[Axis.SIMPLICITY], groups=told)
    assert [one.answers for one in told] == [None, None]
    assert [one.number for one in told] == [2, 2]
    assert "<svg" not in shown
    assert "found the procedure simple" not in shown


outcomes = st.builds(Outcomes, *(st.integers(0, 8) for _ in Outcome))


@given(outcomes)
@settings(max_examples=50)
def test_each_outcome_of_a_task_has_a_form_of_its_own(outcomes):
    task = Task("Send", outcomes)
    managed, gave_up, untried = drawn(task.full), drawn(task.rings), drawn(task.specks)
    assert len(managed) == outcomes.done + outcomes.helped
    assert (len(gave_up), len(untried)) == (outcomes.abandoned, outcomes.not_tried)
    assert len({*managed, *gave_up, *untried}) == task.square.people
    assert task.signs.count("l6.5 -8") == outcomes.done
    assert task.signs.count("v10") == outcomes.helped
    assert task.crosses.count("l-8 8") == outcomes.abandoned


def test_a_task_is_told_with_its_interval_out_of_those_who_tried(show):
    source = IMPORTS + '{{ tasks("Tasks", all, outcomes) }}'
    told = [Task("Send", Outcomes(4, 1, 0, 2)), Task("Pay", Outcomes(1, 0, 0, 6))]
    shown = show(source, all=told, outcomes=OUTCOMES)
    assert "4 testers out of 5 managed alone" in shown
    assert cells(shown)[1] == ["Send", "4", "1", "0", "2", "4 out of 5", "36% to 98%"]
    assert cells(shown)[2] == ["Pay", "1", "0", "0", "6", "1 out of 1", "–none: too few answers"]


def test_a_journey_lists_its_steps_with_what_hangs_from_them(show):
    source = IMPORTS + '{{ journey("Canteen", drawn, severities) }}'
    shown = show(source, drawn=VALUES["journey"], severities=SEVERITIES)
    assert "Testers stumbled on 5 things along the way." in shown
    assert shown.count("Nobody stumbled here.") == 2
    assert all(shown.count(finding.title) == 1 for finding in FINDINGS)
    assert cells(shown)[2] == ["Remplir le formulaire", "4 out of 9"]
    nothing = show(source, drawn=Journey(STEPS, (), {}), severities=SEVERITIES)
    assert "Testers stumbled on nothing along the way." in nothing
    assert "Along the whole way" not in nothing


def test_what_is_worst_is_named_first(show):
    source = IMPORTS + '{{ weighed("Worst", drawn, severities) }}'
    shown = show(source, drawn=Weights(FINDINGS), severities=SEVERITIES)
    assert f"What to mend first: {FINDINGS[0].title} (4 testers out of 9)." in shown
    assert [row[0][-len(FINDINGS[0].title) :] for row in cells(shown)[1:2]] == [FINDINGS[0].title]
    assert [row[-1] for row in cells(shown)[1:]] == [f"{count} out of 9" for count in (4, 2, 6, 7, 5)]


def test_where_nobody_stumbled_nothing_is_weighed(show):
    shown = show(
        IMPORTS + '{{ weighed("Worst", drawn, severities) }}', drawn=Weights(()), severities=SEVERITIES
    )
    assert "Testers stumbled on nothing along the way." in shown
    assert "<svg" not in shown


def test_before_and_after_are_told_of_the_same_testers(show):
    source = IMPORTS + '{{ change("Change", question, drawn) }}'
    shown = show(source, question=QUESTIONS[Axis.SIMPLICITY], drawn=Change(CHANGED))
    assert "7 testers out of 9 are more content than before, 1 as much, 1 less." in shown
    assert cells(shown)[1] == ["very complicated", "1", "0"]
    assert cells(shown)[-1] == ["Mean out of 10", "3.6", "7.2"]
    assert "Mean difference: +3.6 (-0.6 to 5.9)" in shown


def months(*counts):
    return evolution({date(2026, month, 1): Answers(one) for month, one in enumerate(counts, 1)}, least=5)


def test_below_a_hundred_answers_there_is_neither_grade_nor_mean_nor_drawing(show):
    source = IMPORTS + '{{ trend("Clarity", drawn, grades, enough) }}'
    shown = show(source, drawn=Trend(months((0, 0, 0, 0, 99))), grades=GRADES, enough=ENOUGH)
    assert "Not enough answers yet." in shown
    assert "99 answers so far; a result is told from 100 on." in shown
    for absent in ("<svg", "10", "very good", "tag"):
        assert absent not in shown.replace("100", "")
    assert "0 answers so far" in show(source, drawn=Trend(months()), grades=GRADES, enough=ENOUGH)


def test_from_a_hundred_answers_on_there_are_all_three_and_every_period(show):
    source = IMPORTS + '{{ trend("Clarity", drawn, grades, enough) }}'
    drawn = Trend(months((0, 0, 0, 50, 0), (0, 0, 1, 0, 0), (0, 0, 1, 0, 48)))
    shown = show(source, drawn=drawn, grades=GRADES, enough=ENOUGH)
    assert "100 answers, 8.7 out of 10 on average." in shown
    assert "very good" in shown
    assert cells(shown)[1:] == [["January 2026", "50", "7.5"], ["February 2026 to March 2026", "50", "9.8"]]


def test_a_trend_has_its_periods_in_the_middle_of_their_months_and_better_ones_above():
    drawn_ = Trend(months((0, 0, 0, 5, 0), (0, 0, 1, 0, 0), (0, 0, 0, 0, 8)))
    (first, lower), (second, higher) = drawn(drawn_.stops)
    assert (first, second) == (pytest.approx(16.67), pytest.approx(66.67))
    assert higher < drawn_.thresholds[8] < lower < drawn_.thresholds[5] < drawn_.height


def test_what_testers_wrote_stays_words(show):
    planted = replace(FINDINGS[0], title="<script>alert(1)</script>")
    source = IMPORTS + '{{ weighed("Worst", drawn, severities) }}{{ journey("Way", way, severities) }}'
    shown = show(source, drawn=Weights([planted]), way=Journey(STEPS, [planted], {}), severities=SEVERITIES)
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 3
