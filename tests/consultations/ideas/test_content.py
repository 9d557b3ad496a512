"""What an idea says, how its fingerprint is computed, and when it has become something else."""

import hashlib
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from consultations.ideas.rules import EDITABLE, IdeaState, IdeaStudiedError, IdeaTooOldError, check_editable
from consultations.ideas.versions.content import (
    Change,
    Content,
    compared,
    degrees,
    is_substantial,
    share_changed,
)

BENCH = Content("Un banc", "La côte de la gare est longue, et rien n’invite à souffler un peu.", "fr")
WRITTEN = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


def test_anyone_computes_the_fingerprint_again():
    said = (
        '["Un banc", "La côte de la gare est longue, et rien n’invite à souffler un peu.", "fr", null,'
        ' "Rivemont", "", "48.12346", "7.10000", [["picture", "00", "Un banc"]]]'
    )
    there = {"place": "Rivemont", "latitude": degrees(48.123456), "longitude": degrees(7.1)}
    content = Content(BENCH.title, BENCH.body, "fr", **there, files=[["picture", "00", "Un banc"]])
    assert content.canonical == said
    assert content.digest == hashlib.sha256(said.encode()).hexdigest()
    assert Content.read(content.kept()) == content


async def test_the_database_computes_the_same(db):
    odd = Content('Un « banc » "ici"\\', "é\n\tœ\x7f𝄞\u2028/", "fr", address="1 rue d’En-Haut")
    statement = text(
        "SELECT jsonb_build_array(c->'title', c->'body', c->'language', c->'category', c->'place',"
        " c->'address', c->'latitude', c->'longitude', c->'files')::text FROM CAST(:said AS jsonb) c"
    )
    import json

    rows = await (await db.connection()).execute(statement, {"said": json.dumps(odd.kept())})
    assert rows.scalar_one() == odd.canonical


@pytest.mark.parametrize(
    ("changed", "far"),
    [
        ({}, False),
        ({"body": BENCH.body.replace("côte", "montée")}, False),
        ({"body": "Une piscine couverte pour toute la vallée, ouverte le soir."}, True),
        ({"title": "Une piscine"}, True),
        ({"title": "Un banc vert"}, False),
        ({"place": "Rivemont"}, True),
        ({"address": "Devant la gare"}, False),
        ({"category": "Mobilité"}, False),
    ],
)
def test_what_was_supported_is_something_else_from_a_fifth_of_its_words_on(changed, far):
    assert is_substantial(BENCH, Content(**BENCH.kept() | changed)) is far


@given(WRITTEN, WRITTEN)
def test_what_changed_says_both_texts(before, after):
    pieces = compared(before, after)
    old = " ".join(one.text for one in pieces if one.change is not Change.ADDED)
    new = " ".join(one.text for one in pieces if one.change is not Change.REMOVED)
    assert (old, new) == tuple(one.replace("\n", " \n ") for one in (before, after))
    assert 0 <= share_changed(before, after) <= 1
    assert (share_changed(before, before), share_changed("a b", "c d")) == (0, Fraction(1))


def test_its_authors_change_it_while_it_is_new_and_nobody_studies_it():
    proposed = datetime(2026, 3, 1, tzinfo=UTC)
    end = proposed + EDITABLE
    check_editable(IdeaState.PUBLISHED, proposed, end - timedelta(seconds=1), shown=True)
    with pytest.raises(IdeaTooOldError):
        check_editable(IdeaState.PUBLISHED, proposed, end, shown=True)
    with pytest.raises(IdeaStudiedError):
        check_editable(IdeaState.STUDIED, proposed, proposed, shown=True)
