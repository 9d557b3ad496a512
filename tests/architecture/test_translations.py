"""Every text is said in every language: none missing, none doubtful, none left in English by oversight."""

import re
import subprocess
import sysconfig
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from okote.platform.i18n import DOMAIN, FOLDER, LANGUAGES

ROOT = Path(__file__).parents[2]
SOURCE = "en"

LIKE_FRENCH = """
    Actions Code Contribution Contributions Corrections Document Documents Invitation Latitude Longitude PDF
    Question Questions Quotas Service Services Tests Total Versions Vigilance Webhook Webhooks
    Consultation Consultations Discussion Information Option Phase Phases Points Suspension Vote Votes
    action consultation contact contribution correction latitude longitude message note page question service
    site test total verdict version
"""
SAME: dict[str, set[str]] = {
    "fr": {
        *LIKE_FRENCH.split(),
        *("Action %(number)s", "ISO 4217.", "Menu", "SHA-256", "points"),
        "%(num)s action",
        "%(num)s actions",
        "%(num)s correction",
        "%(num)s corrections",
        "%(num)s point",
        "%(num)s points",
        "%(num)s vote",
        "%(num)s votes",
        "Phase %(number)s",
        "Version %(number)s",
        "version %(number)s",
        "%(name)s, version %(number)s",
    },
    "de": {
        *("%(actions)s: %(parts)s", "%(name)s: %(amount)s, %(meeting)s"),
        *("%(what)s: %(how)s", "%(size)s kB", "%(so_far)s; %(also)s"),
        *("- %(label)s: %(told)s", "Bytes", "Hash", "ISO 4217.", "SHA-256"),
        *("Code", "Information", "Link", "Moderation", "Name", "Online", "Option", "PDF", "Person", "Phase"),
        *("Phase %(number)s", "Tests", "Text", "Webhook", "Webhooks"),
    },
}
"""Texts that are the same word in English."""

PLACEHOLDER = re.compile(r"%\((\w+)\)")
TAG = re.compile(r"</?\w+")
NO_BREAK, NARROW = "\u00a0", "\u202f"
UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffd]")
WRONG_SPACE = re.compile(r" [;!?:»]|« | %%|[^\s?!][?!](?=\s|$)|\S[;:](?=\s|$)")


def extracted(file):
    """What code and templates say, as `make messages` gathers it."""
    command = [Path(sysconfig.get_path("scripts")) / "pybabel", "--quiet", "extract"]
    keywords = ["--keyword", "say", "--keyword", "say_count:1,2", "--keyword", "Invariant:2"]
    options = [*keywords, "--mapping-file", "pyproject.toml", "--output-file", file]
    subprocess.run(
        [*command, *options, "consultations", "okote", "payments"], cwd=ROOT, check=True, capture_output=True
    )
    return read_po(BytesIO(file.read_bytes()))


def catalogue(language):
    file = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    return read_po(BytesIO(file.read_bytes() if file.exists() else b""), locale=language)


