"""One mail for all that is new to somebody: never empty, never twice, without what was taken down since."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from consultations.following.models import Digest, SubjectNews
from consultations.following.queries import Due, due, news_for
from consultations.following.service import end_digests
from consultations.following.subjects import AllFollowed
from okote.feature import Found, MailKind
from okote.house import House
from okote.identity.models import Person
from okote.identity.roles.queries import holdings
from okote.identity.visitors import Held, Visitor
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.platform.mail.wishes import refused_by
from okote.settings import Settings
from okote.territories.models import Territory
from okote.web.formatting import Wording
from okote.web.seals import Seal
from payments.jobs import Job, JobContext
from payments.sessions import ReadSession, WriteSession

LOOK = "following.look"
AT_ONCE = 500
"""People in one go: the others come with the next."""

DIGEST = MailKind(
    "digest",
    say("What is new of what you follow, and answers to your comments"),
    say("Without it, you see what is new when you next look there. At most one a day."),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One subject, and how many new things of each sort there are."""

    subject: Found
    counts: Sequence[tuple[tuple[str, str], int]]

    def lines(self, words: Wording) -> Sequence[str]:
        return [words.say_count(*says, number) for says, number in self.counts]


def jobs(followed: AllFollowed) -> tuple[Job, ...]:
    async def look(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
        """One person after the other, each in a transaction of its own."""
        house: House = context.additional_context["house"]
        async with house.database.reading() as db:
            found = await due(db, await db.now(), AT_ONCE)
        for one in found:
            async with house.database.unit_of_work() as db:
                await tell_one(house, db, followed, one)

    return (Job(LOOK, look, every="*/10 * * * *", attempts=1),)


async def tell_one(house: House, db: WriteSession, followed: AllFollowed, which: Due) -> bool:
    """Whether somebody was written to; what was looked at is not looked at again, whoever looks meanwhile."""
    at = await db.now()
    cursor = await _held(db, which)
    news = await news_for(db, which, cursor.told, at)
    if not news:
        return False
    cursor.told, cursor.looked_at = news[-1].id, at
    person = await db.get_one(Person, which.person_id, with_for_update={"read": True, "key_share": True})
    if person.email is None or DIGEST.name in await refused_by(db, person.id):
        return False
    territory = await db.get_one(Territory, which.territory_id)
    visitor = await _as_visitor(house, db, territory, person)
    parts = await _parts(db, followed, visitor, news)
    if not parts:
        return False
    await _post(house, db, visitor, person, parts, news[-1].id)
    cursor.sent_at = at
    return True


NOTHING = UUID(int=0)
"""Before all news."""


async def _held(db: WriteSession, which: Due) -> Digest:
    """How far they were told, held against whoever would tell them at the same moment."""
    first = insert(Digest).values(
        person_id=which.person_id, territory_id=which.territory_id, told=NOTHING, looked_at=await db.now()
    )
    await db.exec(first.on_conflict_do_nothing())
    statement = select(Digest).where(
        Digest.person_id == which.person_id, Digest.territory_id == which.territory_id
    )
    held = statement.with_for_update().execution_options(populate_existing=True)
    return (await db.exec(held)).one()


async def _as_visitor(house: House, db: ReadSession, territory: Territory, person: Person) -> Visitor:
    """As they would look themselves: nobody is told of what they may not see."""
    spoken = person.language or territory.languages[0]
    language = spoken if spoken in territory.languages else territory.languages[0]
    roles = [one for one in await holdings(db, territory.id) if one.person_id == person.id]
    return Visitor(
        territory=territory,
        language=language,
        address=house.settings.address(territory.slug),
        person=person,
        roles=frozenset(Held(one.role, one.scope) for one in roles),
    )


async def _parts(
    db: ReadSession, followed: AllFollowed, visitor: Visitor, news: Sequence[SubjectNews]
) -> Sequence[Part]:
    """By subject, in the order of its first news; each thing counted once, if it is still to be seen."""
    items: dict[str, set[UUID]] = {}
    for one in news:
        items.setdefault(one.sort, set()).add(one.item_id)
    still = {
        sort: set(await followed.sorts[sort].still(db, ids))
        for sort, ids in items.items()
        if sort in followed.sorts
    }
    named = {one.item_id for one in news if one.person_id is not None}
    counted: dict[tuple[str, UUID], dict[str, set[UUID]]] = {}
    for one in news:
        twice = one.person_id is None and one.item_id in named
        if not twice and one.item_id in still.get(one.sort, ()):
            counted.setdefault((one.kind, one.subject_id), {}).setdefault(one.sort, set()).add(one.item_id)
    parts = []
    for (kind, subject_id), sorts in counted.items():
        known = followed.kinds.get(kind)
        found = {} if known is None else await known.subjects(db, visitor, [subject_id])
        if subject_id in found:
            counts = [(followed.sorts[sort].says, len(ids)) for sort, ids in sorts.items()]
            parts.append(Part(found[subject_id], counts))
    return parts


async def _post(
    house: House, db: WriteSession, visitor: Visitor, person: Person, parts: Sequence[Part], last: UUID
) -> None:
    territory, language = visitor.territory, visitor.language
    words = house.renderer.wording(language, territory.time_zone)
    end = path_for(house.settings, person.id)
    letter = house.renderer.letter(
        "consultations/following/mail/digest",
        {"parts": [(one.subject, one.lines(words)) for one in parts], "end": end},
        language=language,
        territory=territory,
        address=visitor.address,
    )
    await post(
        db,
        key=f"digest:{territory.id}:{last}:{person.id}",
        territory_id=territory.id,
        person_id=person.id,
        recipient=person.email or "",
        letter=replace(letter, unsubscribe=f"{visitor.address}/{language}{end}"),
    )


def path_for(settings: Settings, person_id: UUID) -> str:
    """Of the link that ends these mails, without language. It never expires."""
    return f"/unsubscribe/digest/{_seal(settings).sealed(person_id.hex)}"


async def end_by_link(db: WriteSession, settings: Settings, token: str) -> bool:
    """False for what we did not seal for this."""
    person_id = opened(settings, token)
    if person_id is None:
        return False
    await end_digests(db, person_id, DIGEST.name)
    return True


def opened(settings: Settings, token: str) -> UUID | None:
    words = _seal(settings).opened(token)
    return UUID(words) if words else None


def _seal(settings: Settings) -> Seal:
    return Seal(settings.secret_key, "digest")


async def ended(db: ReadSession, person_id: UUID) -> bool:
    """Whether somebody wants none of these mails."""
    statement = select(Person.closed_at).where(col(Person.id) == person_id)
    closed = (await db.exec(statement)).first()
    return closed is not None or DIGEST.name in await refused_by(db, person_id)
