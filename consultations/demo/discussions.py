"""What the demo tells of comments on ideas: read from the territory’s own file, all of it invented."""

import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from consultations.comments import moderated as comments
from consultations.comments.rules import Stance, Written
from consultations.comments.service import agree, comment
from consultations.comments.subjects import AllCommented
from consultations.demo.catalogue import Told
from consultations.ideas.commented import COMMENTED
from consultations.ideas.moderated import KIND, MODERATED
from consultations.moderation.contents import AllModerated
from consultations.moderation.rules import Given, Ground
from consultations.moderation.service.notices import report

CONTENT = Path(__file__).parent

ALL_MODERATED = AllModerated.of(MODERATED, comments.MODERATED)
ALL_COMMENTED = AllCommented.of(COMMENTED)

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class CommentTold(Told, frozen=True):
    """`on` is the day, counted from today; `answers` the key of the comment that it answers."""

    on: int
    by: str
    idea: str
    text: str
    stance: Stance | None = None
    key: str = ""
    answers: str = ""
    name: str | None = None
    agreed: int = 0
    reported: str = ""


class DiscussionTold(Told, frozen=True):
    comments: Sequence[CommentTold]


@dataclass(slots=True)
class Discussions:
    """Below the ideas of one territory's box, known by their titles."""

    telling: Any
    slug: str
    told: DiscussionTold
    ideas: Mapping[str, UUID]
    written: dict[str, UUID] = field(default_factory=dict)

    def moments(self) -> Sequence[Moment]:
        """At noon, a while apart on each day."""
        at = self.telling.now - timedelta(hours=6)
        return [
            (min(at + timedelta(days=one.on, minutes=7 * number), self.telling.now), partial(self.write, one))
            for number, one in enumerate(self.told.comments)
        ]

    async def write(self, told: CommentTold) -> None:
        by = await self.telling.somebody(self.slug, told.by)
        parent = self.written[told.answers] if told.answers else None
        said = Written(told.text.strip(), told.stance, told.name)
        async with self.telling.house.database.unit_of_work() as db:
            where = (ALL_COMMENTED, KIND, self.ideas[told.idea])
            made = await comment(db, *where, said, by=by, parent_id=parent)
        self.written[told.key] = made.id
        for name in self.telling.donors.names[: told.agreed]:
            who = await self.telling.somebody(self.slug, name)
            async with self.telling.house.database.unit_of_work() as db:
                await agree(db, made.id, by=who)
        if told.reported:
            who = await self.telling.somebody(self.slug, self.telling.donors.names[-1])
            given = Given(Ground.DEFAMATION, told.reported, good_faith=True)
            async with self.telling.house.database.unit_of_work() as db:
                await report(db, ALL_MODERATED, comments.KIND, made.id, given, by=who)


def moments(telling: Any, slug: str, ideas: Mapping[str, UUID]) -> Sequence[Moment]:
    """Nothing where no file tells of it."""
    path = CONTENT / f"{slug}.discussions.toml"
    if not path.exists():
        return ()
    told = msgspec.convert(tomllib.loads(path.read_text()), DiscussionTold)
    return Discussions(telling, slug, told, ideas).moments()
