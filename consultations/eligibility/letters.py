"""Mails about who may take part: a guardian who is asked, a claim that was decided, what was answered."""

from uuid import UUID

from consultations.eligibility.census.models import CensusClaim
from consultations.eligibility.census.rules import Verdict
from consultations.eligibility.codes.models import ResidenceLetter
from consultations.eligibility.events import ClaimDecided, GuardianAnswered
from consultations.eligibility.models import GuardianConsent, ResidenceFact
from okote.feature import MailKind
from okote.house import House
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.web.formatting import Wording
from okote.web.notices import Notice
from okote.web.rendering import Renderer
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "eligibility.write"
MINE = "/my/eligibility"

KINDS = (
    MailKind(
        "eligibility",
        say("What was found out about where you live and who answers for you"),
        say("You asked for it: you have to know whether you can take part."),
        refusable=False,
    ),
)


async def ask_guardian(
    db: WriteSession, renderer: Renderer, consent: GuardianConsent, token: str, by: Visitor
) -> None:
    """To the address that was named, which nobody has confirmed: of the words, nothing stays once sent."""
    words = renderer.wording(by.language, by.territory.time_zone)
    child = (by.person.public_name or by.person.email or "") if by.person else ""
    notice = Notice(
        subject=words.say(say("%(child)s asks whether you agree"), child=child),
        paragraphs=[
            words.say(
                say(
                    "%(guardian)s, you were named as the parent or guardian of somebody who signed in as "
                    "%(child)s. They wish to take part in consultations of %(territory)s; under a certain "
                    "age, that takes your consent."
                ),
                guardian=consent.guardian,
                child=child,
                territory=by.territory.name,
            ),
            words.say(
                say("If you don’t know them, do nothing, or say no on the page: nobody asks you again.")
            ),
        ],
        action=words.say(say("Read what it is about, and answer")),
        path=f"/guardian/{token}",
    )
    letter = renderer.letter(
        "mail/notice",
        {"notice": notice},
        language=words.language,
        territory=by.territory,
        address=by.address,
    )
    await post(
        db,
        key=f"guardian-asked:{consent.id}",
        territory_id=consent.territory_id,
        recipient=consent.reached_at,
        letter=letter,
        secret=True,
        kept=False,
    )


async def proven(
    db: WriteSession, renderer: Renderer, fact: ResidenceFact, place: str, *, by: Visitor
) -> None:
    """That it is known where they live: so that whoever did not do it themselves hears of it."""
    if by.person is None or by.person.email is None:
        return
    words = renderer.wording(by.person.language or by.language, by.territory.time_zone)
    notice = Notice(
        subject=words.say(say("It is known now where you live")),
        paragraphs=[
            words.say(
                say("You showed that you live in %(place)s. It holds until before %(day)s."),
                place=place,
                day=fact.valid_until,
            ),
            words.say(say("Was it not you? Write or call, and take it away on the page below.")),
        ],
        action=words.say(say("Where I live, my age")),
        path=MINE,
    )
    await _send(
        db, renderer, f"residence-shown:{fact.id}", by.territory, by.person, by.address, notice, words
    )


async def letter_asked(db: WriteSession, renderer: Renderer, letter: ResidenceLetter, *, by: Visitor) -> None:
    """Where it goes, so that whoever did not ask for it themselves hears of it; once a letter."""
    if by.person is None or by.person.email is None:
        return
    words = renderer.wording(by.person.language or by.language, by.territory.time_zone)
    notice = Notice(
        subject=words.say(say("A letter with a code is being sent to you")),
        paragraphs=[
            letter.address,
            words.say(say("Type its code on the page below once it is there.")),
            words.say(say("Was it not you? Write or call, and take it away on the page below.")),
        ],
        action=words.say(say("Where I live, my age")),
        path=MINE,
    )
    key = f"letter-asked:{letter.id}"
    await _send(db, renderer, key, by.territory, by.person, by.address, notice, words)


async def on_event(db: WriteSession, event: ClaimDecided | GuardianAnswered) -> None:
    """Order the letter; it is set outside this transaction."""
    match event:
        case ClaimDecided(claim):
            await db.defer(WRITE, kind="claim", subject=str(claim))
        case GuardianAnswered(consent, agreed):
            await db.defer(WRITE, kind="agreed" if agreed else "disagreed", subject=str(consent))


async def write(context: JobContext, *, kind: str, subject: str) -> None:
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        about: CensusClaim | GuardianConsent | None
        if kind == "claim":
            about = await db.get(CensusClaim, UUID(subject))
        else:
            about = await db.get(GuardianConsent, UUID(subject))
        if about is None:
            return
        person = await db.get_one(Person, about.person_id, with_for_update={"read": True, "key_share": True})
        territory = await db.get_one(Territory, about.territory_id)
        if person.email is None:
            return
        words = house.renderer.wording(person.language or territory.languages[0], territory.time_zone)
        notice = _guardian(words, agreed=kind == "agreed")
        if isinstance(about, CensusClaim):
            notice = _claim(words, about)
        address = house.settings.address(territory.slug)
        await _send(db, house.renderer, f"eligibility:{about.id}", territory, person, address, notice, words)


def _claim(words: Wording, claim: CensusClaim) -> Notice:
    if claim.verdict is Verdict.GRANTED:
        subject = say("Somebody looked: you are on the list of residents")
        paragraphs = [words.say(say("It is known now where you live: you can take part."))]
    else:
        subject = say("Somebody looked: you were not recognised on the list of residents")
        paragraphs = [
            claim.told or words.say(say("What you typed does not say enough who you are.")),
            words.say(say("A code by letter, or a paper shown at the counter, says it in another way.")),
        ]
    return Notice(
        subject=words.say(subject),
        paragraphs=paragraphs,
        action=words.say(say("Where I live, my age")),
        path=MINE,
    )


def _guardian(words: Wording, *, agreed: bool) -> Notice:
    subject = say("Your parent or guardian agrees") if agreed else say("Your parent or guardian said no")
    paragraph = (
        say("You can take part from now on wherever their consent is asked.")
        if agreed
        else say("You can name somebody else, or come to the counter together.")
    )
    return Notice(
        subject=words.say(subject),
        paragraphs=[words.say(paragraph)],
        action=words.say(say("Where I live, my age")),
        path=MINE,
    )


async def _send(
    db: WriteSession,
    renderer: Renderer,
    key: str,
    territory: Territory,
    person: Person,
    address: str,
    notice: Notice,
    words: Wording,
) -> None:
    letter = renderer.letter(
        "mail/notice",
        {"notice": notice},
        language=words.language,
        territory=territory,
        address=address,
    )
    await post(
        db,
        key=key,
        territory_id=territory.id,
        person_id=person.id,
        recipient=person.email or "",
        letter=letter,
    )


JOBS = (Job(WRITE, write),)
