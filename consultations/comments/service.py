"""What residents do below a subject: comment, answer, mend, take back, agree."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select, update

from consultations.comments import rules
from consultations.comments.events import CommentShown
from consultations.comments.models import Comment, CommentAgreement, CommentVersion
from consultations.comments.moderated import KIND, as_content
from consultations.comments.rules import CommentAnsweredError, CommentGoneError, Written
from consultations.comments.subjects import AllCommented
from consultations.moderation.rules import Bar, has_links
from consultations.moderation.service.cases import by_age, check_not_barred, hold, writes_newly
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.platform.limits import Limit, Per, hit
from okote.territories.queries import held
from payments.sessions import WriteSession

COMMENTS = Limit(
    "comment",
    most=30,
    window=timedelta(hours=1),
    per=Per.PERSON,
    reason="A lively discussion of one person; whoever writes one every two minutes for long is a program.",
)
COMMENTS_NEW = Limit(
    "comment-new",
    most=10,
    window=timedelta(days=1),
    per=Per.PERSON,
    reason="Of an account of less than a week: a wave of advertising comes from accounts made for it.",
)
AGREEMENTS = Limit(
    "comment-agreement",
    most=200,
    window=timedelta(hours=1),
    per=Per.PERSON,
    reason="Somebody reads a whole thread in an hour; what agrees with everything is a program.",
)

LIMITS = (COMMENTS, COMMENTS_NEW, AGREEMENTS)


async def comment(
    db: WriteSession,
    commented: AllCommented,
    kind: str,
    subject_id: UUID,
    written: Written,
    *,
    by: Visitor,
    parent_id: UUID | None = None,
) -> Comment:
    """Everyone reads it at once, unless a new account links elsewhere; sent twice, it is the same.

    What the subject's own room refuses, NotFoundError, BarredError, CommentGoneError, CommentAnsweredError,
    TooManyRequestsError.
    """
    author = person_of(by)
    topic = await commented.topic(db, by, kind, subject_id)
    await commented.kinds[kind].admit(db, subject_id, by)
    await check_not_barred(db, by.territory, Bar.WRITING, person_id=author.id)
    if parent_id is not None:
        await _answerable(db, by, parent_id, kind, subject_id)
    await db.lock(f"commenting:{author.id}")
    known = await _same(db, by, kind, subject_id, parent_id, written.body)
    if known is not None:
        return known
    new = await writes_newly(db, author)
    await hit(db, by_age(COMMENTS, COMMENTS_NEW, new=new), str(author.id))
    await hold_open(db, author.id)
    at = await db.now()
    made = Comment(
        territory_id=by.territory.id,
        kind=kind,
        subject_id=subject_id,
        parent_id=parent_id,
        person_id=author.id,
        public_name=written.public_name,
        stance=written.stance if parent_id is None else None,
        body=written.body,
        language=by.language,
        written_at=at,
        held_at=at if new and has_links(written.body) else None,
    )
    db.add(made)
    await db.flush()
    await _shown_or_held(db, made, topic.title)
    return made


async def _answerable(db: WriteSession, by: Visitor, parent_id: UUID, kind: str, subject_id: UUID) -> None:
    parent = await held(db, Comment, by.territory.id, parent_id, shared=True)
    if (parent.kind, parent.subject_id) != (kind, subject_id):
        raise NotFoundError
    if parent.parent_id is not None:
        raise CommentAnsweredError
    rules.check_shown(shown=parent.shown)


async def _same(
    db: WriteSession, by: Visitor, kind: str, subject_id: UUID, parent_id: UUID | None, body: str
) -> Comment | None:
    """Of the last minutes: somebody who says "yes" twice in a month means it."""
    same = select(Comment).where(
        Comment.person_id == person_of(by).id,
        Comment.territory_id == by.territory.id,
        Comment.kind == kind,
        Comment.subject_id == subject_id,
        col(Comment.parent_id).is_(None) if parent_id is None else Comment.parent_id == parent_id,
        Comment.body == body,
        col(Comment.withdrawn_at).is_(None),
        col(Comment.written_at) > await db.now() - rules.EDITED_WITHIN,
    )
    return (await db.exec(same)).first()


async def _shown_or_held(db: WriteSession, made: Comment, title: str) -> None:
    if made.held_at is None:
        await emit(db, CommentShown(made.id))
    else:
        await hold(db, made.territory_id, KIND, made.id, as_content(made, title))


async def edit(db: WriteSession, comment_id: UUID, body: str, *, by: Visitor) -> Comment:
    """Within its first minutes, by its author; what it said before is kept.

    CommentTooLateError, CommentGoneError, BarredError.
    """
    made = await _own(db, comment_id, by)
    at = await db.now()
    rules.check_editable(made.written_at, at)
    if body == made.body:
        return made
    before = CommentVersion(
        territory_id=made.territory_id,
        comment_id=made.id,
        number=made.version,
        body=made.body,
        sha256=sha256(made.body.encode()).digest(),
        at=made.edited_at or made.written_at,
    )
    db.add(before)
    made.body, made.version, made.edited_at = body, made.version + 1, at
    await _held_for_links(db, made, body, by)
    return made


async def _held_for_links(db: WriteSession, made: Comment, text: str, by: Visitor) -> None:
    """Also what was harmless at first."""
    if made.held_at is None and has_links(text) and await writes_newly(db, person_of(by)):
        made.held_at = await db.now()
        await db.flush()
        await hold(db, made.territory_id, KIND, made.id, as_content(made, ""))


async def correct(db: WriteSession, comment_id: UUID, text: str, *, by: Visitor) -> Comment:
    """Tell below it what was wrong, once others may have read it. CommentNoteError, CommentGoneError."""
    made, at = await _own(db, comment_id, by), await db.now()
    rules.check_note(made.written_at, at, noted=made.note is not None)
    made.note, made.noted_at = text, at
    await _held_for_links(db, made, text, by)
    return made


async def _own(db: WriteSession, comment_id: UUID, by: Visitor) -> Comment:
    """ForbiddenError of another's; CommentGoneError of one that was taken back or down."""
    made = await held(db, Comment, by.territory.id, comment_id)
    require(made.person_id == person_of(by).id)
    if made.withdrawn_at is not None or made.hidden_at is not None:
        raise CommentGoneError
    await check_not_barred(db, by.territory, Bar.WRITING, person_id=made.person_id)
    return made


