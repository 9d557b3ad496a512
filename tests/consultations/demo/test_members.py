"""What the demo tells of members happens through the services, and leaves what it says."""

import msgspec
import pytest
from sqlmodel import col, func, select

from consultations.demo import panels
from consultations.panels.meetings.invariants import INVARIANTS as OF_MEETINGS
from consultations.panels.meetings.models import Meeting
from consultations.panels.members.invariants import INVARIANTS
from consultations.panels.members.models import Observer, Seat
from consultations.panels.models import Volunteer
from consultations.panels.opinions.invariants import INVARIANTS as OF_OPINIONS
from consultations.panels.opinions.models import Opinion
from consultations.panels.space.models import PanelDocument, PanelMessage
from consultations.services.service import add_service
from okote.platform.checks import violations
from tests.consultations.demo.test_story import Telling

SLUG = "trois-rives"
TOLD = panels.read(SLUG)
SITTING = [one for one in TOLD.panels if one.sits is not None]


def test_two_panels_sit_and_one_of_each_kind_recruits():
    assert [one.kind for one in SITTING] == ["citizens", "testers"]
    recruiting = [one for one in TOLD.panels if one.opens < 0 < one.closes]
    assert [one.kind for one in recruiting] == ["testers", "citizens"]


def test_one_opinion_is_answered_and_one_waits():
    told = [one.answered is not None for panel in SITTING for one in panel.sits.opinions]
    assert sorted(told) == [False, True]


def test_they_sit_once_their_call_is_over_and_nobody_votes_twice():
    for one in SITTING:
        assert one.closes < one.sits.seated < 0
        assert all(told.in_favour + told.against + told.abstained <= one.seats for told in one.sits.opinions)


@pytest.mark.parametrize("told", SITTING, ids=lambda one: one.kind)
async def test_a_panel_sits_as_it_is_told(house, told):
    async with house.database.reading() as db:
        now = await db.now()
    telling = Telling(house, now)
    lea = await telling.somebody(SLUG, "lea")
    telling.people["samira"] = lea
    async with house.database.unit_of_work() as db:
        await add_service(db, told.service, "service@trois-rives.example", by=lea)
    open_ = msgspec.structs.replace(told, opens=-1, closes=9, draw=None)
    one = panels.Recruiting(telling, SLUG, msgspec.structs.replace(TOLD, panels=[open_]))
    recruited = 1 + told.volunteers + len(told.known)
    early, later = one.moments()[:recruited], one.moments()[recruited:]
    for _, tell in [*sorted(early, key=at), *sorted(later, key=at)]:
        await tell()
    async with house.database.reading() as db:
        states = (await db.exec(select(Seat.state).order_by(col(Seat.id)))).all()
        assert states.count("accepted") + states.count("invited") == told.seats
        assert (states.count("declined"), states.count("dropped")) == (told.sits.declines, told.sits.drops)
        for table, count in (
            (Meeting, len(told.sits.meetings)),
            (Observer, len(told.sits.observers)),
            (Opinion, len(told.sits.opinions)),
            (PanelMessage, len(told.sits.messages)),
            (PanelDocument, len(told.sits.documents)),
        ):
            assert (await db.exec(select(func.count()).select_from(table))).one() == count
        theirs = [telling.people[who.who].person.id for who in told.known]
        own = select(Seat.state).join(Volunteer, col(Volunteer.id) == Seat.volunteer_id)
        seated = await db.exec(own.where(col(Volunteer.person_id).in_(theirs)).order_by(col(Seat.id)))
        assert seated.all() == ["accepted"] * len(theirs)
        assert await violations(db, (*INVARIANTS, *OF_MEETINGS, *OF_OPINIONS)) == []


def at(moment):
    return moment[0]
