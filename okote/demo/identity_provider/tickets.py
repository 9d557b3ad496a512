"""Codes and access tokens: short-lived, in memory, each for one client and one person."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from okote.demo.identity_provider.clients import Client
from okote.demo.identity_provider.people import FictionalPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The methods answer the questions that Authlib's grant asks of a code."""

    client_id: str
    redirect_uri: str
    scope: str
    nonce: str | None
    acr: str | None
    person: FictionalPerson
    subject: str
    code_challenge: str
    """Empty where the client takes no PKCE."""
    auth_time: int
    expires_at: float
    code_challenge_method: str = "S256"

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> str | None:
        return self.acr

    def get_amr(self) -> None:
        """No method of authentication was used: these people are invented."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """The methods answer the questions that Authlib's protector asks of a token."""

    client: Client
    person: FictionalPerson
    scope: str

    def is_expired(self) -> bool:
        """Never: an expired one is not found."""
        return False

    def is_revoked(self) -> bool:
        return False

    def get_scope(self) -> str:
        return self.scope

    def get_client(self) -> Client:
        return self.client

    def get_user(self) -> FictionalPerson:
        return self.person


@dataclass(slots=True)
class Tickets:
    """`clock` is monotonic, in seconds."""

    clock: Callable[[], float]
    _codes: dict[str, Code] = field(default_factory=dict)
    _tokens: dict[str, tuple[float, AccessToken]] = field(default_factory=dict)

    def keep_code(self, value: str, code: Code) -> None:
        self._drop_expired()
        self._codes[value] = code

    def redeem(self, value: str, client: Client) -> Code | None:
        """The code, this once: a second try, a late one or another client's finds nothing."""
        code = self._codes.pop(value, None)
        if code is None or code.client_id != client.client_id or code.expires_at <= self.clock():
            return None
        return code

    def keep_token(self, value: str, token: AccessToken, *, seconds: int) -> None:
        self._tokens[value] = (self.clock() + seconds, token)

    def token(self, value: str) -> AccessToken | None:
        expires_at, token = self._tokens.get(value, (0.0, None))
        return token if expires_at > self.clock() else None

    def _drop_expired(self) -> None:
        now = self.clock()
        self._codes = {value: code for value, code in self._codes.items() if code.expires_at > now}
        self._tokens = {value: kept for value, kept in self._tokens.items() if kept[0] > now}


def new_ticket() -> str:
    return secrets.token_urlsafe(32)
