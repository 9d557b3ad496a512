"""What whoever's vote was set aside is written: why, how to contest it, and what was decided."""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import select

from consultations.ballots.models import Ballot
from consultations.ballots.review.events import SetAsideDecided, VoteSetAside
from consultations.ballots.review.models import SetAsideVote
from consultations.ballots.review.rules import contested_until, counts
from consultations.ballots.review.words import SIGNS, VERDICTS
from okote.house import House
from okote.identity.models import Person
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.territories.queries import held
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "ballots.tell-set-aside"

Says = Callable[[Wording, Ballot, SetAsideVote], Notice]


async def on_event(db: WriteSession, event: VoteSetAside | SetAsideDecided) -> None:
    """Order the letter; it is set outside this transaction."""
    kind = "set-aside" if isinstance(event, VoteSetAside) else "decided"
    await db.defer(WRITE, kind=kind, aside=str(event.aside))


async def write(context: JobContext, *, kind: str, aside: str) -> None:
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        one = await db.get_one(SetAsideVote, UUID(aside))
        if kind == "set-aside":
            row = await held(db, SetAsideVote, one.territory_id, one.id)
            row.told_at = row.told_at or await db.now()
            await db.flush()
        await _post(house, db, kind, one)


async def _post(house: House, db: WriteSession, kind: str, one: SetAsideVote) -> None:
    """Nothing to an account without address, or that was closed just now: its page tells the same."""
    known = select(Person).where(Person.id == one.person_id).with_for_update(read=True, key_share=True)
    person = (await db.exec(known)).one()
    if person.email is None:
        return
    ballot = await db.get_one(Ballot, one.ballot_id)
    territory = await db.get_one(Territory, one.territory_id)
    language = person.language if person.language in territory.languages else territory.languages[0]
    notice = SAYS[kind](house.renderer.wording(language, territory.time_zone), ballot, one)
    await post(
        db,
        key=f"vote-{kind}:{one.id}",
        territory_id=territory.id,
        person_id=person.id,
        recipient=person.email,
        letter=house.renderer.letter(
            "mail/notice",
            {"notice": notice},
            language=language,
            territory=territory,
            address=house.settings.address(territory.slug),
        ),
    )


def _set_aside(words: Wording, ballot: Ballot, one: SetAsideVote) -> Notice:
    return Notice(
        subject=words.say(say("Your vote was set aside: “%(title)s”"), title=ballot.title),
        paragraphs=[
            words.say(
                say(
                    "Before the votes are counted, somebody looked again at those that show a published sign."
                    " Yours was set aside: it is not deleted, and not counted unless you contest this and"
                    " somebody else agrees with you. Nobody looked at what you chose."
                )
            ),
            one.words,
        ],
        rows=[
            (words.say(say("Sign")), words.say(SIGNS[one.sign])),
            (words.say(say("You can contest it before")), words.moment(contested_until(one.at))),
        ],
        action=words.say(say("Read why, or contest it")),
        path=path_of(one),
    )


def _decided(words: Wording, ballot: Ballot, one: SetAsideVote) -> Notice:
    return Notice(
        subject=words.say(
            say("Your vote is counted after all: “%(title)s”")
            if counts(one)
            else say("Your vote stays set aside: “%(title)s”"),
            title=ballot.title,
        ),
        paragraphs=[*([words.say(VERDICTS[one.verdict]) + "."] if one.verdict else []), one.answer],
        action=words.say(say("Read the decision")),
        path=path_of(one),
    )


def path_of(one: SetAsideVote) -> str:
    """Of its voter's page, without language."""
    return f"/my/votes/{one.ballot_id}"


SAYS: dict[str, Says] = {"set-aside": _set_aside, "decided": _decided}

JOBS = (Job(WRITE, write),)
