"""Finding by words: accents, capitals, plurals and endings are forgiven, and words may be unfinished.

PostgreSQL's French dictionary reads every text, folded; words of other languages are found as written.
"""

import re
import unicodedata
from typing import Any, Literal

from sqlalchemy import ColumnElement, text
from sqlmodel import func

MOST_WORDS = 12
"""Of a question: more say nothing more, and each costs a look into the index."""

_WORD = re.compile(r"[^\W_]+")
_PLURAL = re.compile(r"(?<=\w{3})[sx]$", re.IGNORECASE)

Weight = Literal["A", "B", "C", "D"]
"""How much a word counts, from a title's to that of a long text; PostgreSQL's letters."""


def words(column: Any, weight: Weight = "D") -> ColumnElement[Any]:
    """The words of a column, as a vector; weighed ones can be added up with `.concat`."""
    return func.setweight(func.okote_words(column), text(f"'{weight}'"))


def question(typed: str) -> str | None:
    """What was typed as `asked` takes it: all the words, or their beginnings; None of no word."""
    return " & ".join(map(_begun, _WORD.findall(typed)[:MOST_WORDS])) or None


def _begun(word: str) -> str:
    """The dictionary leaves some plurals as they are, such as "quais" and "bateaux"."""
    singular = _PLURAL.sub("", word)
    return f"{word}:*" if singular == word else f"({word}:* | {singular}:*)"


def asked(of: str) -> ColumnElement[Any]:
    """A question, to be matched with words: `WORDS.bool_op("@@")(asked(question))`."""
    return func.okote_question(of)


def mentions(said: str, typed: str) -> bool:
    """The same in a text that is at hand: whether each word typed begins one of it."""
    known = _WORD.findall(folded(said))
    return all(any(word.startswith(one) for word in known) for one in _WORD.findall(folded(typed)))


def folded(said: str) -> str:
    """Without accents and capitals, as the function okote_fold does it."""
    decomposed = unicodedata.normalize("NFD", said)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()