def texts(message):
    """A message as it is said: once, or once for each number the language knows."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def sources(message):
    return [message.id] if isinstance(message.id, str) else list(message.id)


def keys(messages):
    return {(message.context, message.id) for message in messages if message.id}


def absent(source, translated):
    """Texts that only one of code and catalogue has."""
    ours, theirs = keys(source), keys(translated)
    missing = [f"not in the catalogue: {text!r}" for _, text in sorted(ours - theirs, key=str)]
    return missing + [f"said nowhere any more: {text!r}" for _, text in sorted(theirs - ours, key=str)]


def unsaid(catalogue):
    for message in catalogue:
        if message.id and (
            message.fuzzy or not all(texts(message)) or len(texts(message)) < forms(message, catalogue)
        ):
            yield f"missing or doubtful: {message.id!r}"


def forms(message, catalogue):
    return catalogue.num_plurals if message.pluralizable else 1


def left_in_english(catalogue, same):
    for message in catalogue:
        if message.id and set(texts(message)) & set(sources(message)) - same:
            yield f"left in English: {message.id!r}"


def mismatched(catalogue):
    """Values and markup that the translation adds, forgets or misspells."""
    for message in catalogue:
        if not message.id or not all(texts(message)):
            continue
        for pattern in (PLACEHOLDER, TAG):
            allowed = [Counter(pattern.findall(source)) for source in sources(message)]
            # One of a plural may say "one" where the other says the number.
            for said in (Counter(pattern.findall(text)) for text in texts(message)):
                if said not in allowed:
                    yield f"other values or markup: {message.id!r}"


def french_spaces(catalogue):
    """Before ; ! ? : and %, and inside « », stands a space at which no line breaks."""
    for message in catalogue:
        for text in texts(message) if message.id else []:
            if found := WRONG_SPACE.search(text):
                yield f"space at {found[0]!r}: {text!r}"


def unprintable(catalogue):
    """What no typeface draws, as a slip in writing a catalogue leaves it: readers see an empty box."""
    for message in catalogue:
        for text in texts(message) if message.id else []:
            if found := UNPRINTABLE.search(text):
                yield f"nothing to see at {found[0]!r}: {text!r}"


def problems(language, source):
    translated = catalogue(language)
    found = [
        *absent(source, translated),
        *unsaid(translated),
        *mismatched(translated),
        *unprintable(translated),
    ]
    if language != SOURCE:
        found += left_in_english(translated, SAME[language])
    if language == "fr":
        found += french_spaces(translated)
    return found


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return extracted(tmp_path_factory.mktemp("texts") / "okote.pot")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_said(language, source):
    found = problems(language, source)
    assert not found, "\n".join(found)


def test_texts_of_code_and_of_templates_are_gathered(source):
    places = {Path(file).suffix for message in source for file, _ in message.locations}
    assert {".py", ".html"} <= places


def planted(*entries, language="fr"):
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    return read_po(BytesIO("\n\n".join([header, *entries]).encode()), locale=language)


def test_a_text_that_only_one_side_has_is_found():
    one, other = planted('msgid "a"\nmsgstr ""'), planted('msgid "b"\nmsgstr "c"')
    assert len(absent(one, other)) == 2
    assert absent(one, one) == []


@pytest.mark.parametrize(
    ("entry", "check"),
    [
        ('msgid "Give"\nmsgstr ""', unsaid),
        ('#, fuzzy\nmsgid "Give"\nmsgstr "Je contribue"', unsaid),
        ('msgid "One"\nmsgid_plural "%(n)s"\nmsgstr[0] "Une"\nmsgstr[1] ""', unsaid),
        ('msgid "Give"\nmsgstr "Give"', lambda catalogue: left_in_english(catalogue, {"Page"})),
        ('msgid "Give %(amount)s"\nmsgstr "Donner"', mismatched),
        ('msgid "Give %(amount)s"\nmsgstr "Donner %(montant)s"', mismatched),
        ('msgid "Give <b>now</b>"\nmsgstr "Donner <b>maintenant"', mismatched),
        ('msgid "Sure?"\nmsgstr "Vraiment\u202f\x01"', unprintable),
        ('msgid "Sure?"\nmsgstr "Vraiment ?"', french_spaces),
        ('msgid "Sure?"\nmsgstr "Vraiment?"', french_spaces),
        ('msgid "So: yes"\nmsgstr "Donc : oui"', french_spaces),
        ('msgid "Say “yes”"\nmsgstr "Dites « oui »"', french_spaces),
        ('msgid "8%%"\nmsgstr "8 %%"', french_spaces),
    ],
)
def test_what_is_planted_is_found(entry, check):
    assert list(check(planted(entry)))


@pytest.mark.parametrize("check", [unsaid, mismatched, unprintable, french_spaces])
def test_good_translations_pass(check):
    good = planted(
        f'msgid "Sure? %(n)s"\nmsgstr "Vraiment{NARROW}? %(n)s"',
        f'msgid "So: “yes”"\nmsgstr "Donc{NO_BREAK}: «{NO_BREAK}oui{NO_BREAK}»"',
        'msgid "See /a?b=1&c=2;"\nmsgstr "Voir /a?b=1&c=2"',
        'msgid "One gift"\nmsgid_plural "%(n)s gifts"\nmsgstr[0] "Un don"\nmsgstr[1] "%(n)s dons"',
    )
    assert list(check(good)) == []
