"""What whoever starts the provider decides."""

from typing import Annotated

import msgspec

from okote.demo.identity_provider.clients import Client
from okote.demo.identity_provider.manners import MannerName
from okote.demo.identity_provider.people import PEOPLE, FictionalPerson

ISSUER = "https://identite.trois-rives.example"


class IdentityProviderSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    clients: tuple[Client, ...]
    host: str = "127.0.0.1"
    """By which name browsers reach it, on whichever port it has today."""
    issuer: str = ISSUER
    """Its name, which never moves: people are `(issuer, sub)`."""
    people: tuple[FictionalPerson, ...] = PEOPLE
    code_seconds: Annotated[int, msgspec.Meta(ge=30, le=60)] = 60
    token_seconds: Annotated[int, msgspec.Meta(ge=30, le=60)] = 60
    """Of access and ID tokens: as short as FranceConnect's."""

    def issuer_to(self, manner: MannerName) -> str:
        """One that behaves otherwise is another, where the same people have other names."""
        return self.issuer if manner == "plain" else f"{self.issuer}/{manner}"
