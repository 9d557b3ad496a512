"""A dataset as JSON: what it is, whose, under which licence, of when; then its rows."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

LICENCE = "Licence Ouverte 2.0"
LICENCE_TEXT = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
"""One of the two that the law has for what public bodies publish (CRPA, D323-2-1)."""

_json = msgspec.json.Encoder(decimal_format="number")


def head(title: str, source: str, at: datetime) -> dict[str, Any]:
    """What whoever uses the data has to name: where they come from, and the day of their last update."""
    return {
        "title": title,
        "source": source,
        "licence": LICENCE,
        "licence_text": LICENCE_TEXT,
        "updated_at": at,
    }


async def long_json(about: Mapping[str, Any], rows: AsyncIterator[Mapping[str, Any]]) -> AsyncIterator[str]:
    """One object whose `rows` come in pieces, as there may be too many to be held."""
    yield _json.encode(about).decode().removesuffix("}") + ',"rows":['
    between = "\n"
    async for row in rows:
        yield between + _json.encode(row).decode()
        between = ",\n"
    yield "\n]}\n"
