"""Who is written to where ideas are merged or split: authors who are asked, and whoever supports them."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Protocol
from uuid import UUID

from sqlmodel import col, select

from consultations.ideas.models import Idea, IdeaSupport
from consultations.ideas.queries import replacing
from consultations.merging.events import IdeasMerged, IdeaSplitUp, MergeProposed, MergeUndone
from consultations.merging.holding import co_authors, names
from consultations.merging.links import path_for
from consultations.merging.models import CarriedSupport, IdeaMerge, IdeaSplit
from consultations.merging.service import asked, source_ids
from okote.backoffice.letters import write_to
from okote.feature import MailKind
from okote.house import House
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import ReadSession, WriteSession

WRITE = "merging.write"
AT_ONCE = 200
"""People in one transaction: whoever was written to is not written to again."""

ASKED = MailKind(
    "ideas-merging",
    say("Your ideas, where somebody proposes to merge them with others, or splits them"),
    say("You wrote them: you have seven days to say no."),
    refusable=False,
)
TOLD = MailKind(
    "ideas-merged",
    say("Ideas that you support, where they are merged, taken apart or split"),
    say("Without it, your support counts for an idea that you have not read, or for one that stands aside."),
)
KINDS = (ASKED, TOLD)

Event = MergeProposed | IdeasMerged | MergeUndone | IdeaSplitUp


class Notices(Protocol):
    """What each of them reads."""

    def __call__(self, words: Wording, person: UUID) -> Notice: ...


Telling = tuple[UUID, str, MailKind, Sequence[UUID], Notices]
"""Territory, key, kind, people, and what each of them reads."""


async def on_event(db: WriteSession, event: Event) -> None:
    """Order the letters; they are set outside this transaction."""
    kinds, subject = _named(event)
    for kind in kinds:
        await db.defer(WRITE, kind=kind, subject=str(subject))


def _named(event: Event) -> tuple[tuple[str, ...], UUID]:
    match event:
        case MergeProposed(merge):
            return ("proposed",), merge
        case IdeasMerged(merge):
            return ("merged",), merge
        case MergeUndone(merge):
            return ("undone",), merge
        case IdeaSplitUp(split):
            return ("split", "split_author"), split


async def write(context: JobContext, *, kind: str, subject: str) -> None:
    house: House = context.additional_context["house"]
    async with house.database.reading() as db:
        telling = await LETTERS[kind](house, db, UUID(subject))
    if telling is None:
        return
    territory_id, key, sort, people, notice = telling
    for first in range(0, len(people), AT_ONCE):
        async with house.database.unit_of_work() as db:
            for person in people[first : first + AT_ONCE]:
                told = partial(notice, person=person)
                await write_to(house, db, [person], told, territory_id=territory_id, kind=sort, key=key)


async def _proposed(house: House, db: ReadSession, merge_id: UUID) -> Telling | None:
    """To the authors of its ideas; nothing once it is decided."""
    merge = await db.get(IdeaMerge, merge_id)
    if merge is None or merge.decided_at is not None or merge.merged_at is not None:
        return None
    titles = [one.title for one in await _ideas(db, await source_ids(db, merge.id))]

    def notice(words: Wording, person: UUID) -> Notice:
        until = words.deadline(merge.objections_until)
        return Notice(
            subject=words.say(say("Should your idea become one with others? “%(title)s”"), title=merge.title),
            paragraphs=[
                words.say(say("A moderator proposes to merge these ideas, which say the same:")),
                " · ".join(titles),
                merge.because,
                words.say(
                    say(
                        "You wrote one of them: say yes or no until %(until)s. If nobody says no, they are"
                        " merged, and you write the new idea with the other authors."
                    ),
                    until=until,
                ),
            ],
            action=words.say(say("See what is proposed and answer")),
            path=path_for(house.settings, merge.id, person),
        )

    people = [one.person_id for one in await asked(db, merge.id)]
    return merge.territory_id, f"merge-proposed:{merge.id}", ASKED, people, notice


async def _merged(house: House, db: ReadSession, merge_id: UUID) -> Telling | None:
    """To whoever's support was carried; nothing once it was taken back."""
    merge = await db.get(IdeaMerge, merge_id)
    if merge is None or merge.undone_at is not None or merge.merged_at is None:
        return None
    titles = [one.title for one in await _ideas(db, await source_ids(db, merge.id))]

    def notice(words: Wording, person: UUID) -> Notice:
        return Notice(
            subject=words.say(
                say("Ideas were merged, and your support goes with them: “%(title)s”"), title=merge.title
            ),
            paragraphs=[
                words.say(say("These ideas said the same, and are one now:")),
                " · ".join(titles),
                words.say(
                    say(
                        "Your support counts once for the new idea. Read it: where you don’t agree, you take"
                        " your support back by the same link, without signing in."
                    )
                ),
            ],
            action=words.say(say("Read the new idea")),
            path=path_for(house.settings, merge.id, person),
        )

    carried = select(CarriedSupport.person_id).where(CarriedSupport.merge_id == merge.id)
    people = (await db.exec(carried.order_by(col(CarriedSupport.person_id)))).all()
    return merge.territory_id, f"ideas-merged:{merge.id}", TOLD, people, notice


