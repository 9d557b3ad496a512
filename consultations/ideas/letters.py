"""Who is written to about an idea: each letter once, whatever is repeated."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from consultations.ideas.authors.links import invitation_token
from consultations.ideas.authors.models import IdeaAuthor
from consultations.ideas.events import (
    AuthorInvited,
    IdeaAnswered,
    IdeaChanged,
    IdeaEntrusted,
)
from consultations.ideas.models import Idea, IdeaStep, IdeaSupport
from consultations.ideas.rules import IdeaState
from consultations.ideas.versions.models import IdeaVersion
from consultations.services.models import Service
from okote.backoffice.letters import write_to
from okote.feature import MailKind
from okote.house import House
from okote.identity.models import Person
from okote.identity.sessions import fingerprint
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "ideas.write"

KINDS = (
    MailKind(
        "ideas",
        say("What becomes of your ideas"),
        say("You proposed them: we owe you an answer."),
        refusable=False,
    ),
    MailKind(
        "ideas-changed",
        say("Ideas that you support, where much of them changes"),
        say("Without it, you may support something else than what you read."),
    ),
)

Event = IdeaEntrusted | IdeaAnswered | AuthorInvited | IdeaChanged

OUTCOMES = {
    IdeaState.ACCEPTED: say("Your idea “%(title)s” is accepted"),
    IdeaState.REFUSED: say("Your idea “%(title)s” is not taken up"),
    IdeaState.DONE: say("Your idea “%(title)s” is carried out"),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """`reader` is the account that is written to, or the address where it is none; None where nobody is."""

    key: str
    idea: Idea
    reader: UUID | str | None
    language: str | None
    """None is the territory's."""
    text: Callable[[Wording], Notice]


async def on_event(db: WriteSession, event: Event) -> None:
    """Order the letter; it is set outside this transaction."""
    kind, subject = _named(event)
    await db.defer(WRITE, kind=kind, subject=str(subject))


def _named(event: Event) -> tuple[str, UUID]:
    match event:
        case IdeaEntrusted(step):
            return "entrusted", step
        case IdeaAnswered(step):
            return "answered", step
        case AuthorInvited(author):
            return "invited", author
        case IdeaChanged(version):
            return "changed", version


async def write(context: JobContext, *, kind: str, subject: str) -> None:
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        if kind == "changed":
            await _changed(house, db, UUID(subject))
            return
        if kind == "invited":
            await _invited(house, db, UUID(subject))
            return
        letter = await LETTERS[kind](db, UUID(subject))
        if letter is not None:
            await _post(house, db, letter)


async def _post(house: House, db: WriteSession, letter: Letter) -> None:
    """An account is held: nothing is written to one that was closed just now, nor to one without address."""
    territory = await db.get_one(Territory, letter.idea.territory_id)
    recipient, person = (None, letter.reader) if isinstance(letter.reader, UUID) else (letter.reader, None)
    if person is not None:
        statement = select(Person.email).where(Person.id == person)
        recipient = (await db.exec(statement.with_for_update(read=True, key_share=True))).one()
    if recipient is None:
        return
    language = letter.language or territory.languages[0]
    notice = letter.text(house.renderer.wording(language, territory.time_zone))
    await post(
        db,
        key=letter.key,
        territory_id=territory.id,
        person_id=person,
        recipient=recipient,
        letter=house.renderer.letter(
            "mail/notice",
            {"notice": notice},
            language=language,
            territory=territory,
            address=house.settings.address(territory.slug),
        ),
    )


