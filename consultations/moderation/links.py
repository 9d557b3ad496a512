"""The address in a mail by which somebody without an account sees what became of what they reported."""

from uuid import UUID

from consultations.moderation.service.appeals import Party
from okote.settings import Settings
from okote.web.seals import Seal

PREFIX = "/moderation/followed"


def path_for(settings: Settings, party: Party) -> str:
    """Without language. It never expires: an appeal may be made for months, and read for longer."""
    kind, key = ("notice", party.notice_id) if party.notice_id else ("suspension", party.suspension_id)
    return f"{PREFIX}/{_seal(settings).sealed(f'{kind}-{key}')}"


def read(settings: Settings, token: str) -> Party | None:
    """None for what we did not seal for this."""
    words = _seal(settings).opened(token)
    if not words:
        return None
    kind, _, key = words.partition("-")
    return Party(notice_id=UUID(key)) if kind == "notice" else Party(suspension_id=UUID(key))


def _seal(settings: Settings) -> Seal:
    return Seal(settings.secret_key, "moderation")
