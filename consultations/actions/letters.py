"""What a service is told of its actions: each letter once, whatever is repeated."""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import col, select

from consultations.actions.events import ActionEntrusted, ActionLate
from consultations.actions.models import Action, ActionStep
from consultations.actions.rules import UNDER_WAY
from consultations.actions.service import tell_late
from consultations.services.models import Service
from okote.house import House
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "actions.write"
AT_ONCE = 200
"""Letters ordered in one transaction: the others go with the next."""


async def on_event(db: WriteSession, event: ActionEntrusted | ActionLate) -> None:
    """Order the letter; it is set outside this transaction."""
    match event:
        case ActionEntrusted(step):
            await db.defer(WRITE, kind="entrusted", subject=str(step))
        case ActionLate(action, deadline):
            await db.defer(WRITE, kind="late", subject=str(action), deadline=deadline)


async def write(context: JobContext, *, kind: str, subject: str, deadline: str = "") -> None:
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        if kind == "entrusted":
            await _entrusted(house, db, UUID(subject))
        else:
            await _late(house, db, UUID(subject), deadline)


async def look(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """Promises whose day is over, in each territory by its own calendar."""
    house: House = context.additional_context["house"]
    async with house.database.reading() as db:
        territories = (await db.exec(select(Territory).order_by(col(Territory.id)))).all()
    for one in territories:
        told = AT_ONCE
        while told == AT_ONCE:
            async with house.database.unit_of_work() as db:
                told = await tell_late(db, one, most=AT_ONCE)


async def _entrusted(house: House, db: WriteSession, step_id: UUID) -> None:
    """Nothing where it is another service's by now."""
    step = await db.get_one(ActionStep, step_id)
    action = await db.get_one(Action, step.action_id)
    if action.service_id != step.service_id:
        return

    def text(words: Wording) -> Notice:
        due = (
            [] if action.deadline is None else [words.say(say("It is due on %(day)s."), day=action.deadline)]
        )
        return Notice(
            subject=words.say(say("Your service answers for an action: “%(title)s”"), title=action.title),
            paragraphs=[action.why, *([step.note] if step.note else []), *due],
            action=words.say(say("See the action")),
            path=f"/back-office/actions/{action.id}",
        )

    await _post(house, db, action, f"action-entrusted:{step.id}", text)


async def _late(house: House, db: WriteSession, action_id: UUID, deadline: str) -> None:
    """Nothing where it is done, given up or carried over by now."""
    action = await db.get_one(Action, action_id)
    if action.state not in UNDER_WAY or f"{action.deadline}" != deadline or action.deadline is None:
        return
    due = action.deadline

    def text(words: Wording) -> Notice:
        return Notice(
            subject=words.say(say("An action of your service is late: “%(title)s”"), title=action.title),
            paragraphs=[
                words.say(say("It was promised for %(day)s, and that day is over."), day=due),
                words.say(
                    say("Tell where it stands: done, carried over to another day, or given up, and why.")
                ),
            ],
            action=words.say(say("Tell where it stands")),
            path=f"/back-office/actions/{action.id}",
        )

    await _post(house, db, action, f"action-late:{action.id}:{deadline}", text)


async def _post(
    house: House, db: WriteSession, action: Action, key: str, text: Callable[[Wording], Notice]
) -> None:
    """To the service's own address, in the first language of its territory."""
    territory = await db.get_one(Territory, action.territory_id)
    service = await db.get_one(Service, action.service_id)
    language = territory.languages[0]
    letter = house.renderer.letter(
        "mail/notice",
        {"notice": text(house.renderer.wording(language, territory.time_zone))},
        language=language,
        territory=territory,
        address=house.settings.address(territory.slug),
    )
    await post(db, key=key, territory_id=territory.id, recipient=service.email, letter=letter)


JOBS = (Job(WRITE, write), Job("actions.late", look, every="15 6 * * *", attempts=1))
