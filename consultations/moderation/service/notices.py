"""Reporting (article 16): open to everyone, hides nothing by itself, and never done twice."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from consultations.moderation import rules
from consultations.moderation.contents import AllModerated, Content
from consultations.moderation.events import NoticeGiven
from consultations.moderation.models import ModerationCase, ModerationNotice
from consultations.moderation.rules import SEVERITY, Bar, CameBy, Given, OwnContentError
from consultations.moderation.service.cases import by_age, check_not_barred, open_case, writes_newly
from okote.identity.account.presence import hold_open
from okote.identity.visitors import Visitor
from okote.platform.events import emit
from okote.platform.limits import Limit, Per, hit, hit_all
from payments.sessions import WriteSession

NOTICES = Limit(
    "notice",
    most=20,
    window=timedelta(days=1),
    per=Per.PERSON,
    reason="A person reads each; whoever finds more than twenty a day had better write to the operator.",
)
NOTICES_NEW = Limit(
    "notice-new",
    most=3,
    window=timedelta(days=1),
    per=Per.PERSON,
    reason="Of an account of less than a week: accounts that are made to report others report at once.",
)
NOTICES_ADDRESS = Limit(
    "notice-address",
    most=5,
    window=timedelta(days=1),
    per=Per.ADDRESS,
    reason="Without an account: a family, or a library; the law lets everyone report, not a script.",
)
NOTICES_MAILBOX = Limit(
    "notice-mailbox",
    most=3,
    window=timedelta(days=1),
    per=Per.MAILBOX,
    reason="Each has a receipt by mail, which whoever typed another's address sends to them.",
)

LIMITS = (NOTICES, NOTICES_NEW, NOTICES_ADDRESS, NOTICES_MAILBOX)


async def report(
    db: WriteSession,
    moderated: AllModerated,
    kind: str,
    subject_id: UUID,
    given: Given,
    *,
    by: Visitor,
    household: str = "",
) -> ModerationNotice:
    """One open notice for each person or address; sent a second time, it is the same.

    `household` is whose notices count together where nobody has signed in; "" where that can't be told.
    NotFoundError, OwnContentError, GoodFaithError, WhoReportsError, BarredError, TooManyRequestsError.
    """
    content = await moderated.seen(db, by, kind, subject_id)
    rules.check_notice(given, signed_in=by.person is not None)
    if by.person is not None and by.person.id == content.author_id:
        raise OwnContentError
    await db.lock(f"reporting:{kind}:{subject_id}")
    known = await _open_one(db, by, kind, subject_id, given)
    if known is not None:
        return known
    new = await _let_in(db, by, given, household)
    severity = SEVERITY[given.ground]
    case = await open_case(db, by.territory.id, kind, subject_id, content, CameBy.NOTICE, severity)
    return await _written(db, case, content, given, by, new=new)


async def _open_one(
    db: WriteSession, by: Visitor, kind: str, subject_id: UUID, given: Given
) -> ModerationNotice | None:
    if by.person is None and not given.email:
        return None
    whose = ModerationNotice.person_id == by.person.id if by.person else ModerationNotice.email == given.email
    statement = (
        select(ModerationNotice)
        .join(ModerationCase, col(ModerationCase.id) == ModerationNotice.case_id)
        .where(
            whose,
            ModerationCase.territory_id == by.territory.id,
            ModerationCase.kind == kind,
            ModerationCase.subject_id == subject_id,
            col(ModerationCase.decided_at).is_(None),
        )
    )
    return (await db.exec(statement)).first()


async def _let_in(db: WriteSession, by: Visitor, given: Given, household: str) -> bool:
    """Count it, and tell whether it comes from a new account, or from none."""
    if by.person is None:
        if given.email:
            await check_not_barred(db, by.territory, Bar.REPORTING, email=given.email)
        whose = ((NOTICES_ADDRESS, household), (NOTICES_MAILBOX, given.email))
        if counted := [(limit, (subject,)) for limit, subject in whose if subject]:
            await hit_all(db, counted)
        return True
    await check_not_barred(db, by.territory, Bar.REPORTING, person_id=by.person.id)
    new = await writes_newly(db, by.person)
    await hit(db, by_age(NOTICES, NOTICES_NEW, new=new), str(by.person.id))
    await hold_open(db, by.person.id)
    return new


async def _written(
    db: WriteSession, case: ModerationCase, content: Content, given: Given, by: Visitor, *, new: bool
) -> ModerationNotice:
    notice = ModerationNotice(
        territory_id=case.territory_id,
        case_id=case.id,
        person_id=by.person.id if by.person else None,
        name="" if by.person else given.name,
        email="" if by.person else given.email,
        ground=given.ground,
        explanation=given.explanation,
        url=by.address + content.path,
        good_faith=given.good_faith,
        new_account=new,
        language=by.language,
        at=await db.now(),
    )
    db.add(notice)
    await db.flush()
    await emit(db, NoticeGiven(notice.id))
    return notice
