"""What testers and services are written about a test: each letter once."""

from datetime import timedelta
from types import SimpleNamespace

from sqlalchemy import text
from sqlmodel import col, delete, select, update

from consultations.panels.members.models import Seat
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Volunteer
from consultations.testing.letters import look, write
from consultations.testing.models import Finding, TestCampaign
from okote.platform.mail.models import Mail
from tests.consultations.testing.walking import (
    DESK,
    MINE,
    all_have_answered,
    camille,
    campaign,
    go_on,
    handed_over,
    one,
    panel,
    rows,
    samira,
    sitting,
    typed,
    version,
)

__all__ = [
    "all_have_answered",
    "camille",
    "campaign",
    "handed_over",
    "panel",
    "samira",
    "sitting",
    "typed",
    "version",
]


async def deliver(house):
    """What the worker would do with the letters that were ordered."""
    context = SimpleNamespace(additional_context={"house": house})
    for kind, subject in await ordered(house):
        await write(context, kind=kind, subject=subject)
    await look(context, timestamp=0)


async def ordered(house):
    asked = text(
        "SELECT args ->> 'kind', args ->> 'subject' FROM procrastinate_jobs "
        "WHERE task_name = 'tests.write' ORDER BY id"
    )
    async with house.database.reading() as db:
        return (await db.exec(asked)).all()


async def test_each_is_written_to_once(house, campaign, samira, writer, handed_over):
    await handed_over()
    await deliver(house)
    await leave(house, "camille@exemple.test")
    await writer.post(f"{DESK}/{campaign.id}/reply", {"reply": "Oui."})
    await samira.post(f"{DESK}/{campaign.id}/publish")
    key = (await one(house, Finding)).id
    await writer.post(
        f"{DESK}/findings/{key}/answer", {f"answer-{key}": "already_done", f"why-{key}": "Page 2."}
    )
    async with house.database.unit_of_work() as db:
        await db.exec(update(Mail).values(state="sent"))
    await deliver(house)
    await deliver(house)
    kinds = [one.key.split(":")[0] for one in await rows(house, Mail) if one.key.startswith(("test", "find"))]
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "finding-answered": 1,
        "test-handed-over": 1,
        "test-opened": 3,
        "test-published": 3,
    }
    mine = next(one for one in await rows(house, Mail) if one.key.startswith("finding-answered"))
    assert mine.recipient == "camille@exemple.test"
    told = {one.recipient for one in await rows(house, Mail) if one.key.startswith("test-published")}
    assert "camille@exemple.test" in told
    assert "Page 2." in mine.text


async def leave(house, email):
    """Somebody who drops out after having sent their answers hears of them all the same."""
    async with house.database.unit_of_work() as db:
        hers = select(Seat).join(Volunteer, col(Volunteer.id) == Seat.volunteer_id)
        seat = (await db.exec(hers.where(Volunteer.email == email))).one()
        seat.state, seat.dropped_at = SeatState.DROPPED, await db.now()


async def test_who_has_not_answered_is_reminded_once(house, campaign, sitting, camille):
    here = f"{MINE}/sittings/{(await sitting()).id}"
    await go_on(house, camille, here)
    async with house.database.unit_of_work() as db:
        soon = await db.now() + timedelta(days=2)
        await db.exec(update(TestCampaign).values(closes_at=soon))
    await deliver(house)
    reminded = [one for one in await rows(house, Mail) if one.key.startswith("test-reminder")]
    async with house.database.unit_of_work() as db:
        await db.exec(delete(Mail))
    await deliver(house)
    assert not [one for one in await rows(house, Mail) if one.key.startswith("test-reminder")], "once"
    assert len(reminded) == 2
    assert "camille@exemple.test" not in {one.recipient for one in reminded}
