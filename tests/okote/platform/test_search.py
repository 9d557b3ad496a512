"""What counts as the same word, and what a question becomes."""

import pytest
from sqlmodel import func, select

from okote.platform.search import MOST_WORDS, asked, mentions, question, words


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("conserverie", "conserverie:*"),
        ("  Le quai, d’ici ! ", "Le:* & quai:* & d:* & ici:*"),
        ("a|b & !c:* (d)", "a:* & b:* & c:* & d:*"),
        ("' OR 1=1 --", "OR:* & 1:* & 1:*"),
        ("quais bateaux", "(quais:* | quai:*) & (bateaux:* | bateau:*)"),
        ("bus", "bus:*"),
        ("", None),
        ("%_ ?! …", None),
    ],
)
def test_what_was_typed_is_words_and_nothing_else(typed, becomes):
    assert question(typed) == becomes


def test_a_long_question_is_cut():
    assert question("mot " * 500).count("mot") == MOST_WORDS


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Des légumes invendus", "légume"),
        ("Des légumes invendus", "LEGUME INVENDU"),
        ("Des légumes invendus", "invendus légu"),
        ("L’élève et son cœur", "eleve coeur"),
        ("Les chevaux du quai", "cheval quais"),
        ("Les quais et le bateau", "quai bateaux"),
        ("Une grande fête", "fete"),
        ("Straße am Fluss", "strasse fluss"),
        ("Cuisiner ensemble", "cuisine"),
    ],
)
async def test_accents_capitals_and_endings_are_forgiven(db, text, typed):
    matches = words(text).bool_op("@@")(asked(question(typed)))
    assert (await db.exec(select(matches))).one()


@pytest.mark.parametrize(
    ("text", "typed"),
    [("Des légumes invendus", "carottes"), ("Des légumes", "légumes invendus"), ("Des légumes", "de la")],
)
async def test_all_the_words_are_asked_for(db, text, typed):
    matches = words(text).bool_op("@@")(asked(question(typed)))
    assert not (await db.exec(select(matches))).one()


async def test_a_word_of_the_title_counts_most(db):
    titled, told = (words("quai", weight) for weight in ("A", "D"))
    of = asked(question("quai"))
    first, second = (await db.exec(select(func.ts_rank(titled, of), func.ts_rank(told, of)))).one()
    assert first > second


@pytest.mark.parametrize(
    ("said", "typed", "found"),
    [
        ("Frais et remboursements", "rembours", True),
        ("Frais et remboursements", "FRAIS remb", True),
        ("Données à caractère personnel", "donnees", True),
        ("Frais et remboursements", "frais impôts", False),
    ],
)
def test_a_text_at_hand_is_looked_through_in_the_same_spirit(said, typed, found):
    assert mentions(said, typed) is found
