"""What is known of a person here, and what a consultation asks, in one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlmodel import col, select

from consultations.eligibility.codes.models import ResidenceLetter
from consultations.eligibility.models import AgeFact, EligibilityTerms, GuardianConsent, ResidenceFact
from consultations.eligibility.rules import Age, Conditions, Facts, Lives, Missing, Residence, missing
from okote.identity.levels import KEY, Level
from okote.identity.models import Session
from okote.identity.visitors import Visitor
from okote.platform.i18n import say
from okote.territories.models import Place
from okote.territories.queries import of_territory, places
from okote.web.formatting import Wording
from payments.sessions import ReadSession

Fact = TypeVar("Fact", ResidenceFact, AgeFact, GuardianConsent)


async def facts_of(
    db: ReadSession, territory_id: UUID, person_id: UUID, *, session: bytes | None = None
) -> Facts:
    """What is in force; `session` is the browser's, which says how strong the sign-in was."""
    lives = await in_force(db, ResidenceFact, territory_id, person_id)
    age = await in_force(db, AgeFact, territory_id, person_id)
    guardian = await in_force(db, GuardianConsent, territory_id, person_id)
    return Facts(
        lives=await _lives(db, lives) if lives else None,
        age=Age(age.at_least, age.on_day, age.proof, age.born_on) if age else None,
        guardian=guardian.given_on if guardian else None,
        level=await level_of(db, session),
    )


async def lacks_of(db: ReadSession, conditions: Conditions, *, by: Visitor) -> tuple[Missing, ...]:
    """What somebody who is signed in still lacks today; of a stranger nothing is known."""
    if by.person is None or conditions == Conditions():
        return ()
    facts = await facts_of(db, by.territory.id, by.person.id, session=by.session)
    return missing(conditions, facts, by.territory.day(await db.now()))


@dataclass(frozen=True, slots=True)
class Known:
    """The same as it is shown to the person: each as it was written down."""

    lives: ResidenceFact | None
    age: AgeFact | None
    guardian: GuardianConsent | None
    level: Level
    letter: ResidenceLetter | None
    """That waits to be printed, or to arrive."""


async def known_of(
    db: ReadSession, territory_id: UUID, person_id: UUID, *, session: bytes | None = None
) -> Known:
    """What is in force, and the letter that is under way."""
    letters = of_territory(select(ResidenceLetter), ResidenceLetter.territory_id, territory_id).where(
        ResidenceLetter.person_id == person_id, col(ResidenceLetter.used_at).is_(None)
    )
    return Known(
        lives=await in_force(db, ResidenceFact, territory_id, person_id),
        age=await in_force(db, AgeFact, territory_id, person_id),
        guardian=await in_force(db, GuardianConsent, territory_id, person_id),
        level=await level_of(db, session),
        letter=(await db.exec(letters.order_by(col(ResidenceLetter.id).desc()).limit(1))).first(),
    )


async def in_force(db: ReadSession, table: type[Fact], territory_id: UUID, person_id: UUID) -> Fact | None:
    """One at most, as the database has it."""
    here = of_territory(select(table), table.territory_id, territory_id)
    return (await db.exec(here.where(table.person_id == person_id, col(table.ended_at).is_(None)))).first()


async def level_of(db: ReadSession, session: bytes | None) -> Level:
    """How strong the sign-in was that opened this session; the weakest of a program, which has none."""
    if session is None:
        return Level.MAIL
    provider = (await db.exec(select(Session.provider).where(Session.token_hash == session))).first()
    return cast("Mapping[str | None, Level]", db.info.get(KEY, {})).get(provider, Level.MAIL)


async def terms_of(db: ReadSession, territory_id: UUID) -> EligibilityTerms:
    """Those that it chose, or the usual ones."""
    return await db.get(EligibilityTerms, territory_id) or EligibilityTerms(territory_id=territory_id)


async def _lives(db: ReadSession, fact: ResidenceFact) -> Lives:
    within = await lies_in(db, fact.place_id)
    return Lives(fact.place_id, within, fact.proof, fact.shown_on, fact.valid_until)


async def lies_in(db: ReadSession, place_id: UUID) -> frozenset[UUID]:
    """The place, the one that it lies in, and so on: a commune may have become a part of another one."""
    part = select(Place.id, Place.parent_id).where(Place.id == place_id).cte("within", recursive=True)
    whole = select(Place.id, Place.parent_id).join(part, col(Place.id) == part.c.parent_id)
    found: Any = part.union(whole)
    return frozenset((await db.exec(select(found.c.id))).all())  # unordered: a set


PLACES_TOLD = 6
"""More are not told one by one."""

LIVE = {
    None: say("Everyone may take part"),
    Residence.DECLARED: say("People who live in %(place)s may take part, as you say yourself"),
    Residence.LIST: say(
        "People who live in %(place)s may take part, as a list, a letter or the counter shows"
    ),
    Residence.CODE: say("People who live in %(place)s may take part, as a letter or the counter shows"),
}
AGED = say("from the age of %(floor)s")
GUARDED = say("whoever is under %(below)s, with the consent of a parent or guardian")
SIGNED = {
    Level.LOW: say("you sign in by a way that vouches for who you are, such as FranceConnect"),
    Level.SUBSTANTIAL: say("you sign in by a way that vouches for who you are at a substantial level"),
    Level.HIGH: say("you sign in by a way that vouches for who you are at a high level"),
}
AND_ALSO = say("%(so_far)s; %(also)s")
ONE_PLACE = say("whoever has two homes chooses one")


def sentence(
    words: Wording, conditions: Conditions, *, territory: str, names: Mapping[UUID, str] | None = None
) -> str:
    """Who may take part, as its page says it; `names` are of places, as `place_names` reads them."""
    told = sorted(name for place, name in (names or {}).items() if place in conditions.places)
    where = ", ".join(told[:PLACES_TOLD]) + (" …" if len(told) > PLACES_TOLD else "")
    parts = [words.say(LIVE[conditions.lives], place=where or territory)]
    if conditions.age_floor:
        parts.append(words.say(AGED, floor=conditions.age_floor))
    if conditions.guardian_below:
        parts.append(words.say(GUARDED, below=conditions.guardian_below))
    if conditions.level in SIGNED:
        parts.append(words.say(SIGNED[conditions.level]))
    if conditions.lives:
        parts.append(words.say(ONE_PLACE))
    whole = parts[0]
    for part in parts[1:]:
        whole = words.say(AND_ALSO, so_far=whole, also=part)
    return f"{whole}."


async def place_names(db: ReadSession, territory_id: UUID) -> Mapping[UUID, str]:
    """What each place is called."""
    found: Sequence[Place] = await places(db, territory_id)
    return {place.id: place.name for place in found}
