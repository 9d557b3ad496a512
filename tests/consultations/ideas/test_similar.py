"""Ideas like the one that is being written are found in spite of accents, capitals and typing errors."""

import re

import pytest
from sqlalchemy import text

from consultations.ideas.moderated import MODERATED
from consultations.ideas.service import IdeaDetails, propose, take_back
from consultations.ideas.similar import LIKE, similar, telling
from consultations.moderation.contents import Hiding
from consultations.processes.rules import Audience
from tests.consultations.processes.conftest import process_of

__all__ = ["process_of"]

PUBLIC = [Audience.PUBLIC]


@pytest.fixture
async def bench(db, someone):
    said = IdeaDetails("Un banc à mi-pente de la côte", "Pour souffler avec les courses.")
    return await propose(db, said, by=await someone())


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Un banc à mi-pente", True),
        ("BANC A MI PENTE DE LA COTE", True),
        ("un bnac à mi-pante de la cote", True),
        ("souffler avec ses courses", True),
        ("une piscine couverte", False),
        ("de la des les une", False),
        ("", False),
        ("%' OR 1=1 --", False),
    ],
)
async def test_a_title_like_another_is_found(db, bench, territory, typed, found):
    alike = await similar(db, territory.id, typed, audiences=PUBLIC)
    assert [one.id for one in alike] == ([bench.id] if found else [])
    assert await similar(db, territory.id, typed, audiences=PUBLIC, besides=bench.id) == []


async def test_what_is_taken_down_or_inside_is_not_shown(
    db, bench, territory, elsewhere, agent, someone, process_of
):
    assert await similar(db, elsewhere.id, bench.title, audiences=PUBLIC) == []
    author = await someone()
    own = await propose(db, IdeaDetails("Un banc à mi-côte", "Oui."), by=author)
    inside = await process_of(("ideas", -1, 1), slug="interne", audience=Audience.AGENTS)
    await propose(db, IdeaDetails("Un banc à mi-pente", "Au bureau.", process_id=inside.id), by=agent)
    assert [one.id for one in await similar(db, territory.id, bench.title, audiences=PUBLIC)] == [
        bench.id,
        own.id,
    ]
    everyones = [*PUBLIC, Audience.AGENTS]
    assert len(await similar(db, territory.id, bench.title, audiences=everyones)) == 3
    await take_back(db, own.id, by=author)
    await MODERATED.hide(db, bench.id, Hiding(await db.now(), agent.person.id, "Une annonce."))
    assert await similar(db, territory.id, bench.title, audiences=PUBLIC) == []


async def test_it_looks_into_indexes_alone(db, bench, territory):
    """However many ideas there are: neither they nor their letters are read through."""
    connection = await db.connection()
    many = (
        "INSERT INTO idea (id, territory_id, number, person_id, title, body, language, proposed_at, since,"
        " state, address, version, reconsent) SELECT gen_random_uuid(), territory_id, 1 + n, person_id,"
        " 'Idée ' || md5(n::text), 'Pour ' || md5(n::text), 'fr', proposed_at, since, 'published', '', 1, 1"
        " FROM idea, generate_series(1, 800) n"
    )
    await connection.execute(text(many))
    await connection.execute(text("ANALYZE idea"))
    await connection.execute(text("ANALYZE idea_trigram"))
    asked = {
        "territory": territory.id,
        "title": bench.title,
        "words": telling(bench.title),
        "alike": 0.35,
        "shared": 0.6,
        "audiences": ["public"],
        "besides": None,
        "most": 5,
    }
    plan = "\n".join(row[0] for row in await connection.execute(text(f"EXPLAIN {LIKE.text}"), asked))
    assert re.search(r"(Index Scan using|Bitmap Index Scan on) pk_idea_trigram", plan)
    assert re.search(r"Bitmap Index Scan on ix_idea_words", plan)
    assert "Seq Scan on idea_trigram" not in plan
