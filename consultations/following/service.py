"""Follow a subject, follow it no more; and what is new of it, put down for whoever is to be told."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, update

from consultations.following.models import Digest, SubjectFollow, SubjectNews
from consultations.following.subjects import AllFollowed
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.platform.mail.wishes import refuse, refused_by
from payments.sessions import WriteSession
from payments.tables import uuid7

KEYS = ["person_id", "kind", "subject_id"]


async def follow(
    db: WriteSession, followed: AllFollowed, kind: str, subject_id: UUID, *, by: Visitor
) -> None:
    """Have its news; pressed twice, it is the same. NotFoundError of what the visitor does not see."""
    await followed.subject(db, by, kind, subject_id)
    await _decide(db, kind, subject_id, by=by, wanted=True)


async def follow_by_itself(
    db: WriteSession, territory_id: UUID, kind: str, subject_id: UUID, person_id: UUID
) -> None:
    """For whoever made it; what they decided about it themselves stays as it is."""
    first = insert(SubjectFollow).values(
        person_id=person_id,
        kind=kind,
        subject_id=subject_id,
        territory_id=territory_id,
        since=await db.now(),
    )
    await db.exec(first.on_conflict_do_nothing())


async def unfollow(
    db: WriteSession, followed: AllFollowed, kind: str, subject_id: UUID, *, by: Visitor
) -> None:
    """Have no more of it, also of what one followed and can no longer see; NotFoundError of the rest."""
    if await db.get(SubjectFollow, (person_of(by).id, kind, subject_id)) is None:
        await followed.subject(db, by, kind, subject_id)
    await _decide(db, kind, subject_id, by=by, wanted=False)


async def _decide(db: WriteSession, kind: str, subject_id: UUID, *, by: Visitor, wanted: bool) -> None:
    person = person_of(by)
    await hold_open(db, person.id)
    at = await db.now()
    decided = insert(SubjectFollow).values(
        person_id=person.id,
        kind=kind,
        subject_id=subject_id,
        territory_id=by.territory.id,
        since=at,
        ended_at=None if wanted else at,
    )
    if wanted:
        again = {"since": at, "ended_at": None}
        changed = decided.on_conflict_do_update(
            index_elements=KEYS, set_=again, where=col(SubjectFollow.ended_at).is_not(None)
        )
    else:
        changed = decided.on_conflict_do_update(
            index_elements=KEYS, set_={"ended_at": at}, where=col(SubjectFollow.ended_at).is_(None)
        )
    await db.exec(changed)


async def tell(
    db: WriteSession,
    territory_id: UUID,
    kind: str,
    subject_id: UUID,
    sort: str,
    item_id: UUID,
    *,
    by: UUID | None = None,
    only: UUID | None = None,
) -> None:
    """Something new of a subject, done `by` somebody, who is not told; `only` for one person, where named."""
    news = SubjectNews(
        id=uuid7(),
        territory_id=territory_id,
        kind=kind,
        subject_id=subject_id,
        sort=sort,
        item_id=item_id,
        by=by,
        person_id=only,
        at=await db.now(),
    )
    db.add(news)
    await db.flush()


async def end_digests(db: WriteSession, person_id: UUID, kind: str) -> None:
    """No more of these mails, by the link in one of them; other kinds stay as they were."""
    await hold_open(db, person_id)
    await refuse(db, person_id, {*await refused_by(db, person_id), kind})


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """Nobody is left to be written to."""
    await db.exec(delete(SubjectFollow).where(col(SubjectFollow.person_id) == closed.person_id))
    await db.exec(delete(Digest).where(col(Digest.person_id) == closed.person_id))
    await db.exec(delete(SubjectNews).where(col(SubjectNews.person_id) == closed.person_id))
    theirs = col(SubjectNews.by) == closed.person_id
    await db.exec(update(SubjectNews).where(theirs).values(by=None))
