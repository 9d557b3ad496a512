"""Receipts, statements of reasons and outcomes: each to whoever it concerns, once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from consultations.moderation.events import AppealMade, Decided, NoticeGiven
from consultations.moderation.links import path_for
from consultations.moderation.models import (
    ModerationAppeal,
    ModerationCase,
    ModerationDecision,
    ModerationNotice,
    ModerationSuspension,
)
from consultations.moderation.rules import CameBy, Side, Verdict
from consultations.moderation.service.appeals import Party
from consultations.moderation.stating import READ, after, reasons, remedies, statement
from consultations.moderation.words import BARS
from okote.feature import MailKind
from okote.house import House
from okote.identity.models import Person
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.settings import Settings
from okote.territories.models import Territory
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "moderation.write"

KINDS = (
    MailKind(
        "moderation",
        say("What was reported, and what was decided about what you wrote"),
        say("The law says that whoever reports something, and whoever wrote it, is told why."),
        refusable=False,
    ),
)

Event = NoticeGiven | Decided | AppealMade


@dataclass(frozen=True, slots=True)
class Letter:
    """`reader` is an account, or an address where there is none."""

    key: str
    territory_id: UUID
    reader: UUID | str
    language: str | None
    """None is the account's own, or the territory's."""
    text: Callable[[Wording], Notice]


async def on_event(db: WriteSession, event: Event) -> None:
    """Order the letters; they are set outside this transaction."""
    match event:
        case NoticeGiven(notice):
            await db.defer(WRITE, kind="received", subject=str(notice))
        case Decided(decision):
            await db.defer(WRITE, kind="decided", subject=str(decision))
        case AppealMade(appeal):
            await db.defer(WRITE, kind="appealed", subject=str(appeal))


async def write(context: JobContext, *, kind: str, subject: str) -> None:
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        for letter in await LETTERS[kind](db, house.settings, UUID(subject)):
            await _post(house, db, letter)


async def _post(house: House, db: WriteSession, letter: Letter) -> None:
    """Nothing is written to an account that was closed just now, nor to one without address."""
    territory = await db.get_one(Territory, letter.territory_id)
    recipient, person, language = None, None, letter.language
    if isinstance(letter.reader, str):
        recipient = letter.reader
    else:
        held = select(Person).where(Person.id == letter.reader).with_for_update(read=True, key_share=True)
        known = (await db.exec(held)).one()
        recipient, person, language = known.email, known.id, language or known.language
    if recipient is None:
        return
    spoken = language if language in territory.languages else territory.languages[0]
    notice = letter.text(house.renderer.wording(spoken, territory.time_zone))
    await post(
        db,
        key=letter.key,
        territory_id=territory.id,
        person_id=person,
        recipient=recipient,
        letter=house.renderer.letter(
            "mail/notice",
            {"notice": notice},
            language=spoken,
            territory=territory,
            address=house.settings.address(territory.slug),
        ),
    )


async def _received(db: WriteSession, settings: Settings, notice_id: UUID) -> Sequence[Letter]:
    """A receipt (article 16, paragraph 4), without what was typed: the address may be somebody else's."""
    notice = await db.get(ModerationNotice, notice_id)
    if notice is None or (reader := _sender(notice)) is None:
        return ()
    case = await db.get_one(ModerationCase, notice.case_id)

    def text(words: Wording) -> Notice:
        return Notice(
            subject=words.say(say("We have what you reported")),
            paragraphs=[
                words.say(say("You reported this: %(address)s"), address=notice.url),
                words.say(
                    say("A person looks at it, and you are told what was decided, why, and how to appeal.")
                ),
            ],
            action=words.say(say("See where it stands")),
            path=_path_of(settings, notice),
        )

    return [Letter(f"moderation-received:{notice.id}", case.territory_id, reader, notice.language, text)]


def _sender(notice: ModerationNotice) -> UUID | str | None:
    return notice.person_id or notice.email or None


def _path_of(settings: Settings, notice: ModerationNotice) -> str:
    if notice.person_id is not None:
        return "/my/moderation"
    return path_for(settings, Party(notice_id=notice.id))


async def _decided(db: WriteSession, settings: Settings, decision_id: UUID) -> Sequence[Letter]:
    """To the author and to all who reported it; of many decided at once, its author has one."""
    decision = await db.get(ModerationDecision, decision_id)
    if decision is None:
        return ()
    if decision.suspension_id is not None:
        return await _suspended(db, settings, decision)
    case = await db.get_one(ModerationCase, decision.case_id)
    told = await _to_author(db, decision, case)
    notices = select(ModerationNotice).where(ModerationNotice.case_id == case.id)
    for one in (await db.exec(notices.order_by(col(ModerationNotice.id)))).all():
        reader = _sender(one)
        if reader is not None:
            path = f"/my/moderation/{decision.id}" if one.person_id is not None else _path_of(settings, one)
            key = f"moderation-outcome:{decision.id}:{one.id}"
            text = await statement(db, decision, case, Side.NOTIFIER, path)
            told.append(Letter(key, case.territory_id, reader, one.language, text))
    return told


