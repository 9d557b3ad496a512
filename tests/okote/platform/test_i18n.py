from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from okote.platform import i18n


def catalogue() -> Catalog:
    written = Catalog(locale="fr")
    written.add("Sign in", "Se connecter")
    written.add(("%(num)s day", "%(num)s days"), ("%(num)s jour", "%(num)s jours"))
    return written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place for catalogues where French has two texts, compiled, and the other languages none."""
    french = tmp_path / "fr" / "LC_MESSAGES"
    french.mkdir(parents=True)
    with (french / "okote.mo").open("wb") as file:
        write_mo(file, catalogue())
    return tmp_path


def test_a_text_is_said_in_the_readers_language(folder):
    french = i18n.load(folder)["fr"]

    assert french.gettext("Sign in") == "Se connecter"
    assert french.ngettext("%(num)s day", "%(num)s days", 2) == "%(num)s jours"


def test_zero_is_singular_in_french_and_plural_in_english(folder):
    languages = i18n.load(folder)

    assert languages["fr"].ngettext("%(num)s day", "%(num)s days", 0) == "%(num)s jour"
    assert languages["en"].ngettext("%(num)s day", "%(num)s days", 0) == "%(num)s days"


def test_in_production_a_missing_text_is_said_in_english(folder):
    languages = i18n.load(folder)

    assert languages["fr"].gettext("Sign out") == "Sign out"
    assert languages["de"].gettext("Sign in") == "Sign in"


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize(
    "ask",
    [
        lambda catalogue: catalogue.gettext("Sign out"),
        lambda catalogue: catalogue.ngettext("One", "Many", 2),
        lambda catalogue: catalogue.pgettext("button", "Sign out"),
        lambda catalogue: catalogue.npgettext("button", "One", "Many", 2),
    ],
)
def test_a_strict_catalogue_refuses_a_missing_text(folder, language, ask):
    with pytest.raises(i18n.MissingTranslationError, match=language):
        ask(i18n.load(folder, strict=True)[language])


def test_a_strict_catalogue_says_what_it_has(folder):
    assert i18n.load(folder, strict=True)["fr"].gettext("Sign in") == "Se connecter"


def test_a_catalogue_that_was_not_compiled_stops_the_start(folder):
    german = folder / "de" / "LC_MESSAGES"
    german.mkdir(parents=True)
    with (german / "okote.po").open("wb") as file:
        write_po(file, Catalog(locale="de"))

    with pytest.raises(i18n.NotCompiledError, match="pybabel compile"):
        i18n.load(folder)


def test_marking_a_text_leaves_it_as_it_is():
    assert i18n.say("Sign in") == "Sign in"


@pytest.mark.parametrize(
    ("prefix", "person", "accept", "language"),
    [
        ("en", "de", "fr", "en"),  # the path is the clearest wish
        (None, "de", "fr", "de"),
        (None, None, "de-AT,fr;q=0.5", "de"),
        (None, None, "it,es", "fr"),  # nothing that is spoken here
        ("it", None, "", "fr"),
        (None, "it", "en", "en"),
    ],
)
def test_the_path_decides_then_the_person_then_the_browser(prefix, person, accept, language):
    assert i18n.negotiate(["fr", "de", "en"], prefix=prefix, person=person, accept=accept) == language


def test_a_language_that_the_territory_does_not_speak_is_not_chosen():
    assert i18n.negotiate(["de", "fr"], prefix="en", person="en", accept="en") == "de"


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", ["fr", "fr", "en"]),
        ("en;q=0.2, DE;q=0.9", ["de", "en"]),
        ("fr;q=0, de", ["de"]),
        ("fr;q=beaucoup, de;q=0.1", ["de"]),
        ("fr;q=nan", []),
        ("*", ["*"]),
    ],
)
def test_a_browsers_wishes_are_read_best_first(header, languages):
    assert i18n.accepted(header) == languages
