"""A draft is kept as it is typed, in whichever window, and published once."""

from dataclasses import replace

import pytest
from sqlmodel import func, select

from consultations.ideas.drafts.models import IdeaDraft
from consultations.ideas.drafts.queries import drafts
from consultations.ideas.drafts.service import What, begin, keep, publish, throw_away
from consultations.ideas.models import Idea
from consultations.ideas.rules import DRAFTS_MOST, DraftsMostError, DraftUnfinishedError
from consultations.ideas.where import Where
from consultations.processes.rules import PhaseClosedError
from okote.platform.errors import NotFoundError, StaleError
from okote.territories.rules import Position
from tests.consultations.processes.conftest import process_of

__all__ = ["process_of"]

BENCH = What("Un banc", "La côte est longue.", public_name="Louise")


@pytest.fixture
async def author(someone):
    return await someone()


async def test_what_is_typed_is_kept_and_then_published_once(db, author, place, someone):
    begun = await begin(db, What("Un", ""), by=author)
    assert (await begin(db, What("Un", ""), by=author)).id == begun.id
    with pytest.raises(DraftUnfinishedError):
        await publish(db, begun.id, by=author)
    await keep(db, begun.id, expected=1, what=BENCH, by=author)
    there = Where(place.id, "Devant la gare", Position(48.1, 7.1))
    kept = await keep(db, begun.id, expected=2, where=there, by=author)
    assert ([one.id for one in await drafts(db, author)], kept.version) == ([begun.id], 3)
    assert await drafts(db, await someone()) == []
    with pytest.raises(StaleError):
        await publish(db, begun.id, by=author, expected=2)
    idea = await publish(db, begun.id, by=author, expected=3)
    assert (idea.title, idea.public_name, idea.address) == ("Un banc", "Louise", "Devant la gare")
    assert (idea.place_id, idea.latitude, idea.number, idea.version) == (place.id, 48.1, 1, 1)
    assert (await publish(db, begun.id, by=author)).id == idea.id
    assert await drafts(db, author) == []
    with pytest.raises(NotFoundError):
        await publish(db, begun.id, by=await someone())


async def test_another_window_is_not_written_over_and_the_same_one_is_no_other(db, author):
    begun = await begin(db, BENCH, by=author, window="one")
    await keep(db, begun.id, expected=1, window="one", what=replace(BENCH, body="Très longue."), by=author)
    again = await keep(db, begun.id, expected=1, window="one", what=BENCH, by=author)
    with pytest.raises(StaleError):
        await keep(db, begun.id, expected=1, window="two", what=BENCH, by=author)
    with pytest.raises(StaleError):
        await keep(db, begun.id, expected=1, window="", what=BENCH, by=author)
    assert (
        await keep(db, begun.id, expected=again.version, window="two", what=BENCH, by=author)
    ).version == 4


async def test_nobody_else_reads_keeps_or_throws_it_away(db, author, someone, elsewhere):
    begun, other = await begin(db, BENCH, by=author), await someone()
    for use_case in (
        keep(db, begun.id, expected=1, what=BENCH, by=other),
        throw_away(db, begun.id, by=other),
        keep(db, begun.id, expected=1, what=BENCH, by=await someone(at=elsewhere)),
    ):
        with pytest.raises(NotFoundError):
            await use_case
    await throw_away(db, begun.id, by=author)
    assert (await db.exec(select(func.count()).select_from(IdeaDraft))).one() == 0


async def test_nobody_writes_without_end(db, author):
    for number in range(DRAFTS_MOST):
        await begin(db, What(f"Idée {number}", ""), by=author)
    with pytest.raises(DraftsMostError):
        await begin(db, BENCH, by=author)


async def test_the_phase_decides_when_it_is_published(db, author, process_of):
    taking = await process_of(("ideas", -1, 1), slug="ouvert")
    over = await process_of(("ideas", -3, -2), ("discussion", -2, 2), slug="clos")
    draft = await begin(db, BENCH, by=author, process_id=taking.id)
    assert (await publish(db, draft.id, by=author)).process_id == taking.id
    with pytest.raises(PhaseClosedError):
        await begin(db, BENCH, by=author, process_id=over.id)
    late = IdeaDraft(
        territory_id=over.territory_id,
        person_id=author.person.id,
        process_id=over.id,
        title="Un abri",
        body="Il pleut.",
        language="fr",
        begun_at=await db.now(),
        kept_at=await db.now(),
    )
    db.add(late)
    await db.flush()
    with pytest.raises(PhaseClosedError):
        await publish(db, late.id, by=author)
    assert (await db.exec(select(func.count()).select_from(Idea))).one() == 1
