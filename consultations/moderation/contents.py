"""What can be moderated: each room hands up its own, and the desk knows none of them by name."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from payments.sessions import ReadSession, WriteSession


@dataclass(frozen=True, slots=True)
class Content:
    """As moderators see it, whether or not anybody else does."""

    title: str
    text: str
    path: str
    """Where it stands, without language."""
    author_id: UUID | None
    """Nobody's where it was entered for somebody without an account."""
    written_at: datetime
    shown: bool
    """Whether people see it now: neither taken down, nor held, nor taken back."""
    hidden: bool = False
    """Whether a moderator took it down."""
    others: Collection[UUID] = ()
    """Who else had a part in it, such as co-authors or the agent who typed it: they decide nothing of it."""
    service_id: UUID | None = None
    """The service that it is about: whoever works there does not decide about it."""


Contents = Callable[[ReadSession, UUID, Collection[UUID]], Awaitable[Mapping[UUID, Content]]]


@dataclass(frozen=True, slots=True)
class Hiding:
    """When, by whom, and what its author reads as the reason."""

    at: datetime
    by: UUID
    because: str


@dataclass(frozen=True, slots=True)
class Moderated:
    """One kind of content. `hide` and `show` change nothing but whether it is seen and counted."""

    kind: str
    label: str
    """What one of them is called, a message to translate."""
    contents: Contents
    """Of a territory, those of these numbers that are still kept."""
    hide: Callable[[WriteSession, UUID, Hiding], Awaitable[None]]
    show: Callable[[WriteSession, UUID], Awaitable[None]]
    """Also of what was held until somebody had looked."""
    written_by: Callable[[ReadSession, UUID, UUID], Awaitable[Sequence[UUID]]]
    """Of a territory, by that person: what people see, the latest first."""
    seen_by: Callable[[ReadSession, Visitor, UUID], Awaitable[bool]] | None = None
    """Whether a visitor may see what is shown; None where everyone may."""


@dataclass(frozen=True, slots=True)
class AllModerated:
    """Handed to the desk at composition."""

    kinds: Mapping[str, Moderated]

    @classmethod
    def of(cls, *each: Moderated) -> "AllModerated":
        return cls({one.kind: one for one in each})

    def of_kind(self, kind: str) -> Moderated:
        """NotFoundError of a kind that nobody hands up."""
        if kind not in self.kinds:
            raise NotFoundError
        return self.kinds[kind]

    async def content(self, db: ReadSession, territory_id: UUID, kind: str, key: UUID) -> Content | None:
        """None of what is no longer kept."""
        return (await self.of_kind(kind).contents(db, territory_id, [key])).get(key)

    async def seen(self, db: ReadSession, visitor: Visitor, kind: str, key: UUID) -> Content:
        """NotFoundError of what that visitor does not see."""
        content, seen_by = await self.content(db, visitor.territory.id, kind, key), self.kinds[kind].seen_by
        if content is None or not content.shown:
            raise NotFoundError
        if seen_by is not None and not await seen_by(db, visitor, key):
            raise NotFoundError
        return content


TheModerated = NamedDependency[SkipValidation[AllModerated]]
"""As a route asks for it, by the name `moderated`."""
