"""Sentences, words and the score of Kandel and Moles: what a text says of itself, without a verdict."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consultations.procedures.readability.plainer import Plainer, plainer
from consultations.procedures.readability.syllables import syllables

FORMULA = "207 − 1.015 × words/sentence − 73.6 × syllables/word"
SOURCE = "L. Kandel, A. Moles, « Application de l’indice de Flesch à la langue française », 1958"

LONG = 25
"""Words from which a sentence is shown to its writer; our choice, as writers' guides name 15 to 25."""

MOST_SHOWN = 5
FEWEST_WORDS = 3
"""What has fewer (a greeting, « Voici comment… ») is read, and counted as no sentence."""

STEPS = (10, 20, 30)
"""In words: the last of each length by which sentences are counted; what is longer is counted last."""

_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u00ad]\n(?=[^\W\d_])")
_LINE = re.compile(r"\n(?![ \t]*\n)")
_BLOCK = re.compile(r"\n\s*\n")
_END = re.compile(r"(?<=[.!?…])(?:\s?[\"»”’)\]]){0,3}\s+(?=[«\"“(\[–—•-]?\s?[A-ZÀ-ÖØ-ÞŒ0-9])")
_SHORTENED = re.compile(
    r"(?:^|[\s(«’'])(?:[A-ZÀ-Þ]|MM|Mme|Mmes|Mlle|Dr|Pr|Me|St|Ste|art|al|p|pp|n|cf|ex|tél|réf|bd|av|env|vol)\.$"
)
_GOES_ON = frozenset(
    {
        *("à", "au", "aux", "avec", "ce", "ces", "cette", "chez", "dans", "de", "des", "du", "en", "et"),
        *("la", "le", "les", "leur", "leurs", "ma", "mes", "mon", "notre", "nos", "ou", "par", "pour", "que"),
        *("qui", "sa", "sans", "ses", "son", "sous", "sur", "un", "une", "vers", "votre", "vos"),
    }
)
"""Words that end no sentence: after one of them, the end of a line is only that of the paper."""


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    words: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is counted in a text. `longest` holds those of more than `LONG` words, the longest first."""

    sentences: int
    words: int
    syllables: int
    letters: int
    lengths: tuple[int, int, int, int]
    """How many sentences there are of each length that `STEPS` parts."""
    longest: Sequence[Sentence]
    plainer: Sequence[Plainer]

    @property
    def words_per_sentence(self) -> float:
        return self.words / self.sentences

    @property
    def syllables_per_word(self) -> float:
        return self.syllables / self.words

    @property
    def letters_per_word(self) -> float:
        return self.letters / self.words

    @property
    def score(self) -> float:
        return kandel_moles(self.words_per_sentence, self.syllables_per_word)


def kandel_moles(words_per_sentence: float, syllables_per_word: float) -> float:
    """Higher is easier; made for French of 1958, from Flesch's formula for English. Source: `SOURCE`."""
    return 207 - 1.015 * words_per_sentence - 73.6 * syllables_per_word


def sheet(text: str) -> Sheet | None:
    """None of a text without a word."""
    found = sentences(text)
    words = [word for one in found for word in words_of(one.text)]
    if not words:
        return None
    counted = [one for one in found if one.words >= FEWEST_WORDS]
    long = sorted((one for one in counted if one.words > LONG), key=lambda one: -one.words)
    return Sheet(
        sentences=max(1, len(counted)),
        words=len(words),
        syllables=sum(map(syllables, words)),
        letters=sum(letter.isalnum() for word in words for letter in word),
        lengths=_lengths([one.words for one in counted]),
        longest=tuple(long[:MOST_SHOWN]),
        plainer=plainer(text),
    )


def words_of(text: str) -> list[str]:
    """What stands between spaces and has a letter or a figure: « l’eau » is one."""
    return [token for token in text.split() if any(letter.isalnum() for letter in token)]


def sentences(text: str) -> list[Sentence]:
    """In their order, line ends within them made spaces."""
    return [
        Sentence(" ".join(one.split()), words)
        for block in _blocks(text)
        for one in _parted(block)
        if (words := len(words_of(one)))
    ]


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs, headings and lines of lists: a new line is one, unless the sentence goes on in it."""
    for paragraph in _BLOCK.split(_HYPHENATED.sub("", text.replace("\r\n", "\n"))):
        block = ""
        for line in map(str.strip, _LINE.split(paragraph)):
            if block and _goes_on(block, line):
                block = f"{block} {line}"
            else:
                yield block
                block = line
        yield block


def _goes_on(before: str, after: str) -> bool:
    last = before.rsplit(maxsplit=1)[-1]
    return after[:1].islower() or last.endswith((",", "’", "'")) or last.lower() in _GOES_ON


def _parted(block: str) -> Iterator[str]:
    """At full stops, but not after « M. » or « art. »."""
    begun = 0
    for end in _END.finditer(block):
        if not _SHORTENED.search(block, max(begun, end.start() - 8), end.start()):
            yield block[begun : end.end()]
            begun = end.end()
    yield block[begun:]


def _lengths(lengths: Sequence[int]) -> tuple[int, int, int, int]:
    first, second, third = STEPS
    return (
        sum(one <= first for one in lengths),
        sum(first < one <= second for one in lengths),
        sum(second < one <= third for one in lengths),
        sum(third < one for one in lengths),
    )
