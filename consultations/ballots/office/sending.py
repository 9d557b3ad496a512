"""What programs send to the office of ballots, read as what is typed into its pages: the same is refused."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from consultations.ballots import queries
from consultations.ballots.describing import OptionDetails
from consultations.ballots.office import forms
from consultations.ballots.office.queries import drafted, voting_phases, waiting
from consultations.ballots.office.reading import situation
from consultations.ballots.office.rules import Draft, changed, checks, settled, with_envelopes
from consultations.ballots.office.schemas import ChangedBallot, OfficeWhole, OptionFields
from consultations.ballots.rules import State
from okote.identity.visitors import Visitor
from okote.territories.queries import places
from okote.web.forms import Form
from payments.sessions import ReadSession

Read = TypeVar("Read")


async def whole(db: ReadSession, visitor: Visitor, ballot_id: UUID) -> OfficeWhole:
    shown = await queries.ballot(db, visitor.territory.id, ballot_id)
    draft = drafted(shown)
    lines = checks(draft, await situation(db, shown)) if shown.state is State.DRAFT else []
    asked = list(await waiting(db, visitor.territory.id, ballot_id))
    return OfficeWhole.of(shown, draft, lines, asked, visitor.address)


async def changed_by(
    db: ReadSession, visitor: Visitor, kept: Draft, data: ChangedBallot
) -> Callable[[Draft], Draft]:
    """What it makes of the draft, or the first refusal."""
    known = await phases(db, visitor) | {str(kept.phase_id): kept.process_id}
    keys = await place_keys(db, visitor)
    told = read(as_typed(data), lambda form: forms.said(form, known))
    terms = as_typed(data.terms) | {"support_least": _text(data.terms.support_least or None)}
    typed, lot_source, smallest = read(terms, forms.terms)
    money: dict[str, str] = {}
    for number, one in enumerate(data.envelopes, 1):
        row = f"envelope-{number}"
        money |= {row: one.name, f"{row}-amount": one.amount.amount, f"{row}-place": _text(one.place)}
    rows = read(money, lambda form: forms.envelopes(form, keys))
    who: dict[str, str] = {"who": "process"}
    if data.conditions is not None:
        own = as_typed(data.conditions)
        who = own | {"who": "own"} | {f"within-{one}": "yes" for one in data.conditions.places}
    asked = read(who, lambda form: forms.conditions(form, keys))

    def made(draft: Draft) -> Draft:
        now = changed(
            draft,
            title=told.title,
            question=told.question,
            mode=told.mode,
            lot_source=lot_source,
            smallest_group=smallest,
            conditions=asked,
            **settled(typed),
        )
        moved = Draft(told.process_id, told.phase_id, now.details, now.options, now.envelopes)
        return with_envelopes(moved, rows)

    return made


async def option_sent(
    db: ReadSession, visitor: Visitor, kept: Draft, data: OptionFields, known: OptionDetails
) -> OptionDetails:
    keys = await place_keys(db, visitor)
    typed = as_typed(data) | {"cost": "" if data.cost is None else data.cost.amount}
    return read(typed, lambda form: forms.option(form, keys, kept.envelopes, known))


async def phases(db: ReadSession, visitor: Visitor) -> dict[str, UUID]:
    return {str(one.id): process.id for one, process in await voting_phases(db, visitor.territory.id)}


async def place_keys(db: ReadSession, visitor: Visitor) -> list[str]:
    return [str(one.id) for one in await places(db, visitor.territory.id)]


def as_typed(data: Any) -> dict[str, str]:
    """As a form would send it, but for what has parts of its own."""
    values = {name: getattr(data, name) for name in data.__struct_fields__}
    return {name: _text(value) for name, value in values.items()}


def _text(value: object) -> str:
    return "" if value is None else str(value)


def read(typed: Mapping[str, str], reader: Callable[[Form], Read | None]) -> Read:
    """What a form's reader makes of it, or its first refusal."""
    form = Form(typed)
    made = reader(form)
    for error in form.errors.values():
        raise error
    return cast("Read", made)
