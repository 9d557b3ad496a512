"""Ideas like the one that somebody writes, by letters of the title and by words of the text.

How alike two titles are is the Dice coefficient of their trigrams (twice those that both have, over those of
each), exact, without regard to accents, capitals, order and short words: a typing error costs a few of them.
Words are those of the French dictionary, anywhere in an idea. An idea is shown where either says enough.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from okote.platform.search import question
from payments.sessions import ReadSession

ALIKE, SHARED = 0.35, 0.6
"""From which likeness of titles, and from which share of the words typed, an idea is shown."""

MOST = 5
MOST_WORDS = 8
LONG_ENOUGH = 4
"""Letters of a word that says what something is about."""

_WORD = re.compile(r"[^\W_]+")

LIKE = text("""
    WITH typed AS MATERIALIZED (
        SELECT idea_trigrams(:title) AS trigrams, cardinality(idea_trigrams(:title)) AS size
    ), alike AS (
        SELECT t.idea_id, 2.0 * count(*) / (min(t.size) + min(typed.size)) AS likeness
        FROM typed, unnest(typed.trigrams) AS one
        JOIN idea_trigram t ON t.territory_id = :territory AND t.trigram = one
        GROUP BY t.idea_id
    ), sharing AS (
        SELECT i.id AS idea_id, count(*)::float8 / greatest(cardinality(CAST(:words AS text[])), 2) AS share
        FROM unnest(CAST(:words AS text[])) AS word, LATERAL (
            SELECT id FROM idea
            WHERE (setweight(okote_words(title::text), 'A') || setweight(okote_words(body::text), 'C'))
                  @@ okote_question(word)
        ) i
        GROUP BY i.id
    )
    SELECT i.id, i.number, i.title, coalesce(a.likeness, 0), coalesce(s.share, 0)
    FROM alike a FULL JOIN sharing s USING (idea_id) JOIN idea i ON i.id = idea_id
    LEFT JOIN process p ON p.id = i.process_id
    WHERE i.territory_id = :territory AND i.withdrawn_at IS NULL AND i.hidden_at IS NULL
      AND i.replaced_at IS NULL
      AND (a.likeness >= :alike OR s.share >= :shared)
      AND (i.process_id IS NULL OR p.audience = ANY (CAST(:audiences AS text[])))
      AND i.id IS DISTINCT FROM :besides
    ORDER BY coalesce(a.likeness, 0) + coalesce(s.share, 0) DESC, i.id DESC
    LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class Alike:
    """`likeness` is of the titles, `share` of the words typed that it has: both from 0 to 1."""

    id: UUID
    number: int
    title: str
    likeness: float
    share: float


async def similar(
    db: ReadSession,
    territory_id: UUID,
    title: str,
    *,
    audiences: Sequence[str],
    besides: UUID | None = None,
) -> Sequence[Alike]:
    """The most alike first; never one that is taken down or taken back."""
    asked: dict[str, Any] = {
        "territory": territory_id,
        "title": title,
        "words": telling(title),
        "alike": ALIKE,
        "shared": SHARED,
        "audiences": list(audiences),
        "besides": besides,
        "most": MOST,
    }
    rows = (await (await db.connection()).execute(LIKE, asked)).all()
    return [Alike(key, number, named, float(likeness), share) for key, number, named, likeness, share in rows]


def telling(title: str) -> list[str]:
    """Its longer words, as questions."""
    words = dict.fromkeys(one.lower() for one in _WORD.findall(title) if len(one) >= LONG_ENOUGH)
    return [asked for one in list(words)[:MOST_WORDS] if (asked := question(one))]
