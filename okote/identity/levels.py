"""How much a way of signing in vouches for who somebody is (Regulation (EU) 910/2014, art. 8)."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

KEY = "levels"
"""Under which a session's `info` has the level of each provider, by its key."""


class Level(StrEnum):
    """From the weakest: a code by mail, and a provider that promises nothing, show an address at most."""

    MAIL = "mail"
    LOW = "low"
    SUBSTANTIAL = "substantial"
    HIGH = "high"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


EIDAS: Mapping[str, Level] = {
    "eidas1": Level.LOW,
    "eidas2": Level.SUBSTANTIAL,
    "eidas3": Level.HIGH,
    "http://eidas.europa.eu/LoA/low": Level.LOW,
    "http://eidas.europa.eu/LoA/substantial": Level.SUBSTANTIAL,
    "http://eidas.europa.eu/LoA/high": Level.HIGH,
}
"""What providers call them: FranceConnect's `acr` words, and the eIDAS network's own (SAML Attribute
Profile 1.2, 2.2).
"""


def vouched(acr_values: Sequence[str]) -> Level:
    """The weakest of those that a provider is held to; `mail` where one of them is nothing that we know."""
    promised = [EIDAS.get(one, Level.MAIL) for one in acr_values]
    return min(promised, default=Level.MAIL, key=lambda level: level.rank)
