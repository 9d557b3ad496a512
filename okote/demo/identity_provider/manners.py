"""How the provider behaves towards a service: as any does, as FranceConnect, or as ProConnect.

What each asks for, with its sources, is told in `okote.identity.openid.profiles`; this is written apart from
it, so that neither can be wrong with the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from authlib.oauth2.rfc6749 import InvalidRequestError  # type: ignore[import-untyped]

MannerName = Literal["plain", "franceconnect", "proconnect"]

OWN_PARAMETER = "language"
"""Of the provider's own pages, which no service sends."""

_KNOWN = frozenset(
    {
        OWN_PARAMETER,
        "claims",
        "client_id",
        "idp_hint",
        "nonce",
        "prompt",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    known: frozenset[str] | None = None
    """Parameters of an authorisation request; None where any will do."""
    acr_values: str | None = None
    shortest_state: int = 0
    shortest_nonce: int = 0

    @property
    def strict(self) -> bool:
        """Takes no PKCE, signs userinfo, verifies no address, and wants everything at sign-out."""
        return self.known is not None

    def check(self, asked: Mapping[str, str]) -> None:
        """Raise InvalidRequestError about an authorisation request."""
        unknown = set(asked) - self.known if self.known is not None else set()
        if unknown:
            raise InvalidRequestError("A parameter is not known.")
        if self.acr_values is not None and asked.get("acr_values") != self.acr_values:
            raise InvalidRequestError(f"acr_values must be {self.acr_values}.")
        if len(asked.get("state", "")) < self.shortest_state:
            raise InvalidRequestError(f"state must have {self.shortest_state} characters.")
        if len(asked.get("nonce", "")) < self.shortest_nonce:
            raise InvalidRequestError(f"nonce must have {self.shortest_nonce} characters.")


MANNERS: Mapping[MannerName, Manner] = {
    "plain": Manner(),
    "franceconnect": Manner(
        known=_KNOWN | {"acr_values"}, acr_values="eidas1", shortest_state=1, shortest_nonce=22
    ),
    "proconnect": Manner(known=_KNOWN, shortest_state=32, shortest_nonce=32),
}
