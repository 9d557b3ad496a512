"""What of a form is kept while somebody signs in again, and for how long."""

from collections.abc import Sequence
from datetime import timedelta

KEPT = timedelta(hours=1)

MOST_CHARACTERS = 80_000
"""The longest form of ours holds half of it; what is longer is not kept."""

SECRET = frozenset({"code", "password", "token"})
"""Fields that may hold what lets somebody in; those of the house itself begin with a line below."""

Fields = Sequence[tuple[str, str]]


def worth_keeping(sent: Sequence[tuple[str, object]]) -> Fields:
    """The texts of a form: no file, no token, no sign that the database can't hold; nothing of too much."""
    texts = [
        (name, value.replace("\0", ""))
        for name, value in sent
        if isinstance(value, str) and name not in SECRET and not name.startswith("_")
    ]
    return texts if sum(len(name) + len(value) for name, value in texts) <= MOST_CHARACTERS else []


def written(fields: Fields) -> Sequence[str]:
    """What people wrote themselves, to be shown: choices and numbers say nothing without their form."""
    return [value for _, value in fields if " " in value.strip()]
