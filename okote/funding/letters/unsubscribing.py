"""The address in a letter that ends the letters about one campaign, whoever opens it, signed in or not."""

from dataclasses import dataclass
from uuid import UUID

from okote.settings import Settings
from okote.web.seals import Seal

HEX = 32


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whose letters about what."""

    person_id: UUID
    campaign_id: UUID


def path_for(settings: Settings, subscription: Subscription) -> str:
    """Without language. It never expires: an old letter must still be able to be the last."""
    words = subscription.person_id.hex + subscription.campaign_id.hex
    return f"/unsubscribe/{_seal(settings).sealed(words)}"


def read(settings: Settings, token: str) -> Subscription | None:
    """None for what we did not seal for this."""
    words = _seal(settings).opened(token)
    return Subscription(UUID(words[:HEX]), UUID(words[HEX:])) if words else None


def _seal(settings: Settings) -> Seal:
    return Seal(settings.secret_key, "unsubscribe")
