"""`okote readability FILE`: the sheet of one text, a letter or a form, at the desk of whoever writes it."""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from consultations.procedures.papers import rules
from consultations.procedures.papers.storing import take
from consultations.procedures.readability.rules import FORMULA, LONG, SOURCE, Sheet, sheet
from okote.platform.commands import Command, CommandError
from okote.platform.files.pictures import PictureTooLargeError
from payments.errors import DomainError

REFUSALS = {
    rules.FileTooLargeError: "it is larger than 8 MB.",
    rules.FileNotTakenError: "it is no text, Markdown, PDF or DOCX file, or it is broken.",
    rules.FileLockedError: "it opens with a password alone.",
    rules.FileRunsError: "it holds programs or other files, or fetches something from elsewhere.",
    rules.FileUnfinishedError: "it holds changes that nobody has accepted, or remarks.",
    rules.FileTooLongError: "it has more pages or parts than any letter or form.",
    PictureTooLargeError: "it is a picture, which is read by nobody but eyes.",
}


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a text, Markdown, PDF or DOCX file, in French")
    parser.add_argument("--json", action="store_true", help="for programs")


def _run(given: Namespace) -> None:
    found = sheet(_words(given.file))
    if found is None:
        raise CommandError(f"{given.file} holds no words: a picture of a text is read by nobody but eyes.")
    if given.json:
        print(json.dumps(_told(found, given.file), ensure_ascii=False, indent=2))  # noqa: T201 (for programs)
    else:
        _tell(found)


def _words(file: Path) -> str:
    try:
        return take(file.read_bytes()).words
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}.") from error
    except DomainError as error:
        raise CommandError(f"{file} is not taken: {REFUSALS[type(error)]}") from error


def _told(found: Sheet, file: Path) -> dict[str, Any]:
    return {
        "file": file.name,
        "language": "fr",
        "sentences": found.sentences,
        "words": found.words,
        "syllables": found.syllables,
        "words_per_sentence": round(found.words_per_sentence, 2),
        "syllables_per_word": round(found.syllables_per_word, 3),
        "letters_per_word": round(found.letters_per_word, 2),
        "kandel_moles": round(found.score, 2),
        "formula": FORMULA,
        "source": SOURCE,
        "longest_sentences": [asdict(one) for one in found.longest],
        "plainer_words": [asdict(one) for one in found.plainer],
    }


def _tell(found: Sheet) -> None:
    from rich.console import Console  # noqa: PLC0415 (for terminals: what serves does without)
    from rich.markup import escape  # noqa: PLC0415 (as above)

    console = Console()
    console.print(
        f"{found.sentences} sentences, {found.words} words, {found.syllables} syllables: "
        f"{found.words_per_sentence:.1f} words a sentence, {found.syllables_per_word:.2f} syllables a word."
    )
    console.print(f"Kandel–Moles: {found.score:.1f} (higher is easier; {FORMULA}). An aid, never a rating.")
    for one in found.longest:
        console.print(f"[bold]{one.words} words[/] (more than {LONG}): {escape(one.text)}", soft_wrap=True)
    for word in found.plainer:
        console.print(f"{escape(word.said)} ({word.times}×) → {escape(word.instead)}", soft_wrap=True)


COMMAND = Command("readability", "say how long and how plain a letter or a form is", _options, _run)
