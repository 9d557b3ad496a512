"""Sentences, words and syllables of French texts, and the score of Kandel and Moles."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.procedures.readability import plainer as words
from consultations.procedures.readability.plainer import Plainer, plainer
from consultations.procedures.readability.rules import LONG, kandel_moles, sentences, sheet, words_of
from consultations.procedures.readability.syllables import syllables

REFERENCE = Path(__file__).parents[2] / "data" / "usability" / "readability_fr.json"
TEXTS = json.loads(REFERENCE.read_text())["texts"]
CAVEAT = 5
"""Points by which the file allows scores to differ, since syllables are counted in more than one way."""

by_text = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text["id"])


@by_text
def test_the_formula_gives_the_published_score_of_the_published_counts(text):
    given = kandel_moles(text["words_per_sentence"], text["avg_syllables_per_word"])
    assert given == pytest.approx(text["flesch_reading_ease"], abs=1e-9)


@by_text
def test_our_own_counts_of_words_and_sentences_are_those_of_the_reference_and_the_score_is_near(text):
    found = sheet(text["text"])
    assert (found.sentences, found.words) == (text["sentence_count"], text["lexicon_count"])
    assert found.score == pytest.approx(text["flesch_reading_ease"], abs=CAVEAT)
    assert found.syllables == pytest.approx(text["syllable_count"], rel=0.05)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bonjour. Merci !", ["Bonjour.", "Merci !"]),
        ("Écrivez à M. Dupont. Il répond.", ["Écrivez à M. Dupont.", "Il répond."]),
        ("Voir l’art. L. 121-1 du code. Puis signez.", ["Voir l’art. L. 121-1 du code.", "Puis signez."]),
        ("Il doit 1.5 point. Bien.", ["Il doit 1.5 point.", "Bien."]),
        ("« Venez ! » Il vient.", ["« Venez ! »", "Il vient."]),
        ("Votre demande\nVous avez écrit\nle 3 mars.", ["Votre demande", "Vous avez écrit le 3 mars."]),
        ("L’aide de la\nVille est là.", ["L’aide de la Ville est là."]),
        ("Le service adminis-\ntratif.", ["Le service administratif."]),
        ("- un papier\n- une photo", ["- un papier", "- une photo"]),
        ("Un\n\nDeux", ["Un", "Deux"]),
        ("Il vient, etc. Puis il part.", ["Il vient, etc.", "Puis il part."]),
        (" … \n\n— ", []),
    ],
)
def test_where_a_sentence_ends(text, expected):
    assert [one.text for one in sentences(text)] == expected


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("eau", 1),
        ("l’eau", 1),
        ("papier", 2),
        ("administration", 5),
        ("rendez-vous", 3),
        ("2026", 1),
        ("c’", 1),
    ],
)
def test_how_many_syllables_a_word_has(word, count):
    assert syllables(word) == count


def test_a_text_without_words_has_no_sheet():
    assert [sheet(text) for text in ("", " \n", "…", "— ! —")] == [None] * 4


def test_a_greeting_is_read_and_is_no_sentence():
    found = sheet("Madame, Monsieur,\n\nVotre dossier est complet depuis hier.")
    assert (found.words, found.sentences, found.lengths) == (8, 1, (1, 0, 0, 0))
    assert sheet("Merci.").sentences == 1


def test_the_longest_sentences_come_first_and_short_ones_are_not_shown():
    long = [f"{'mot ' * (LONG + more)}fin." for more in range(8)]
    found = sheet(" ".join(one.capitalize() for one in [*long, "Il pleut beaucoup."]))
    assert [one.words for one in found.longest] == [LONG + more + 1 for more in (7, 6, 5, 4, 3)]
    assert sum(found.lengths) == found.sentences == 9
    assert found.lengths == (1, 0, 5, 3)


def test_words_of_the_administration_stand_beside_plainer_ones():
    text = "Nonobstant les pièces justificatives, l'usager ou les Usagers… À compter du 3, aux fins de payer."
    assert plainer(text) == (
        Plainer("usager", "vous, personne qui vient", 2),
        Plainer("nonobstant", "malgré", 1),
        Plainer("pièces justificatives", "papier qui le prouve", 1),
        Plainer("à compter du", "à partir de", 1),
        Plainer("aux fins de", "pour", 1),
    )
    assert plainer("Venez nous voir, nous vous aidons.") == ()


def test_the_list_is_long_and_every_form_of_it_is_found():
    assert len(words.words()) >= 150
    for key, instead in words.words().items():
        for form in key.split("|"):
            for phrase in words._written_out(form):
                assert [one.instead for one in plainer(f"Ah {phrase} oh")] == [instead], phrase


def test_no_two_words_of_the_list_share_a_form():
    forms = [
        phrase for key in words.words() for form in key.split("|") for phrase in words._written_out(form)
    ]
    assert len(set(forms)) == len(forms)


TEXT = st.text("aé’-. \n!?…,MDx1«»\u00a0", max_size=200)


@given(TEXT)
def test_every_word_is_in_one_sentence_and_counts_add_up(text):
    whole = words_of(text.replace("-\n", ""))
    found = sentences(text)
    assert sum(one.words for one in found) == len(words_of(" ".join(one.text for one in found)))
    assert "".join(" ".join(one.text for one in found).split()).count("M") == text.count("M")
    counted = sheet(text)
    assert (counted is None) == (not whole)
    if counted is not None:
        assert counted.syllables >= counted.words >= 1
        assert counted.letters >= counted.words
        assert sum(counted.lengths) in {counted.sentences, 0}
        assert counted.score == kandel_moles(counted.words_per_sentence, counted.syllables_per_word)


@given(TEXT)
def test_what_is_said_twice_is_counted_twice(text):
    once, twice = sheet(text), sheet(f"{text}\n\n{text}")
    if once is not None:
        assert (twice.words, twice.syllables) == (2 * once.words, 2 * once.syllables)
        assert twice.lengths == tuple(2 * count for count in once.lengths)
