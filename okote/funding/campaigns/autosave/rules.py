"""What of a form is kept while it is written, and how much."""

import re
from collections.abc import Mapping

from okote.platform.characters import is_written
from payments.errors import DomainError

MOST_FIELDS = 400
MOST_CHARACTERS = 80_000
"""Twice what a form holds whose every text is as long as it may be."""

FIELD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
"""Names of our fields; those of the house, such as the form's token, begin with a line below."""


class TooMuchToKeepError(DomainError):
    """Parameter: `most`, in characters."""

    code = "too_much_to_keep"


def worth_keeping(sent: Mapping[str, object]) -> dict[str, str]:
    """The texts of a form: no file, no token, no button, and no sign that the database can't hold."""
    kept = {
        name: _legible(value)
        for name, value in sent.items()
        if isinstance(value, str) and FIELD.fullmatch(name) and name != "more"
    }
    if len(kept) > MOST_FIELDS or sum(map(len, kept.values())) > MOST_CHARACTERS:
        raise TooMuchToKeepError(most=MOST_CHARACTERS)
    return kept


def differs(kept: Mapping[str, str], saved: Mapping[str, str]) -> bool:
    """Whether anything was typed that is not what is saved; how many lines a page showed is nothing."""
    names = (kept.keys() | saved.keys()) - {"lines", "rewards", "version"}
    return any(kept.get(name, "").strip() != saved.get(name, "").strip() for name in names)


def _legible(value: str) -> str:
    unix = value.replace("\r\n", "\n")
    return "".join(sign for sign in unix if sign == "\t" or is_written(sign))
