"""An idea changes in public: each text is kept, supporters know which is theirs, names may be taken out."""

import pytest
from sqlmodel import col, select

from consultations.ideas.events import IdeaChanged
from consultations.ideas.invariants import INVARIANTS
from consultations.ideas.models import Idea, IdeaSupport
from consultations.ideas.queries import ideas, supports, supports_since
from consultations.ideas.rules import IdeaStudiedError, OwnIdeaError
from consultations.ideas.service import IdeaDetails, propose, support
from consultations.ideas.study import entrust
from consultations.ideas.versions.queries import versions
from consultations.ideas.versions.service import Changed, edit, redact
from consultations.ideas.where import Where
from consultations.processes.rules import Audience, PhaseClosedError
from okote.identity.models import Role
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError, StaleError
from tests.consultations.processes.conftest import process_of

__all__ = ["process_of"]

BODY = "La côte de la gare est longue, et rien n’invite à souffler un peu à mi-pente."
SHORTER = Changed("Un banc à mi-pente", BODY.replace("un peu", "longtemps"), Where(), None)
POOL = Changed("Une piscine", "Un bassin couvert pour toute la vallée.", Where(), None)


@pytest.fixture
def heard():
    return []


@pytest.fixture
def subscriptions(heard):
    async def hear(_db, event):
        heard.append(event)

    return {IdeaChanged: [hear]}


@pytest.fixture
async def author(someone):
    return await someone()


@pytest.fixture
async def bench(db, author):
    return await propose(db, IdeaDetails("Un banc à mi-pente", BODY), by=author)


async def test_supporters_know_which_text_is_theirs_and_are_asked_when_it_is_another(
    db, bench, author, someone, heard
):
    yanis, ines = await someone(), await someone()
    await support(db, bench.id, by=yanis)
    await edit(db, bench.id, SHORTER, expected=1, by=author)
    assert (bench.version, bench.reconsent) == (2, 1)
    await edit(db, bench.id, SHORTER, expected=2, by=author)
    assert (bench.version, len(heard)) == (2, 1)
    await support(db, bench.id, by=ines)
    await edit(db, bench.id, POOL, expected=2, by=author)
    assert (bench.version, bench.reconsent, await supports_since(db, bench.id, 3)) == (3, 3, 0)
    assert [await supports(db, bench.id, one.person.id) for one in (yanis, ines)] == [1, 2]
    await support(db, bench.id, by=yanis)
    assert await supports(db, bench.id, yanis.person.id) == 3
    assert [(one.number, one.substantial) for one in await versions(db, bench.id)] == [
        (3, True),
        (2, False),
        (1, True),
    ]
    assert await violations(db, INVARIANTS) == []


async def test_many_small_changes_add_up(db, bench, author):
    words = BODY.split()
    for number in range(1, 6):
        words[number] = f"autre{number}"
        now = Changed(bench.title, " ".join(words), Where(), None)
        await edit(db, bench.id, now, expected=bench.version, by=author)
    assert bench.version == 6
    assert bench.reconsent > 1


async def test_two_windows_do_not_write_over_one_another(db, bench, author, someone):
    await edit(db, bench.id, SHORTER, expected=1, by=author)
    with pytest.raises(StaleError):
        await edit(db, bench.id, POOL, expected=1, by=author)
    with pytest.raises(ForbiddenError):
        await edit(db, bench.id, POOL, expected=2, by=await someone())


async def test_what_a_service_studies_stays(db, bench, author, agent, roads):
    await entrust(db, bench.id, roads.id, by=agent)
    with pytest.raises(IdeaStudiedError):
        await edit(db, bench.id, SHORTER, expected=1, by=author)


async def test_names_are_taken_out_of_all_that_it_said(db, bench, author, agent, someone):
    await edit(db, bench.id, POOL, expected=1, by=author)
    with pytest.raises(ForbiddenError):
        await redact(db, bench.id, "Un bassin", "Couvert.", "Un nom.", by=await someone())
    before = {one.number: one.sha256 for one in await versions(db, bench.id)}
    await redact(db, bench.id, "Un bassin", "Couvert.", "Il nomme un voisin.", by=agent)
    kept = await versions(db, bench.id)
    assert [(one.number, one.content is None, one.reason) for one in kept] == [
        (3, False, "Il nomme un voisin."),
        (2, True, None),
        (1, True, None),
    ]
    assert before.items() <= {one.number: one.sha256 for one in kept}.items()
    assert await violations(db, INVARIANTS) == []
    own = await propose(db, IdeaDetails("Le mien", "Oui."), by=agent)
    with pytest.raises(OwnIdeaError):
        await redact(db, own.id, "Rien", "Rien.", "Bof.", by=agent)


async def test_a_process_decides_what_may_be_done_with_its_ideas(db, author, someone, process_of, territory):
    open_now = await process_of(("ideas", -1, 1), slug="ouvert")
    idea = await propose(db, IdeaDetails("Un banc", BODY, process_id=open_now.id), by=author)
    await support(db, idea.id, by=await someone())
    phase = (await db.exec(select(Idea.process_id).where(Idea.id == idea.id))).one()
    assert phase == open_now.id
    talk = await process_of(("information", -1, 1), slug="clos")
    idea.process_id = talk.id
    await db.flush()
    for use_case in (
        support(db, idea.id, by=await someone()),
        edit(db, idea.id, POOL, expected=1, by=author),
        propose(db, IdeaDetails("Un abri", "Il pleut.", process_id=talk.id), by=author),
    ):
        with pytest.raises(PhaseClosedError):
            await use_case


async def test_ideas_of_agents_are_for_agents_alone(db, someone, process_of, territory):
    inside = await process_of(("ideas", -1, 1), slug="interne", audience=Audience.AGENTS)
    clerk, resident = await someone(Role.AGENT), await someone()
    idea = await propose(db, IdeaDetails("Un café", "Au bureau.", process_id=inside.id), by=clerk)
    with pytest.raises(NotFoundError):
        await support(db, idea.id, by=resident)
    assert (await ideas(db, territory.id)).rows == []
    assert len((await ideas(db, territory.id, audiences=[Audience.AGENTS])).rows) == 1
    await support(db, idea.id, by=await someone(Role.AGENT))
    assert len((await db.exec(select(IdeaSupport).order_by(col(IdeaSupport.person_id)))).all()) == 1
