"""Who is written to about a difficulty: never a word of what was told, since a mail lies about for long."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from consultations.difficulties.events import (
    DifficultyLate,
    DifficultyMoved,
    DifficultyTold,
    DifficultyUnseen,
)
from consultations.difficulties.handling import close_answered, remind
from consultations.difficulties.models import Difficulty, DifficultyStep
from consultations.difficulties.rules import OPEN, DifficultyState, StepKind
from consultations.services.models import Service
from okote.backoffice.letters import write_to
from okote.feature import MailKind
from okote.house import House
from okote.identity.models import Person, Role
from okote.identity.roles.queries import holdings
from okote.platform.i18n import say
from okote.platform.mail.service import Letter, post
from okote.territories.models import Territory
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "difficulties.write"
AT_ONCE = 200
"""Reminded, or closed, in one transaction: the others go with the next."""

MINE = MailKind(
    "difficulties",
    say("What becomes of your difficulties"),
    say("You told us of them: we owe you an answer."),
    refusable=False,
)
TO_SEND = MailKind(
    "difficulties-to-send",
    say("Difficulties for which nobody has found a service in time"),
    say("Without it, you see them on the desk."),
)

KINDS = (MINE, TO_SEND)

Event = DifficultyTold | DifficultyMoved | DifficultyUnseen | DifficultyLate
Text = Callable[[Wording], Notice]

TO_PERSON = {
    StepKind.ACKNOWLEDGED: (
        say("A service looks into your difficulty no. %(number)s"),
        say("%(service)s has read it, and answers you by %(day)s."),
    ),
    StepKind.SENT: (
        say("Your difficulty no. %(number)s is with a service"),
        say("%(service)s has it now, and answers you by %(day)s."),
    ),
    StepKind.ASKED: (
        say("A question about your difficulty no. %(number)s"),
        say("%(service)s needs to know something first. Your reply goes to this service alone."),
    ),
    StepKind.ANSWERED: (
        say("Your difficulty no. %(number)s has its answer"),
        say("%(service)s has answered. Tell us whether it helped; if it did not, open it again."),
    ),
}
PASSED_ON = (
    say("Your difficulty no. %(number)s was passed on"),
    say("%(service)s has it now; the service before reads it no longer. You have the answer by %(day)s."),
)
BEING_SENT = say("An agent finds the right service for it; the one before reads it no longer.")
TIME_UP = (
    say("Your difficulty no. %(number)s is closed"),
    say("Nothing more was said after the answer. If it does not hold, open it again."),
)

TO_SERVICE = {
    StepKind.SENT: (
        say("A difficulty awaits you: no. %(number)s"),
        say("A resident struggles with something, and your service is to answer by %(day)s."),
    ),
    StepKind.REPLIED: (
        say("There is something new about the difficulty no. %(number)s"),
        say("Who told it has written. Your answer is due by %(day)s."),
    ),
    StepKind.REOPENED: (
        say("The difficulty no. %(number)s is open again"),
        say("The answer does not hold, and they say why. Yours is due by %(day)s."),
    ),
}
PRIVATE = say("What was told stands on the desk alone, where each look is written down.")


@dataclass(frozen=True, slots=True)
class About:
    """What letters may say of it."""

    difficulty: Difficulty
    service: Service | None
    words: Wording

    def say(self, message: str) -> str:
        return self.words.say(
            message,
            number=str(self.difficulty.number),
            service=self.service.name if self.service else "",
            day=self.difficulty.answer_by,
        )


async def on_event(db: WriteSession, event: Event) -> None:
    """Order the letters; they are set outside this transaction."""
    match event:
        case DifficultyTold(difficulty):
            await db.defer(WRITE, why="told", about=str(difficulty))
        case DifficultyMoved(step):
            await db.defer(WRITE, why="moved", about=str(step))
        case DifficultyUnseen(difficulty):
            await db.defer(WRITE, why="unseen", about=str(difficulty))
        case DifficultyLate(difficulty):
            await db.defer(WRITE, why="late", about=str(difficulty))


async def write(context: JobContext, *, why: str, about: str) -> None:
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        await LETTERS[why](house, db, UUID(about))


async def look(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """What is overdue, and answers to which nobody reacts, in each territory by its own calendar."""
    house: House = context.additional_context["house"]
    async with house.database.reading() as db:
        territories = (await db.exec(select(Territory).order_by(col(Territory.id)))).all()
    for one in territories:
        for each in (remind, close_answered):
            done = AT_ONCE
            while done == AT_ONCE:
                async with house.database.unit_of_work() as db:
                    done = await each(db, one, most=AT_ONCE)


async def _received(house: House, db: WriteSession, difficulty_id: UUID) -> None:
    """The receipt: its number, and what is promised."""
    difficulty = await db.get(Difficulty, difficulty_id)
    if difficulty is None or difficulty.emptied:
        return

    def text(words: Wording) -> Notice:
        about = About(difficulty, None, words)
        looked = words.say(say("Somebody looks at it by %(day)s."), day=difficulty.acknowledge_by)
        promised = about.say(say("You have an answer by %(day)s."))
        return Notice(
            subject=about.say(say("We have received your difficulty: no. %(number)s")),
            paragraphs=[
                f"{looked} {promised}",
                words.say(
                    say("The service in charge reads it, nobody else. This mail repeats nothing of it.")
                ),
            ],
            action=words.say(say("See where it stands")),
            path=f"/my/difficulties/{difficulty.number}",
        )

    await _to_person(house, db, difficulty, f"difficulty-told:{difficulty.id}", text)


async def _moved(house: House, db: WriteSession, step_id: UUID) -> None:
    """To the other side: nothing to who did it, and nothing where what was told is gone by now."""
    step = await db.get(DifficultyStep, step_id)
    difficulty = await db.get_one(Difficulty, step.difficulty_id) if step else None
    if step is None or difficulty is None or difficulty.emptied:
        return
    service = await db.get_one(Service, step.service_id) if step.service_id else None
    to_service = TO_SERVICE.get(StepKind.SENT if step.kind is StepKind.PASSED_ON else step.kind)
    if service is not None and to_service is not None and difficulty.service_id == service.id:
        await _to_service(house, db, difficulty, service, f"difficulty-moved:{step.id}", *to_service)
    said = _said(step, difficulty)
    if said is None or step.by == difficulty.person_id:
        return
    subject, paragraph = said

    def text(words: Wording) -> Notice:
        about = About(difficulty, service, words)
        return Notice(
            subject=about.say(subject),
            paragraphs=[about.say(paragraph), about.say(say("You read all of it on your page."))],
            action=words.say(say("Read it")),
            path=f"/my/difficulties/{difficulty.number}",
        )

    await _to_person(house, db, difficulty, f"difficulty-moved-person:{step.id}", text)


def _said(step: DifficultyStep, difficulty: Difficulty) -> tuple[str, str] | None:
    """Subject and paragraph for who told it; None of what they need not be told."""
    if step.kind in {StepKind.PASSED_ON, StepKind.TAKEN_BACK}:
        return PASSED_ON if step.service_id else (PASSED_ON[0], BEING_SENT)
    if step.kind is StepKind.CLOSED and difficulty.state is DifficultyState.CLOSED:
        return TIME_UP if step.by is None else None
    return TO_PERSON.get(step.kind)


async def _unseen(house: House, db: WriteSession, difficulty_id: UUID) -> None:
    subject = say("Nobody has looked at the difficulty no. %(number)s yet")
    await _remind(house, db, difficulty_id, "unseen", subject, say("The day that was promised is over."))


async def _late(house: House, db: WriteSession, difficulty_id: UUID) -> None:
    subject = say("Your answer to the difficulty no. %(number)s is late")
    said = say("It was promised by %(day)s. Until it is there, everyone reads the number of late answers.")
    await _remind(house, db, difficulty_id, "late", subject, said)


async def _remind(
    house: House, db: WriteSession, difficulty_id: UUID, why: str, subject: str, said: str
) -> None:
    """The service or, where there is none yet, the agents who find it."""
    difficulty = await db.get(Difficulty, difficulty_id)
    if difficulty is None or difficulty.state not in OPEN:
        return
    key = f"difficulty-{why}:{difficulty.id}:{difficulty.service_id or ''}:{difficulty.answer_by}"
    if difficulty.service_id is not None:
        service = await db.get_one(Service, difficulty.service_id)
        await _to_service(house, db, difficulty, service, key, subject, said)
        return
    held = await holdings(db, difficulty.territory_id)
    agents = sorted({one.person_id for one in held if one.role is Role.AGENT} - {difficulty.person_id})

    def text(words: Wording) -> Notice:
        about = About(difficulty, None, words)
        return Notice(
            subject=about.say(say("The difficulty no. %(number)s has no service yet")),
            paragraphs=[about.say(say("Nobody reads it until you have found the one that is to answer."))],
            action=words.say(say("Find a service for it")),
            path=f"/back-office/difficulties/{difficulty.id}",
        )

    await write_to(house, db, agents, text, territory_id=difficulty.territory_id, kind=TO_SEND, key=key)


async def _to_service(
    house: House,
    db: WriteSession,
    difficulty: Difficulty,
    service: Service,
    key: str,
    subject: str,
    paragraph: str,
) -> None:
    """To its own address, in the first language of the territory."""
    territory = await db.get_one(Territory, difficulty.territory_id)
    language = territory.languages[0]
    about = About(difficulty, service, house.renderer.wording(language, territory.time_zone))
    notice = Notice(
        subject=about.say(subject),
        paragraphs=[about.say(paragraph), about.say(PRIVATE)],
        action=about.say(say("Read it and answer")),
        path=f"/back-office/difficulties/{difficulty.id}",
    )
    letter = _letter(house, territory, language, notice)
    await post(db, key=key, territory_id=territory.id, recipient=service.email, letter=letter)


async def _to_person(house: House, db: WriteSession, difficulty: Difficulty, key: str, text: Text) -> None:
    """Their account is held: nothing is written to one that was closed just now, nor without an address."""
    if difficulty.person_id is None:
        return
    territory = await db.get_one(Territory, difficulty.territory_id)
    statement = select(Person.email).where(Person.id == difficulty.person_id)
    recipient = (await db.exec(statement.with_for_update(read=True, key_share=True))).one()
    if recipient is None:
        return
    notice = text(house.renderer.wording(difficulty.language, territory.time_zone))
    letter = _letter(house, territory, difficulty.language, notice)
    person = difficulty.person_id
    await post(db, key=key, territory_id=territory.id, person_id=person, recipient=recipient, letter=letter)


def _letter(house: House, territory: Territory, language: str, notice: Notice) -> Letter:
    return house.renderer.letter(
        "mail/notice",
        {"notice": notice},
        language=language,
        territory=territory,
        address=house.settings.address(territory.slug),
    )


LETTERS = {"told": _received, "moved": _moved, "unseen": _unseen, "late": _late}

JOBS = (Job(WRITE, write), Job("difficulties.look", look, every="40 6 * * *", attempts=1))
