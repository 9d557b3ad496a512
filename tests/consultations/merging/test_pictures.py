"""What pictures a merged idea shows, of whom, and what becomes of them where they came from."""

import pytest
from sqlmodel import select

from consultations.ideas.files.models import FileKind, IdeaFile
from consultations.ideas.files.queries import files_of, pictures_of
from consultations.ideas.models import Idea
from consultations.ideas.rules import IdeaState
from consultations.ideas.service import support
from consultations.ideas.study import answer, entrust
from consultations.merging import service
from consultations.merging.splitting import Part, split
from consultations.merging.undoing import undo
from consultations.processes.rules import PhaseKind
from consultations.studying.queries import admitted


@pytest.fixture
def pictured(db, territory):
    """So many pictures of an idea, each named by its letter."""

    async def pictured(idea, letters, kind=FileKind.PICTURE):
        at = await db.now()
        for position, letter in enumerate(letters, 1):
            kept = {"title": letter, "sha256": f"{ord(letter):064x}", "position": position, "added_at": at}
            db.add(IdeaFile(territory_id=territory.id, idea_id=idea.id, kind=kind, **kept))
        await db.flush()

    return pictured


async def shown(db, idea):
    return "".join(one.file.title for one in (await pictures_of(db, [idea.id])).get(idea.id, ()))


async def test_a_merged_idea_shows_the_pictures_of_each_in_turn_and_the_same_once(db, merged, pair, pictured):
    await pictured(pair[0], "abc")
    await pictured(pair[1], "cde")
    await pictured(pair[0], "z", FileKind.PDF)
    _, idea = await merged()
    assert await shown(db, idea) == "acbde"
    assert [await shown(db, one) for one in pair] == ["abc", "cde"], "they stay where they are"
    assert await files_of(db, idea_id=idea.id) == [], "and nothing is kept twice"
    await pictured(idea, "xe")
    assert await shown(db, idea) == "xeacbd", "its authors' own come first"


async def test_what_was_taken_down_or_taken_away_is_not_shown(db, merged, pair, pictured, agent):
    await pictured(pair[0], "ab")
    await pictured(pair[1], "cd")
    _, idea = await merged()
    (gone,) = (await db.exec(select(IdeaFile).where(IdeaFile.title == "a"))).all()
    gone.removed_at = await db.now()
    await db.flush()
    assert await shown(db, idea) == "bcd"
    pair[0].hidden_at, pair[0].hidden_by, pair[0].hidden_because = await db.now(), agent.person.id, "Non."
    await db.flush()
    assert await shown(db, idea) == "cd"
    pair[0].hidden_at = pair[0].hidden_by = pair[0].hidden_because = None
    await db.delete(gone)
    await db.flush()
    assert await shown(db, idea) == "bcd"


async def test_undone_each_has_its_own_again(db, merged, pair, pictured, agent, people):
    await pictured(pair[0], "a")
    await pictured(pair[1], "b")
    merge, idea = await merged()
    await support(db, idea.id, by=people[3])
    await pictured(idea, "x")
    await undo(db, merge.id, "Voilà pourquoi", by=agent)
    assert [await shown(db, one) for one in (idea, *pair)] == ["x", "a", "b"]


async def test_what_is_merged_once_more_brings_all_of_it_and_what_is_split_nothing(
    db, merged, pair, pictured, agent, idea_of, proposed, pass_time
):
    await pictured(pair[0], "a")
    await pictured(pair[1], "b")
    _, idea = await merged()
    third = await idea_of("Encore des bancs")
    await pictured(third, "c")
    merge = await proposed(idea, third)
    await pass_time(service.rules.OBJECTING)
    all_of_them = await service.carry_out(db, merge.id, by=agent)
    assert await shown(db, all_of_them) == "abc"
    await split(db, all_of_them.id, [Part("Ici", "Oui."), Part("Là", "Oui.")], "Deux choses", by=agent)
    parts = await pictures_of(db, [one.id for one in await parts_of(db, all_of_them)])
    assert parts == {}, "nobody said of which part they are"


async def parts_of(db, idea):
    statement = select(Idea).where(Idea.number > idea.number)
    return (await db.exec(statement.order_by(Idea.number))).all()


async def test_a_ballot_is_offered_the_first_picture_of_a_merged_idea(
    db, process_of, idea_of, pictured, proposed, pass_time, agent, engineer
):
    budget = await process_of((PhaseKind.IDEAS, -1, 30), slug="budget")
    both = [await idea_of(title, process_id=budget.id) for title in ("Un banc", "Des bancs")]
    await pictured(both[1], "ba")
    merge = await proposed(*both)
    await pass_time(service.rules.OBJECTING)
    idea = await service.carry_out(db, merge.id, by=agent)
    await entrust(db, idea.id, next(iter(engineer.roles)).scope, by=agent)
    await answer(db, idea.id, IdeaState.ACCEPTED, "Oui.", by=engineer)
    (offered,) = await admitted(db, agent.territory.id, budget.id)
    assert (offered.idea_id, offered.picture.hex()) == (idea.id, f"{ord('b'):064x}")
