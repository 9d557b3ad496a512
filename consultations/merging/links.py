"""The address by which somebody answers or takes back what was carried, without signing in."""

from uuid import UUID

from okote.platform.errors import NotFoundError
from okote.settings import Settings
from okote.web.seals import Seal

_HEX = 32
"""Digits of an identifier."""


def _seal(settings: Settings) -> Seal:
    return Seal(settings.secret_key, "merging")


def path_for(settings: Settings, merge_id: UUID, person_id: UUID) -> str:
    """Of the page of one merging for one person, without language."""
    return f"/ideas/merges/for/{_seal(settings).sealed(merge_id.hex + person_id.hex)}"


def opened(settings: Settings, token: str) -> tuple[UUID, UUID]:
    """The merging and the person; NotFoundError for what we did not seal for this."""
    words = _seal(settings).opened(token)
    if words is None:
        raise NotFoundError
    return UUID(words[:_HEX]), UUID(words[_HEX:])