async def _entrusted(db: WriteSession, step_id: UUID) -> Letter | None:
    """To the service; nothing where it has been answered or entrusted to another one since."""
    step = await db.get(IdeaStep, step_id)
    idea = await db.get(Idea, step.idea_id) if step else None
    if step is None or idea is None or not idea.shown or idea.since != step.at:
        return None
    service = await db.get_one(Service, step.service_id)
    territory = await db.get_one(Territory, step.territory_id)
    last = None if idea.last_moment is None else territory.day(idea.last_moment)

    def text(words: Wording) -> Notice:
        return Notice(
            subject=words.say(say("An idea awaits your answer: “%(title)s”"), title=idea.title),
            paragraphs=[
                words.say(say("A resident proposes this, and your service is to answer:")),
                idea.body,
                *([] if last is None else [words.say(say("It is due by %(day)s."), day=last)]),
                words.say(say("Everyone reads the answer with its reasons, and its author has it by mail.")),
            ],
            action=words.say(say("Answer the idea")),
            path=f"/back-office/ideas/{idea.id}",
        )

    return Letter(f"idea-entrusted:{step.id}", idea, service.email, None, text)


async def _answered(db: WriteSession, step_id: UUID) -> Letter | None:
    """To its author, in the words that everyone reads; nothing where it went with an account."""
    step = await db.get(IdeaStep, step_id)
    if step is None:
        return None
    idea = await db.get_one(Idea, step.idea_id)
    service = await db.get_one(Service, step.service_id)

    def text(words: Wording) -> Notice:
        return Notice(
            subject=words.say(OUTCOMES[step.state], title=idea.title),
            paragraphs=[
                words.say(say("%(service)s answers:"), service=service.name),
                step.answer or "",
            ],
            action=words.say(say("See the idea and its answer")),
            path=f"/ideas/{idea.id}",
        )

    return Letter(f"idea-answered:{step.id}", idea, idea.person_id, idea.language, text)


async def _invited(house: House, db: WriteSession, author_id: UUID) -> None:
    """To the address that was typed, nothing once it was answered; what is kept of the link is a mark."""
    author = await db.get(IdeaAuthor, author_id)
    idea = await db.get(Idea, author.idea_id) if author else None
    if author is None or idea is None or author.email is None or not idea.shown:
        return
    token = invitation_token(house.settings.secret_key, author.id)
    author.secret_hash = fingerprint(token)

    def text(words: Wording) -> Notice:
        return Notice(
            subject=words.say(say("Write an idea together: “%(title)s”"), title=idea.title),
            paragraphs=[
                words.say(say("Somebody who proposes this asks you to write it with them:")),
                idea.title,
                words.say(say("If you say no, or nothing for 30 days, your address is deleted.")),
            ],
            action=words.say(say("See the idea and answer")),
            path=f"/ideas/together/{token}",
        )

    letter = Letter(f"idea-author:{author.id}", idea, author.email, author.language, text)
    await _post(house, db, letter)


async def _changed(house: House, db: WriteSession, version_id: UUID) -> None:
    """To whoever supports an earlier text, where much of it changed; an older change is told no more."""
    version = await db.get(IdeaVersion, version_id)
    idea = await db.get(Idea, version.idea_id) if version else None
    if version is None or idea is None or not (version.substantial and idea.shown):
        return
    if idea.reconsent != version.number:
        return
    earlier = select(IdeaSupport.person_id).where(
        IdeaSupport.idea_id == idea.id, col(IdeaSupport.version) < version.number
    )

    def notice(words: Wording) -> Notice:
        return Notice(
            subject=words.say(say("An idea that you support has changed: “%(title)s”"), title=idea.title),
            paragraphs=[
                words.say(say("Its authors changed much of it. Your support still counts.")),
                words.say(say("See what changed: support it as it is now, or support it no more.")),
            ],
            action=words.say(say("See what changed")),
            path=f"/ideas/{idea.id}/versions",
        )

    people = (await db.exec(earlier.order_by(col(IdeaSupport.person_id)))).all()
    key = f"idea-changed:{version.id}"
    await write_to(house, db, people, notice, territory_id=idea.territory_id, kind=KINDS[1], key=key)


LETTERS = {"entrusted": _entrusted, "answered": _answered}

JOBS = (Job(WRITE, write),)
