"""What panels keep about somebody is handed to them, also where they work for no service."""

import pytest

from consultations.panels import personal
from consultations.panels.meetings import personal as of_meetings
from consultations.panels.members import personal as of_members
from consultations.panels.members.service import accept, own
from consultations.panels.members.service import seat as seat_panel
from consultations.panels.opinions import personal as of_opinions
from consultations.panels.recruiting.service import volunteer
from consultations.panels.service import close_call
from consultations.panels.space import personal as of_spaces
from consultations.panels.space.service import write_as_member
from okote.identity.account.export import held_about
from tests.consultations.panels.conftest import CONSENT, said
from tests.consultations.panels.members.conftest import OLD, YOUNG, Chosen, seat_of

EVERYTHING = (
    *personal.RECORDS,
    *of_members.RECORDS,
    *of_meetings.RECORDS,
    *of_spaces.RECORDS,
    *of_opinions.RECORDS,
)


@pytest.fixture
async def sits(db, renderer, panel, samira, camille):
    """Camille, who works for nobody here, sits and has written."""
    own_words = await volunteer(db, renderer, panel.id, said("Camille", YOUNG), CONSENT, by=camille)
    await close_call(db, panel.id, by=samira)
    await seat_panel(db, panel, [Chosen(own_words.id, OLD, 0)], by=samira)
    seat = await accept(db, await own(db, (await seat_of(db, "Camille")).id, by=camille))
    await write_as_member(db, seat, "Bonjour.")
    return seat


async def test_it_is_all_there(db, sits, camille):
    found = {one.name: (await held_about(db, one, camille.person.id))[0] for one in EVERYTHING}
    assert [row["name"] for row in found["volunteering"]] == ["Camille"]
    assert [(row["group"], row["state"]) for row in found["panel_seats"]] == [(sits.stratum, "accepted")]
    assert [row["text"] for row in found["panel_messages"]] == ["Bonjour."]
    assert {name for name, rows in found.items() if rows} == {"volunteering", "panel_seats", "panel_messages"}
