"""The count of a ballot on the desk: where it stands, the lot, counting again, and asking to publish.

No total is told here before everyone reads it, not even to whoever signs: what they vouch for is that it was
counted as announced, and nobody can publish a result, or not, by what it says.
"""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ballots import closing
from consultations.ballots.deeds import BALLOT
from consultations.ballots.queries import ShownBallot, ballot
from consultations.ballots.results import queries, service
from consultations.ballots.results.words import OUTCOMES, TONES
from consultations.ballots.rules import REASON_MOST, Mode, State, kept_until
from consultations.permissions import may_publish_processes
from okote.approvals.queries import waits_for
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt, done
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

HERE = "/back-office/ballots/{ballot_id:uuid}/result"

DESK = (
    (
        say("Count and result"),
        lambda shown: f"/back-office/ballots/{shown.ballot.id}/result",
        lambda shown: shown.state not in {State.DRAFT, State.ANNOUNCED, State.OPEN},
    ),
)
"""For the page of one ballot: label, address, whether it is there."""


class ResultDesk(Controller):
    path = HERE
    guards = (requires(may_publish_processes),)

    @get()
    async def stands(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        return await _desk(request, reading, visitor, ballot_id, Form())

    @post("/count")
    async def count(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Once more, or at last."""
        form = Form(await request.form())
        use_case = partial(service.ask_count, db, ballot_id, by=visitor)
        if await attempt(db, form, "count", use_case) is None:
            return await _desk(request, db, visitor, ballot_id, form)
        text = say("The votes are being counted: look again in a moment.")
        return said(to(request, _path(ballot_id)), "success", text)

    @post("/lot")
    async def lot(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Once: what was drawn can't be drawn again."""
        form = Form(await request.form())
        drawn = form.text("lot", most=REASON_MOST)
        use_case = partial(closing.note_lot, db, ballot_id, drawn, by=visitor)
        if not await done(db, form, "lot", use_case):
            return await _desk(request, db, visitor, ballot_id, form)
        text = say("What was drawn is noted, and told to everyone with the result.")
        return said(to(request, _path(ballot_id)), "success", text)

    @post("/publish")
    async def publish(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """A second person then does it."""
        form = Form(await request.form())
        reason = form.text("reason", most=REASON_MOST)
        asked = partial(service.ask_to_publish, db, ballot_id, reason, by=visitor)
        if await attempt(db, form, "reason", asked) is None:
            return await _desk(request, db, visitor, ballot_id, form)
        text = say("A second person is asked to publish the result.")
        return said(to(request, _path(ballot_id)), "success", text)


async def _desk(
    request: AnyRequest, db: ReadSession, visitor: Visitor, ballot_id: UUID, form: Form
) -> Response[str]:
    shown = await ballot(db, visitor.territory.id, ballot_id)
    sealed = shown.ballot.mode is Mode.SEALED
    waiting = await waits_for(db, visitor.territory.id, closing.PUBLISH, ballot_id)
    annulling = await waits_for(db, visitor.territory.id, closing.ANNUL, ballot_id)
    return page(
        request,
        "consultations/ballots/results/desk.html",
        form=form,
        ballot=shown.ballot,
        state=shown.state.value,
        states=BALLOT.words,
        runs=await queries.runs(db, ballot_id),
        hashes=await queries.hashes(db, ballot_id),
        outcomes=OUTCOMES,
        tones=TONES,
        waiting=waiting,
        annulling=annulling,
        envelopes={one.position: one.name for one in shown.envelopes},
        noted=_noted(shown),
        kept_until=kept_until(stamp) if (stamp := shown.ballot.published_stamp) and sealed else None,
    )


def _noted(shown: ShownBallot) -> bool:
    """Whether the lot can still be noted."""
    return shown.ballot.lot is None and shown.state in {State.ENDED, State.CLOSED}


def _path(ballot_id: UUID) -> str:
    return f"/back-office/ballots/{ballot_id}/result"


ROUTES = (ResultDesk,)
