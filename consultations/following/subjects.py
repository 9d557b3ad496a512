"""What can be followed: each room hands up its own subjects, and the sorts of news that it tells."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from okote.feature import Found
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Followed:
    """One kind of subject. `label` is what several of them are called, a message to translate."""

    kind: str
    label: str
    subjects: Callable[[ReadSession, Visitor, Collection[UUID]], Awaitable[Mapping[UUID, Found]]]
    """Of these, those that the visitor may see."""


@dataclass(frozen=True, slots=True)
class Told:
    """One sort of news; `says` is how many there are of it, marked by `say_count`."""

    sort: str
    says: tuple[str, str]
    still: Callable[[ReadSession, Collection[UUID]], Awaitable[Collection[UUID]]]
    """Of these, those that people still see: what was taken down or back is not told."""


@dataclass(frozen=True, slots=True)
class AllFollowed:
    """Handed to whoever writes the mails at composition."""

    kinds: Mapping[str, Followed]
    sorts: Mapping[str, Told]

    @classmethod
    def of(cls, kinds: Collection[Followed], sorts: Collection[Told]) -> "AllFollowed":
        return cls({one.kind: one for one in kinds}, {one.sort: one for one in sorts})

    async def subject(self, db: ReadSession, visitor: Visitor, kind: str, key: UUID) -> Found:
        """NotFoundError of what that visitor does not see, and of a kind that nobody hands up."""
        if kind not in self.kinds:
            raise NotFoundError
        found = await self.kinds[kind].subjects(db, visitor, [key])
        if key not in found:
            raise NotFoundError
        return found[key]


TheFollowed = NamedDependency[SkipValidation[AllFollowed]]
"""As a route asks for it, by the name `followed`."""
