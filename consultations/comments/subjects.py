"""What can be commented: each room hands up its own, and threads know none of them by name."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from payments.sessions import ReadSession, WriteSession


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject as a visitor sees it."""

    title: str
    path: str
    """Of its page, without language."""
    takes: bool
    """Whether comments are taken now, as far as the page can tell: `admit` decides."""
    author_id: UUID | None = None
    """Who proposed it, and is told of what is said of it."""


@dataclass(frozen=True, slots=True)
class Commented:
    """One kind of subject. `label` is what one of them is called, a message to translate."""

    kind: str
    label: str
    topics: Callable[[ReadSession, Visitor, Collection[UUID]], Awaitable[Mapping[UUID, Topic]]]
    """Of these, those that the visitor may see."""
    admit: Callable[[WriteSession, UUID, Visitor], Awaitable[None]]
    """Hold the subject and let the visitor comment on it now, or raise its own refusal."""


@dataclass(frozen=True, slots=True)
class AllCommented:
    """Handed to the threads at composition."""

    kinds: Mapping[str, Commented]

    @classmethod
    def of(cls, *each: Commented) -> "AllCommented":
        return cls({one.kind: one for one in each})

    async def topic(self, db: ReadSession, visitor: Visitor, kind: str, key: UUID) -> Topic:
        """NotFoundError of what that visitor does not see, and of a kind that nobody hands up."""
        if kind not in self.kinds:
            raise NotFoundError
        found = await self.kinds[kind].topics(db, visitor, [key])
        if key not in found:
            raise NotFoundError
        return found[key]


TheCommented = NamedDependency[SkipValidation[AllCommented]]
"""As a route asks for it, by the name `commented`."""