async def _undone(house: House, db: ReadSession, merge_id: UUID) -> Telling | None:  # noqa: ARG001 (as others)
    """To whoever supports one of the sources again."""
    merge = await db.get(IdeaMerge, merge_id)
    if merge is None or merge.undone_at is None:
        return None
    ids = await source_ids(db, merge.id)
    titles = [one.title for one in await _ideas(db, ids)]

    def notice(words: Wording, person: UUID) -> Notice:  # noqa: ARG001 (as others)
        return Notice(
            subject=words.say(
                say("Ideas that were merged stand apart again: “%(title)s”"), title=merge.title
            ),
            paragraphs=[
                words.say(say("Your support counts where you gave it, as before:")),
                " · ".join(titles),
                merge.undone_because or "",
            ],
            action=words.say(say("See what was done")),
            path=f"/ideas/merges/{merge.id}",
        )

    people = await _supporters(db, ids)
    return merge.territory_id, f"merge-undone:{merge.id}", TOLD, people, notice


async def _split(house: House, db: ReadSession, split_id: UUID) -> Telling | None:  # noqa: ARG001 (as others)
    """To whoever supports the idea that was split."""
    split = await db.get(IdeaSplit, split_id)
    if split is None:
        return None
    idea = await db.get_one(Idea, split.idea_id)
    titles = [one.title for one in await replacing(db, idea.id)]

    def notice(words: Wording, person: UUID) -> Notice:  # noqa: ARG001 (as others)
        return Notice(
            subject=words.say(say("An idea that you support was split: “%(title)s”"), title=idea.title),
            paragraphs=[
                words.say(say("It said several things, which are ideas of their own now:")),
                " · ".join(titles),
                words.say(
                    say("Your support was not copied: choose which of them you support, all, some or none.")
                ),
            ],
            action=words.say(say("Choose what you support")),
            path=f"/ideas/{idea.id}",
        )

    people = await _supporters(db, [idea.id])
    return split.territory_id, f"idea-split:{split.id}", TOLD, people, notice


async def _split_author(house: House, db: ReadSession, split_id: UUID) -> Telling | None:  # noqa: ARG001 (as others)
    """To those who wrote the idea that somebody else split."""
    split = await db.get(IdeaSplit, split_id)
    idea = await db.get(Idea, split.idea_id) if split else None
    if split is None or idea is None or idea.person_id == split.by:
        return None
    parts = [one.title for one in await replacing(db, idea.id)]
    people = list(names([idea], await co_authors(db, [idea.id])))

    def notice(words: Wording, person: UUID) -> Notice:  # noqa: ARG001 (as others)
        return Notice(
            subject=words.say(say("Your idea was split: “%(title)s”"), title=idea.title),
            paragraphs=[
                words.say(say("A moderator made several ideas of it, which you go on writing:")),
                " · ".join(parts),
                split.because,
            ],
            action=words.say(say("See your idea")),
            path=f"/ideas/{idea.id}",
        )

    return split.territory_id, f"idea-split-author:{split.id}", ASKED, people, notice


async def _ideas(db: ReadSession, ids: Sequence[UUID]) -> Sequence[Idea]:
    statement = select(Idea).where(col(Idea.id).in_(ids), col(Idea.hidden_at).is_(None))
    return (await db.exec(statement.order_by(col(Idea.number)))).all()


async def _supporters(db: ReadSession, ids: Sequence[UUID]) -> Sequence[UUID]:
    statement = select(IdeaSupport.person_id).where(col(IdeaSupport.idea_id).in_(ids)).distinct()
    return (await db.exec(statement.order_by(col(IdeaSupport.person_id)))).all()


LETTERS: dict[str, Callable[[House, ReadSession, UUID], Awaitable[Telling | None]]] = {
    "proposed": _proposed,
    "merged": _merged,
    "undone": _undone,
    "split": _split,
    "split_author": _split_author,
}

JOBS = (Job(WRITE, write),)
