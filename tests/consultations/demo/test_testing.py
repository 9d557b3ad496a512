"""What the demo tells of tests names what is there by then, happens through the services, and is kept."""

import msgspec
from sqlmodel import col, select

from consultations.actions.models import Action, Evidence
from consultations.actions.rules import ActionState, ThemeKind
from consultations.actions.themes import add_theme
from consultations.demo import catalogue, panels, testing
from consultations.measures.statistics.axes import Axis
from consultations.observatory.queries import kept
from consultations.services.service import add_service
from consultations.testing.invariants import INVARIANTS
from consultations.testing.models import Sitting
from consultations.testing.rules.findings import FindingState
from okote.platform import clock
from okote.platform.checks import violations
from tests.consultations.demo.test_story import Telling

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


def test_what_is_accepted_is_decided_after_it_and_done_where_it_is_told_so():
    promised = [(one, met) for one in TOLD.campaigns for met in one.findings if met.kept is not None]
    for one, met in promised:
        told = met.kept
        assert met.answer is FindingState.ACCEPTED
        assert one.published < told.decided <= (told.begun or told.decided) <= (told.done or told.due)
        assert (told.done is None) == (told.after is None) == (not told.note)
    assert {met.kept.done is None for _, met in promised} == {True, False}
    assert any(met.kept.evidence for _, met in promised)


def test_testers_whom_one_can_sign_in_as_sit_on_the_panel_and_one_has_something_to_go_on_with():
    [panel] = [one for one in panels.read(SLUG).panels if one.name == TOLD.panel]
    assert TOLD.known == {one.name: one.who for one in panel.known}
    [left] = [one for one in TOLD.campaigns if one.left]
    assert left.opens < 0 < left.closes
    assert set(left.left) <= TOLD.known.keys()


async def test_what_testers_found_ends_as_it_is_told(house):
    """The letter before, tried by five: what they stumbled on is answered, carried out and shown."""
    async with house.database.reading() as db:
        now = await db.now()
    telling = Telling(house, now)
    lea, marc = [await telling.somebody(SLUG, name) for name in ("lea", "marc")]
    telling.people |= {"samira": lea, "claire": marc}
    async with house.database.unit_of_work() as db:
        service = await add_service(db, "Accueil et démarches", "accueil@trois-rives.example", by=lea)
        await add_theme(db, ThemeKind.WORKSTREAM, TOLD.sorted_under, 1, by=lea)
    campaign = msgspec.structs.replace(TOLD.campaigns[0], levels=TOLD.campaigns[0].levels[:5])
    procedure = catalogue.read(SLUG).procedures[0]
    told = catalogue.CatalogueTold(
        "lea", [msgspec.structs.replace(procedure, versions=procedure.versions[:1])]
    )
    [panel] = [one for one in panels.read(SLUG).panels if one.name == TOLD.panel]
    moments = [
        *catalogue.Catalogue(telling, SLUG, told, {procedure.service: service.id}).moments(),
        *panels.Recruiting(
            telling, SLUG, msgspec.structs.replace(panels.read(SLUG), panels=[panel])
        ).moments(),
        *testing.Tests(telling, SLUG, msgspec.structs.replace(TOLD, campaigns=[campaign])).moments(),
    ]
    for at, tell in sorted(moments, key=lambda moment: moment[0]):
        async with house.database.unit_of_work() as db:
            await clock.set_offset(db, at - now)
        await tell()
    async with house.database.reading() as db:
        assert await violations(db, INVARIANTS) == []
        assert len((await db.exec(select(Sitting).order_by(col(Sitting.id)))).all()) == 5
        heard = [one.action for one in (await kept(db, lea.territory.id, 1)).rows]
        actions = (await db.exec(select(Action).order_by(col(Action.number)))).all()
        shown = {
            one.action_id: one.title for one in await db.exec(select(Evidence).order_by(col(Evidence.id)))
        }
    promised = {met.kept.action: met.kept for met in campaign.findings if met.kept}
    assert {one.title for one in actions} == promised.keys()
    assert {one.id for one in heard} == {one.id for one in actions}
    for one in actions:
        told = promised[one.title]
        assert one.state is ActionState.DONE
        assert (one.before_value, one.after_value) == (told.before[0], told.after[0])
        assert shown.get(one.id) == next(iter(told.evidence), None)
