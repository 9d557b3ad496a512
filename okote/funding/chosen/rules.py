"""Which holder was meant, and what may still be done with a project that people chose. Pure."""

import unicodedata

from payments.errors import DomainError

CAMPAIGN_TITLE_MOST = 120


class ChosenSettledError(DomainError):
    """It has its campaign, or somebody decided that none comes of it."""

    code = "chosen_settled"


def same_holder(named: str, identifier: str, name: str) -> bool:
    """Whether this is the holder that was named: by its registered number, or by its whole name."""
    wanted = _plain(named)
    return bool(wanted) and (_close(named) == _close(identifier) or wanted == _plain(name))


def _close(written: str) -> str:
    return "".join(written.split()).upper()


def _plain(written: str) -> str:
    parted = unicodedata.normalize("NFKD", written.casefold())
    return " ".join("".join(one for one in parted if not unicodedata.combining(one)).split())
