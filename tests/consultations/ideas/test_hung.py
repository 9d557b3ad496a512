"""What ideas hang into a consultation: how many there are, and who takes part by them."""

from consultations.ideas.hung import counted, taking
from consultations.ideas.models import IdeaSupport
from consultations.ideas.service import IdeaDetails, propose
from consultations.processes.following import silence
from consultations.processes.letters import readers
from consultations.processes.models import Process
from consultations.processes.queries import processes, shown
from consultations.processes.rules import PhaseKind
from tests.consultations.processes.conftest import process_of

__all__ = ["process_of"]


async def test_who_proposes_or_supports_takes_part_and_ideas_are_counted(db, process_of, someone, territory):
    made = await process_of((PhaseKind.IDEAS, -1, 5))
    await process_of((PhaseKind.IDEAS, -1, 5), slug="autre")
    author, supporter = await someone(), await someone()
    (one, other) = await shown(db, processes(territory.id).order_by(Process.id))
    assert await counted(db, territory, one) is None
    idea = await propose(db, IdeaDetails("Un banc", "La côte.", process_id=made.id), by=author)
    db.add(IdeaSupport(idea_id=idea.id, person_id=supporter.person.id, since=await db.now()))
    await db.flush()
    assert {row[0] for row in await db.exec(taking(made.id))} == {author.person.id, supporter.person.id}
    assert (await counted(db, territory, one)).values == {"number": 1, "slug": "budget"}
    assert await counted(db, territory, other) is None
    told = [reader.person_id for reader in await readers(db, made, (taking,), None)]
    assert sorted(told) == sorted([author.person.id, supporter.person.id])
    await silence(db, made.id, author.person.id)
    assert [one.person_id for one in await readers(db, made, (taking,), None)] == [supporter.person.id]
    assert await readers(db, made, (), None) == []
