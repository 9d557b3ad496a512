"""What the demo tells of tests names procedures, versions and a panel that are there by then."""

from consultations.demo import catalogue, panels, testing
from consultations.measures.statistics.axes import Axis

SLUG = "trois-rives"
TOLD = testing.read(SLUG)


def test_it_is_told_of_versions_that_were_cleared_by_then():
    known = {one.name: one.versions for one in catalogue.read(SLUG).procedures}
    for one in TOLD.campaigns:
        version = known[one.procedure][one.version - 1]
        assert version.cleared or version.published is not None
        assert (version.on if version.cleared else version.published) < one.opens < one.closes
    assert testing.read("nowhere") is None


def test_a_panel_tries_them_that_has_sat_down():
    [panel] = [one for one in panels.read(SLUG).panels if one.name == TOLD.panel]
    assert panel.kind == "testers"
    assert panel.sits.seated < min(one.opens for one in TOLD.campaigns)
    for one in TOLD.campaigns:
        assert len(one.levels) <= panel.seats
        assert all(len(levels) == len(Axis) for levels in one.levels)
        assert all(len(outcomes) == len(one.tasks) for outcomes in one.outcomes)
        assert all(place < len(one.levels) for met in one.findings for place in met.by)


def test_one_is_published_after_the_other_and_one_goes_on():
    before, after, running = TOLD.campaigns
    assert before.title == after.before
    assert before.closes < before.published < after.opens < after.closes < after.published < 0
    assert running.opens < 0 < running.closes
    assert {met.answer is None for met in after.findings} == {True, False}
