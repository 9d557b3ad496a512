"""Who is written to where ideas are merged or split: authors who are asked, and whoever supports them."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Protocol
from uuid import UUID

from sqlmodel import col, select

from consultations.ideas.models import Idea, IdeaSupport
from consultations.ideas.queries import replacing
from consultations.merging.events import IdeasMerged, IdeaSplitUp, MergeObjected, MergeProposed, MergeUndone
from consultations.merging.holding import co_authors, names
from consultations.merging.links import path_for
from consultations.merging.models import CarriedSupport, IdeaMerge, IdeaSplit
from consultations.merging.rules import MergeState
from consultations.merging.service import asked, source_ids, state_of
from consultations.permissions import may_moderate
from okote.backoffice.letters import write_to
from okote.feature import MailKind
from okote.house import House
from okote.identity.models import Role
from okote.identity.roles.queries import holdings
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import ReadSession, WriteSession

WRITE = "merging.write"
MODERATORS = (Role.AGENT, Role.ADMINISTRATOR)
"""As `may_moderate`."""
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
OBJECTED = MailKind(
    "merging-objections",
    say("Objections to a merging of ideas"),
    say("In the back office: an author says no, and a moderator who did not propose it decides."),
    may=may_moderate,
)
KINDS = (ASKED, TOLD, OBJECTED)

Event = MergeProposed | MergeObjected | IdeasMerged | MergeUndone | IdeaSplitUp


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
        case MergeObjected(merge):
            return ("objected",), merge
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


async def _objected(house: House, db: ReadSession, merge_id: UUID) -> Telling | None:  # noqa: ARG001 (as others)
    """To moderators who may decide: neither whoever proposed it nor an author; nothing once that is done.

    Once for a proposal, and once more where somebody objects after it was decided.
    """
    merge = await db.get(IdeaMerge, merge_id)
    if merge is None or await state_of(db, merge) is not MergeState.CONTESTED:
        return None
    apart = {merge.proposed_by, *(one.person_id for one in await asked(db, merge.id))}
    held = await holdings(db, merge.territory_id)
    people = sorted({one.person_id for one in held if one.role in MODERATORS} - apart)

    def notice(words: Wording, person: UUID) -> Notice:  # noqa: ARG001 (as others)
        return Notice(
            subject=words.say(say("An author objects to a merging: “%(title)s”"), title=merge.title),
            paragraphs=[
                words.say(say("Whoever proposed to merge these ideas does not decide: you can.")),
                words.say(say("Read why, then let it go on or drop it, with your reasons.")),
            ],
            action=words.say(say("Read the objection and decide")),
            path=f"/back-office/ideas/merges/{merge.id}",
        )

    turn = 1 if merge.decided_at is None else 2
    return merge.territory_id, f"merge-objected:{merge.id}:{turn}", OBJECTED, people, notice


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
    "objected": _objected,
    "merged": _merged,
    "undone": _undone,
    "split": _split,
    "split_author": _split_author,
}

JOBS = (Job(WRITE, write),)
