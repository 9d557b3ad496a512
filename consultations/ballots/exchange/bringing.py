"""Bring options into a draft from a file: looked at first, then written all together or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import UUID

from consultations.ballots import queries, service
from consultations.ballots.describing import BallotDetails, EnvelopeDetails, OptionDetails
from consultations.ballots.exchange import pabulib, tables
from consultations.ballots.exchange.pabulib import Announced
from consultations.ballots.exchange.rules import Known, Option, Read, envelopes_known, plain
from consultations.ballots.models import Ballot, BallotEnvelope, BallotOption
from consultations.ballots.queries import ShownBallot
from consultations.ballots.rules import OPTIONS_MOST, Input, Rule, State, check_state
from consultations.permissions import may_write_processes
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.errors import DomainError
from okote.territories.queries import places
from payments.money import Money
from payments.sessions import ReadSession, WriteSession


class OptionsRefusedError(DomainError):
    """Lines that can't be read. Parameter: `lines`, how many."""

    code = "ballot_options_refused"


class OptionsTooManyError(DomainError):
    """With those that are there already. Parameter: `most`."""

    code = "ballot_options_many"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file says: its options, what can't be read, and what it announces of the vote."""

    read: Read[UUID]
    announced: Announced


async def look(db: ReadSession, ballot_id: UUID, text: str, *, by: Visitor) -> Looked:
    """Nothing is written. BallotStateError where it is no longer a draft."""
    require(may_write_processes(by))
    shown = await draft(db, ballot_id, by=by)
    known = Known(
        {plain(one.name): one.id for one in await places(db, by.territory.id)},
        envelopes_known([(one.position, one.name) for one in shown.envelopes]),
    )
    if pabulib.is_pabulib(text):
        return Looked(*pabulib.read(text, known, shown.ballot.currency))
    return Looked(tables.read(text, known), Announced())


async def bring(
    db: WriteSession, ballot_id: UUID, text: str, *, keep: bool, take: bool, by: Visitor
) -> Ballot:
    """Behind those that are there where `keep`, or else in their place; with what is announced if `take`.

    An option of the title of one that was there keeps its idea and its picture. OptionsRefusedError,
    OptionsTooManyError, BallotStateError.
    """
    looked = await look(db, ballot_id, text, by=by)
    if looked.read.refused:
        raise OptionsRefusedError(lines=len(looked.read.refused))
    shown = await draft(db, ballot_id, by=by)
    announced = looked.announced if take else Announced()
    envelopes = _envelopes(shown, announced)
    there = [_as_it_is(one) for one in shown.options] if keep else []
    options = [*there, *_brought(shown.options, looked.read.options, envelopes)]
    if len(options) > OPTIONS_MOST:
        raise OptionsTooManyError(most=OPTIONS_MOST)
    ballot = shown.ballot
    details = with_announced(details_of(ballot), announced, len(options))
    return await service.write(
        db, ballot.process_id, ballot.phase_id, details, options, envelopes, ballot_id=ballot.id, by=by
    )


async def draft(db: ReadSession, ballot_id: UUID, *, by: Visitor) -> ShownBallot:
    """BallotStateError where it is announced."""
    shown = await queries.ballot(db, by.territory.id, ballot_id)
    check_state(shown.ballot, shown.period, await db.now(), State.DRAFT)
    return shown


def details_of(ballot: Ballot) -> BallotDetails:
    """As it stands."""
    return BallotDetails(**{one.name: getattr(ballot, one.name) for one in fields(BallotDetails)})


def with_announced(details: BallotDetails, announced: Announced, options: int) -> BallotDetails:
    """What META says instead of what stood there, made to fit together: what it does not say stays."""
    said = announced.said()
    if not said:
        return details
    kept = {name: value for name, value in said.items() if name != "budget_minor"}
    new = replace(details, **kept)
    if new.input is Input.SINGLE:
        new = replace(new, least=1, most=1, points=0, points_most=0)
    elif announced.input is not None or announced.most is not None:
        most = max(announced.most or options, 1)
        new = replace(new, most=most, least=min(max(new.least, 0), most))
    if new.input is Input.POINTS:
        points = new.points or new.points_most or options
        new = replace(new, points=points, points_most=min(new.points_most or points, points))
    else:
        new = replace(new, points=0, points_most=0)
    if new.rule is not Rule.EQUAL_SHARES:
        return replace(new, utility=None, completion=None, start=None, step_minor=None)
    return replace(
        new,
        utility=new.utility or "cost",
        completion=new.completion or "none",
        start=new.start or "exact",
        step_minor=new.step_minor or 100,
        winners=None,
    )


def _envelopes(shown: ShownBallot, announced: Announced) -> list[EnvelopeDetails]:
    """The sum that META announces is that of the only envelope, or of one for the whole where none is."""
    there = [_details(one, EnvelopeDetails) for one in shown.envelopes]
    budget = announced.budget_minor
    if budget is None or len(there) > 1:
        return there
    if not there:
        return [EnvelopeDetails(name=shown.ballot.title, amount_minor=budget)]
    return [replace(there[0], amount_minor=budget)]


def _brought(
    there: Sequence[BallotOption], options: Sequence[Option[UUID]], envelopes: Sequence[EnvelopeDetails]
) -> list[OptionDetails]:
    known = {plain(one.title): one for one in there}
    only = 1 if len(envelopes) == 1 else None
    made = []
    for one in options:
        former = known.get(plain(one.title))
        made.append(
            OptionDetails(
                title=one.title,
                body=one.body,
                cost_minor=one.cost_minor,
                envelope=only if one.envelope is None and one.cost_minor is not None else one.envelope,
                place_id=one.place,
                idea_id=former.idea_id if former else None,
                picture=former.picture if former else None,
                picture_shows=former.picture_shows if former else "",
            )
        )
    return made


def _as_it_is(option: BallotOption) -> OptionDetails:
    made: OptionDetails = _details(option, OptionDetails)
    return made


def _details(row: BallotOption | BallotEnvelope, kind: Any) -> Any:
    return kind(**{one.name: getattr(row, one.name) for one in fields(kind)})


def as_shown(option: Option[UUID], names: Mapping[UUID, str], currency: str) -> Mapping[str, Any]:
    """A line of the preview."""
    cost = None if option.cost_minor is None else Money(option.cost_minor, currency)
    return {
        "title": option.title,
        "cost": cost,
        "place": names.get(option.place) if option.place else None,
        "envelope": option.envelope,
    }