async def _to_author(db: WriteSession, decision: ModerationDecision, case: ModerationCase) -> list[Letter]:
    """Of what was taken down or looked at twice; nothing where others' reports changed nothing."""
    if case.author_id is None:
        return []
    if decision.verdict is Verdict.HIDDEN or decision.after_id is not None or decision.batch_id is not None:
        key = f"moderation-statement:{decision.batch_id or decision.id}:{decision.verdict}"
        text = await statement(db, decision, case, Side.AUTHOR, f"/my/moderation/{decision.id}")
        return [Letter(key, case.territory_id, case.author_id, None, text)]
    return [_shown_now(case, case.author_id)] if case.origin is CameBy.PROGRAM else []


def _shown_now(case: ModerationCase, author: UUID) -> Letter:
    def text(words: Wording) -> Notice:
        return Notice(
            subject=words.say(say("What you wrote is shown now")),
            paragraphs=[
                words.say(say("Your account is new, and what you wrote leads to another site.")),
                words.say(say("Somebody has looked: everyone reads it now.")),
                case.title,
            ],
            action=words.say(say("See the rules of conduct")),
            path="/moderation",
        )

    return Letter(f"moderation-shown:{case.id}", case.territory_id, author, None, text)


async def _suspended(db: WriteSession, settings: Settings, decision: ModerationDecision) -> Sequence[Letter]:
    suspension = await db.get_one(ModerationSuspension, decision.suspension_id)
    reader = suspension.person_id or suspension.email
    if reader is None:
        return ()
    person = suspension.person_id is not None
    path = (
        f"/my/moderation/{decision.id}" if person else path_for(settings, Party(suspension_id=suspension.id))
    )
    against = decision.verdict is Verdict.SUSPENDED
    appeals = against and decision.after_id is None

    def text(words: Wording) -> Notice:
        bars = words.say(BARS[suspension.bars])
        told = (
            words.say(
                say("Until %(moment)s, you are suspended from: %(what)s."),
                moment=suspension.until,
                what=bars,
            )
            if against
            else words.say(say("The suspension is lifted: it was not right. (%(what)s)"), what=bars)
        )
        return Notice(
            subject=words.say(
                say("You are suspended for a time") if against else say("You are no longer suspended")
            ),
            paragraphs=[
                told,
                *after(words, decision),
                *reasons(words, decision, None),
                *remedies(words, appeals=appeals, against=against),
            ],
            action=words.say(say("Read the decision, or appeal")) if appeals else words.say(READ),
            path=path,
        )

    key = f"moderation-suspension:{decision.id}"
    return [Letter(key, decision.territory_id, reader, suspension.language, text)]


async def _appealed(db: WriteSession, settings: Settings, appeal_id: UUID) -> Sequence[Letter]:
    """A receipt; the other side hears of it once it is decided."""
    appeal = await db.get(ModerationAppeal, appeal_id)
    if appeal is None:
        return ()
    reader: UUID | str | None = appeal.person_id
    path, language = f"/my/moderation/{appeal.decision_id}", None
    if appeal.person_id is None:
        party = Party(notice_id=appeal.notice_id)
        if appeal.notice_id is not None:
            notice = await db.get_one(ModerationNotice, appeal.notice_id)
            reader, language = notice.email, notice.language
        else:
            decision = await db.get_one(ModerationDecision, appeal.decision_id)
            suspension = await db.get_one(ModerationSuspension, decision.suspension_id)
            reader, language = suspension.email, suspension.language
            party = Party(suspension_id=suspension.id)
        path = path_for(settings, party)
    if not reader:
        return ()

    def text(words: Wording) -> Notice:
        return Notice(
            subject=words.say(say("We have your appeal")),
            paragraphs=[
                words.say(
                    say(
                        "Somebody who has decided nothing of it looks again, and you have the answer by mail."
                    )
                )
            ],
            action=words.say(READ),
            path=path,
        )

    return [Letter(f"moderation-appeal:{appeal.id}", appeal.territory_id, reader, language, text)]


LETTERS = {"received": _received, "decided": _decided, "appealed": _appealed}

JOBS = (Job(WRITE, write),)