async def take_back(db: WriteSession, comment_id: UUID, *, by: Visitor) -> Comment:
    """By its author, at any time: where answers hang on it, that there was one stays to be seen."""
    made = await held(db, Comment, by.territory.id, comment_id)
    require(made.person_id == person_of(by).id)
    made.withdrawn_at = made.withdrawn_at or await db.now()
    return made


async def agree(db: WriteSession, comment_id: UUID, *, by: Visitor) -> Comment:
    """Once for each person; pressed twice, it is the same. CommentGoneError, OwnCommentError."""
    made, person = await held(db, Comment, by.territory.id, comment_id, shared=True), person_of(by)
    rules.check_shown(shown=made.shown)
    rules.check_not_own(own=made.person_id == person.id)
    await hit(db, AGREEMENTS, str(person.id))
    await hold_open(db, person.id)
    given = insert(CommentAgreement).values(comment_id=made.id, person_id=person.id, since=await db.now())
    await db.exec(given.on_conflict_do_nothing())
    return made


async def agree_no_more(db: WriteSession, comment_id: UUID, *, by: Visitor) -> Comment:
    """At any time."""
    made = await held(db, Comment, by.territory.id, comment_id, shared=True)
    theirs = col(CommentAgreement.person_id) == person_of(by).id
    await db.exec(delete(CommentAgreement).where(col(CommentAgreement.comment_id) == made.id, theirs))
    return made


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """What others answered stays, of a person who left; what was taken back and former words go."""
    theirs = col(Comment.person_id) == closed.person_id
    await db.exec(delete(CommentAgreement).where(col(CommentAgreement.person_id) == closed.person_id))
    of_theirs = select(Comment.id).where(theirs)
    await db.exec(delete(CommentVersion).where(col(CommentVersion.comment_id).in_(of_theirs)))
    gone = {"body": "", "note": None, "noted_at": None}
    await db.exec(update(Comment).where(theirs, col(Comment.withdrawn_at).is_not(None)).values(**gone))
    await db.exec(update(Comment).where(theirs).values(public_name=None, author_left=True))
