"""What was done stays as it was written: who, to what, before and after, and why."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from okote import feature, rooms
from okote.identity.models import Person
from okote.platform.audit import UNTOLD, AuditEntry, Deed, Doer, Subject, note
from okote.territories.models import Place
from okote.territories.service import add_place, change_place, found_territory
from tests.okote.app_client import facts

SPOT = Subject(
    "spot", "Spot", "/spots/{}", fields={"name": "Name", "latitude": "Latitude"}, untold=frozenset({"kind"})
)


class SpotDeed(Deed):
    SPOT_MOVED = SPOT, "Moved a spot"


@pytest.fixture
async def doer(db):
    here = await found_territory(db, facts("trois-rives", "Trois-Rives"), {})
    person = Person(created_at=await db.now(), public_name="Léa")
    db.add(person)
    await db.flush()
    return Doer(here.id, person.id)


async def entries(db):
    return (await db.exec(select(AuditEntry).order_by(AuditEntry.id))).all()


async def test_what_is_new_is_told_whole_and_what_changes_by_its_difference(db, doer):
    place = await add_place(db, "Rivemont", within=None, position=None, by=doer)
    await change_place(db, place.id, "Rivemont-le-Haut", position=(48.5, 7.5), by=doer)

    added, changed = await entries(db)
    assert (added.deed, added.subject, added.subject_id) == ("place_added", "place", place.id)
    assert (added.territory_id, added.person_id, added.at) == (*doer, await db.now())
    assert (added.before, added.after) == ({}, {"name": "Rivemont"})
    assert changed.called == "Rivemont-le-Haut"
    assert changed.before == {"name": "Rivemont"}
    assert changed.after == {"name": "Rivemont-le-Haut", "latitude": 48.5, "longitude": 7.5}


async def test_of_an_address_it_is_told_that_it_changed_and_not_from_what_to_what(db, doer):
    place = Place(territory_id=doer.territory_id, name="Rivemont")
    was = SPOT.facts(place)
    place.kind, place.latitude = "sector", 48.5
    entry = await note(db, doer, SpotDeed.SPOT_MOVED, place, was, reason="Elle était mal placée")
    assert (entry.before, entry.after) == ({"kind": UNTOLD}, {"kind": UNTOLD, "latitude": 48.5})
    assert entry.reason == "Elle était mal placée"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET reason = 'another'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry CASCADE",
    ],
)
async def test_nobody_alters_what_was_done_whoever_asks(db, doer, statement):
    await add_place(db, "Rivemont", within=None, position=None, by=doer)
    await db.flush()
    with pytest.raises(DBAPIError, match="what was done stays on record"):
        await db.exec(text(statement))


def test_each_deed_has_a_code_of_its_own_that_its_column_holds():
    features = (rooms.FEATURE, *feature.load(["okote.funding", "consultations"]))
    deeds = [deed for one in features for deed in one.deeds]
    assert len({deed.code for deed in deeds}) == len(deeds) > 40
    assert max(len(deed.code) for deed in deeds) <= AuditEntry.__table__.c.deed.type.length
    assert max(len(deed.subject.name) for deed in deeds) <= AuditEntry.__table__.c.subject.type.length
