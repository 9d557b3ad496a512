"""What every page of the office reads of a ballot, and how each saves a part of its draft."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from litestar import Response

from consultations.ballots import queries, rules
from consultations.ballots.level.queries import latest
from consultations.ballots.models import Ballot
from consultations.ballots.office import service
from consultations.ballots.office.queries import drafted
from consultations.ballots.office.rules import Draft, Situation, Step
from consultations.ballots.office.words import STATES, STEPS, TONES
from consultations.ballots.queries import ShownBallot
from consultations.ballots.rules import State
from consultations.processes.models import Phase, Process
from consultations.processes.rules import Permit
from okote.identity.visitors import Visitor
from okote.platform.errors import StaleError
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, page
from payments.sessions import ReadSession, WriteSession

HERE = "/back-office/ballots"
FOLDER = "consultations/ballots/office/"
NOWHERE: Mapping[str, str] = MappingProxyType({})


async def written(db: ReadSession, visitor: Visitor, ballot_id: UUID) -> tuple[ShownBallot, Draft]:
    """A ballot that is still a draft. BallotStateError, NotFoundError."""
    shown = await queries.ballot(db, visitor.territory.id, ballot_id)
    rules.check_state(shown.ballot, shown.period, await db.now(), State.DRAFT)
    return shown, drafted(shown)


async def save(
    db: WriteSession,
    ballot_id: UUID,
    form: Form,
    field: str,
    made: Callable[[Draft], Draft],
    *,
    by: Visitor,
    elsewhere: Mapping[str, str] = NOWHERE,
) -> tuple[Ballot | None, int | None]:
    """What came of it; None with what is to be answered where it was refused."""
    mark = form.raw("mark")

    async def use_case() -> Ballot:
        return await service.change(db, ballot_id, made, by=by, mark=mark)

    try:
        return await attempt(db, form, field, use_case, elsewhere=elsewhere), None
    except StaleError:
        return None, 409


def step_page(
    request: AnyRequest,
    template: str,
    step: Step,
    shown: ShownBallot,
    draft: Draft,
    form: Form,
    *,
    status: int | None = None,
    **more: Any,
) -> Response[str]:
    """One page of a draft, among the others."""
    return page(
        request,
        f"{FOLDER}{template}",
        status=status,
        shown=shown,
        draft=draft,
        form=form,
        step=step,
        steps=STEPS,
        states=STATES,
        tones=TONES,
        **more,
    )


async def situation(db: ReadSession, shown: ShownBallot) -> Situation:
    ballot = shown.ballot
    phase = await db.get_one(Phase, ballot.phase_id)
    process = await db.get_one(Process, ballot.process_id)
    sheet = await latest(db, ballot.id)
    return Situation(
        at=await db.now(),
        starts_at=phase.starts_at,
        ends_at=phase.ends_at,
        lets_vote=Permit.VOTE in phase.permits,
        apart=await queries.apart(db),
        published=process.published_at is not None,
        level=None if sheet is None else sheet.level,
    )
