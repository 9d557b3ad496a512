"""What is kept about who may take part, for how long, and about who decided."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Date, cast
from sqlmodel import and_, col, func, or_, select

from consultations.eligibility.census.lists import KEPT_REPLACED
from consultations.eligibility.census.models import CensusClaim, CensusEntry, CensusList
from consultations.eligibility.census.rules import Verdict
from consultations.eligibility.codes.models import LetterPackage, ResidenceLetter
from consultations.eligibility.models import AgeFact, EligibilityTerms, GuardianConsent, ResidenceFact
from okote.feature import Forgetting, Records
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say
from okote.territories.models import Place, Territory

_HERE = {"territory": Territory.name}

RECORDS = (
    Records(
        "residences",
        say("Where you live, as you showed it"),
        of=(ResidenceFact.person_id,),
        fields={
            **_HERE,
            "place": Place.name,
            "proof": ResidenceFact.proof,
            "paper": ResidenceFact.paper,
            "shown_at": ResidenceFact.shown_at,
            "valid_until": ResidenceFact.valid_until,
            "ended_at": ResidenceFact.ended_at,
        },
        joined=(
            (Place, Place.id == ResidenceFact.place_id),
            (Territory, Territory.id == ResidenceFact.territory_id),
        ),
    ),
    Records(
        "ages",
        say("How old you are, as you showed it"),
        of=(AgeFact.person_id,),
        fields={
            **_HERE,
            "at_least": AgeFact.at_least,
            "on_day": AgeFact.on_day,
            "born_on": AgeFact.born_on,
            "proof": AgeFact.proof,
            "ended_at": AgeFact.ended_at,
        },
        joined=((Territory, Territory.id == AgeFact.territory_id),),
    ),
    Records(
        "guardian_consents",
        say("The parents or guardians whom you named"),
        of=(GuardianConsent.person_id,),
        fields={
            **_HERE,
            "guardian": GuardianConsent.guardian,
            "reached_at": GuardianConsent.reached_at,
            "asked_at": GuardianConsent.asked_at,
            "given_at": GuardianConsent.given_at,
            "ended_at": GuardianConsent.ended_at,
        },
        joined=((Territory, Territory.id == GuardianConsent.territory_id),),
    ),
    Records(
        "census_lines",
        say("Your line of a list of residents"),
        of=(CensusEntry.person_id,),
        fields={
            "name": CensusEntry.name,
            "born_on": CensusEntry.born_on,
            "address": CensusEntry.address,
            "number": CensusEntry.number,
            "since": CensusEntry.claimed_at,
        },
        once_closed=say(
            "It stays taken, by a number that leads to nobody, so that it shows one person only; it goes "
            "with the list."
        ),
    ),
    Records(
        "census_claims",
        say("What you wrote to be found on a list of residents"),
        of=(CensusClaim.person_id,),
        fields={
            "given_names": CensusClaim.given,
            "family_name": CensusClaim.family,
            "born_on": CensusClaim.born_on,
            "address": CensusClaim.address,
            "number": CensusClaim.number,
            "at": CensusClaim.at,
            "decision": CensusClaim.verdict,
        },
    ),
    Records(
        "residence_letters",
        say("The letters with a code that you asked for or used"),
        of=(ResidenceLetter.person_id, ResidenceLetter.used_by),
        fields={
            "name": ResidenceLetter.name,
            "address": ResidenceLetter.address,
            "asked_at": ResidenceLetter.asked_at,
            "used_at": ResidenceLetter.used_at,
        },
        once_closed=say("That a code was used stays, by a number that leads to nobody; letters not used go."),
    ),
    Records(
        "residents_seen",
        say("The residents whose papers you saw, or about whom you decided"),
        of=(ResidenceFact.recorded_by,),
        fields={"proof": ResidenceFact.proof, "paper": ResidenceFact.paper, "at": ResidenceFact.shown_at},
        once_closed=ACTS_STAY,
    ),
    Records(
        "ages_seen",
        say("The residents whose age you saw on a paper"),
        of=(AgeFact.recorded_by,),
        fields={"proof": AgeFact.proof, "paper": AgeFact.paper, "at": AgeFact.shown_at},
        once_closed=ACTS_STAY,
    ),
    Records(
        "guardians_seen",
        say("The parents or guardians whom you saw at the counter"),
        of=(GuardianConsent.recorded_by,),
        fields={"at": GuardianConsent.given_at},
        once_closed=ACTS_STAY,
    ),
    Records(
        "residence_codes_handed",
        say("The codes that you handed over at the counter"),
        of=(ResidenceLetter.recorded_by,),
        fields={"paper": ResidenceLetter.paper, "at": ResidenceLetter.asked_at},
        once_closed=ACTS_STAY,
    ),
    Records(
        "census_lists_brought",
        say("The lists of residents that you brought"),
        of=(CensusList.brought_by,),
        fields={"name": CensusList.name, "lines": CensusList.lines, "at": CensusList.brought_at},
        once_closed=ACTS_STAY,
    ),
    Records(
        "census_claims_decided",
        say("The questions of who somebody is that you decided"),
        of=(CensusClaim.decided_by,),
        fields={"decision": CensusClaim.verdict, "at": CensusClaim.decided_at},
        once_closed=ACTS_STAY,
    ),
    Records(
        "letter_packages",
        say("The packages of letters that you made, downloaded or declared void"),
        of=(LetterPackage.made_by, LetterPackage.downloaded_by, LetterPackage.voided_by),
        fields={
            "letters": LetterPackage.letters,
            "at": LetterPackage.made_at,
            "downloaded_at": LetterPackage.downloaded_at,
            "voided_at": LetterPackage.voided_at,
        },
        once_closed=ACTS_STAY,
    ),
)

ENDED_KEPT = timedelta(days=730)
"""As long as the count of a vote may be disputed."""
DECIDED_KEPT = timedelta(days=30)
A_DAY = timedelta(days=1)
"""Wherever the territory is, the day is over by then."""


def _day(at: datetime) -> Any:
    return cast(func.timezone("UTC", at), Date)


def _grown(at: datetime) -> Any:
    """Old enough, in a territory that keeps no birth date from then on."""
    floors = select(func.coalesce(func.max(EligibilityTerms.oldest_floor), 18))
    oldest = floors.where(EligibilityTerms.territory_id == AgeFact.territory_id).correlate(AgeFact)
    years = func.make_interval(oldest.scalar_subquery())
    return and_(col(AgeFact.born_on).is_not(None), col(AgeFact.born_on) + years < _day(at - 2 * A_DAY))


def lines_over(at: datetime) -> Any:
    """Of a list whose time is up, in force or not; ballots keep them while people vote by them."""
    over = select(CensusList.id).where(
        or_(col(CensusList.replaced_at) <= at - KEPT_REPLACED, col(CensusList.kept_until) <= _day(at - A_DAY))
    )
    return col(CensusEntry.list_id).in_(over)


FORGETS = (
    Forgetting(
        "residences-ended",
        "Where somebody lived, two years after it ended or held no more",
        ResidenceFact,
        col(ResidenceFact.shown_at),
        lambda at: or_(
            col(ResidenceFact.ended_at) <= at - ENDED_KEPT,
            col(ResidenceFact.valid_until) <= _day(at - ENDED_KEPT),
        ),
    ),
    Forgetting(
        "ages-ended",
        "How old somebody was, two years after it ended",
        AgeFact,
        col(AgeFact.shown_at),
        lambda at: col(AgeFact.ended_at) <= at - ENDED_KEPT,
    ),
    Forgetting(
        "birth-dates",
        "The birth date of whoever has become as old as a consultation may ask",
        AgeFact,
        col(AgeFact.shown_at),
        lambda at: and_(col(AgeFact.ended_at).is_(None), _grown(at)),
        instead={
            "at_least": func.extract("year", func.age(cast(func.okote_now(), Date), AgeFact.born_on)),
            "on_day": cast(func.okote_now(), Date),
            "born_on": None,
        },
    ),
    Forgetting(
        "guardians-asked",
        "Parents and guardians who did not answer, or no longer agree, after 30 days",
        GuardianConsent,
        col(GuardianConsent.asked_at),
        lambda at: or_(
            col(GuardianConsent.ended_at) <= at - DECIDED_KEPT,
            col(GuardianConsent.link_until) <= at - DECIDED_KEPT,
        ),
    ),
    Forgetting(
        "census-claims",
        "What somebody wrote to be found on a list, 30 days after it was decided",
        CensusClaim,
        col(CensusClaim.decided_at),
        lambda at: and_(
            CensusClaim.verdict != Verdict.WAITING, col(CensusClaim.decided_at) <= at - DECIDED_KEPT
        ),
    ),
    Forgetting(
        "residence-letters",
        "Letters with codes, 30 days after they were used or ended",
        ResidenceLetter,
        col(ResidenceLetter.asked_at),
        lambda at: or_(
            col(ResidenceLetter.used_at) <= at - DECIDED_KEPT,
            col(ResidenceLetter.expires_on) <= _day(at - DECIDED_KEPT),
        ),
    ),
)
