"""What the demo tells of procedures happens through the services, and leaves what it says."""

from sqlmodel import select

from consultations import demo
from consultations.demo import catalogue
from consultations.procedures.invariants import INVARIANTS
from consultations.procedures.models import Procedure, ProcedureVersion
from consultations.procedures.names.rules import suspects
from consultations.procedures.readability.rules import sheet
from consultations.procedures.rules import ProcedureKind, VersionState
from consultations.services.service import add_service
from okote.platform.checks import violations
from tests.consultations.demo.test_story import Telling

SLUG = "trois-rives"
TOLD = catalogue.read(SLUG)


def test_six_procedures_of_every_kind_are_told_of_services_that_there_are():
    """And one more, which is this site itself."""
    assert len(TOLD.procedures) == 6 + 1
    assert {one.kind for one in TOLD.procedures} == set(ProcedureKind)
    assert {one.service for one in TOLD.procedures} <= demo.read(SLUG).services.keys()
    assert catalogue.read("nowhere") is None


def test_the_letter_is_plainer_after_than_before():
    letter = TOLD.procedures[0]
    before, after = (sheet(one.text) for one in letter.versions)
    assert before.words_per_sentence > 2 * after.words_per_sentence
    assert len(before.plainer) > 10 > len(after.plainer)


def test_nobody_is_named_in_it():
    """But the service itself: its address and its telephone."""
    named = {
        found.said
        for one in TOLD.procedures
        for version in one.versions
        for found in suspects("\n\n".join([version.text, version.changed, *version.steps]))
    }
    assert named <= {"03 53 01 20 20", "4 place du Bac"}


async def test_it_ends_as_it_is_told(house):
    async with house.database.reading() as db:
        telling = Telling(house, await db.now())
    by = await telling.somebody(SLUG, TOLD.writer)
    services = {}
    for key in sorted({one.service for one in TOLD.procedures}):
        async with house.database.unit_of_work() as db:
            services[key] = (await add_service(db, key, f"{key}@exemple.test", by=by)).id
    for _, tell in sorted(catalogue.moments(telling, SLUG, services), key=lambda one: one[0]):
        await tell()
    async with house.database.reading() as db:
        kept = {one.name: one for one in await db.exec(select(Procedure).order_by(Procedure.id))}
        versions = (await db.exec(select(ProcedureVersion).order_by(ProcedureVersion.id))).all()
        assert await violations(db, INVARIANTS) == []
    for one in TOLD.procedures:
        known = kept[one.name]
        states = [version.state for version in versions if version.procedure_id == known.id]
        assert states == [
            VersionState.PUBLISHED
            if version.published is not None
            else VersionState.CLEARED
            if version.cleared
            else VersionState.WRITTEN
            for version in one.versions
        ]
        assert (known.retired_at is None) == (one.retired is None)
    assert {one.state for one in versions} == set(VersionState) - {VersionState.WITHDRAWN}
