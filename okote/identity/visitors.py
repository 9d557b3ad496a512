"""Who is asking, where, and in which language: one statement a request."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from litestar.di import NamedDependency

from okote.identity.models import Person, Role
from okote.identity.tokens.rules import Scope
from okote.platform.audit import Doer
from okote.platform.errors import SignInRequiredError
from okote.territories.models import Territory


@dataclass(frozen=True, slots=True)
class Held:
    """A role in force, for one body where the role is about one."""

    role: Role
    scope: UUID | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """The access token that a program came with."""

    id: UUID
    name: str
    scopes: frozenset[Scope]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Visitor:
    """Anyone who asks for a page; `person` is None until they sign in."""

    territory: Territory
    language: str
    address: str
    """The public address of this site, without a final slash."""
    host: str = ""
    """The host name, with its port, that the browser used: sessions and the way back are bound to it."""
    person: Person | None = None
    session: bytes | None = None
    """The hash that names this browser's session."""
    session_seconds: int | None = None
    """How long this session still lasts if nothing more is asked; None of somebody without one."""
    roles: frozenset[Held] = field(default_factory=frozenset)
    token: Carried | None = None
    """Of a program that acts for the person; browsers never have one."""

    @property
    def doer(self) -> Doer:
        """As what is done is written down; SignInRequiredError where nobody has signed in."""
        if self.person is None:
            raise SignInRequiredError
        return Doer(self.territory.id, self.person.id)

    @property
    def stranger(self) -> "Visitor":
        """Anyone else in the same place: of whom nothing is known."""
        return Visitor(self.territory, self.language, self.address, self.host)

    def has(self, *roles: Role) -> bool:
        return any(held.role in roles for held in self.roles)

    def scopes(self, role: Role) -> Sequence[UUID]:
        """The bodies for which the visitor holds that role."""
        return sorted(held.scope for held in self.roles if held.role == role and held.scope is not None)


TheVisitor = NamedDependency[Visitor]
"""As a route asks for who asks, by the name `visitor`."""
