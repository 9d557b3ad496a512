"""The same panel, whose two seats are taken, and a meeting in a week."""

from datetime import timedelta

import pytest

from consultations.panels.meetings.rules import MeetingDetails
from consultations.panels.meetings.service import write_meeting
from consultations.panels.members.service import accept
from tests.consultations.panels.members.conftest import seat_of, seated, subscriptions

__all__ = ["subscriptions"]


def planned(at, **changes):
    given = {
        "title": "Première séance",
        "starts_at": at + timedelta(days=7),
        "ends_at": at + timedelta(days=7, hours=2),
        "place": "Le Quai, 4 place du Bac",
    }
    return MeetingDetails(**given | changes)


@pytest.fixture
async def people(db, panel, samira):
    """Ada and Bob sit; the others wait in reserve."""
    panel.seats = 2
    await db.flush()
    found = await seated(db, panel, samira)
    for name in ("Ada", "Bob"):
        await accept(db, await seat_of(db, name))
    return found


@pytest.fixture
async def meeting(db, panel, people, samira):
    return await write_meeting(db, panel.id, planned(await db.now()), by=samira)
