"""The desk of ballots: all of them, one with where it stands by the clock, and how voters will see it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath, FromQuery

from consultations.ballots import queries
from consultations.ballots.explaining.summary import rule
from consultations.ballots.level.queries import latest
from consultations.ballots.office.linking import DeskLink
from consultations.ballots.office.queries import every_ballot, processes_with, waiting
from consultations.ballots.office.reading import FOLDER, HERE
from consultations.ballots.office.rules import Step
from consultations.ballots.office.service import SEEN
from consultations.ballots.office.words import INPUTS, MODES, NEXT, STATES, STEPS, TONES, WAITS
from consultations.ballots.queries import ShownBallot
from consultations.ballots.results.rules import settings
from consultations.ballots.rules import Channel, Mode, State
from consultations.ballots.words import CHANNELS
from consultations.eligibility.queries import place_names, sentence
from consultations.eligibility.rules import Conditions
from consultations.permissions import may_publish_processes, may_write_processes
from consultations.processes.models import Process
from consultations.processes.words import begins, ends
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.web.formatting import Wording
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, page, wording_of
from okote.web.pagination import Before
from okote.web.pagination import latest as latest_of
from payments.money import Money
from payments.sessions import ReadSession

CHANGES = {
    "withdraw": (State.ANNOUNCED, State.OPEN),
    "lot": (State.ENDED, State.CLOSED),
    "close": (State.ENDED,),
    "annul": (State.CLOSED,),
    "publish": (State.COUNTED,),
    "roll": SEEN,
}
"""What administrators do with a ballot, and while it stands where."""


class BallotDesk(Controller):
    path = HERE
    guards = (requires(may_write_processes),)
    links: Sequence[DeskLink] = ()

    @get()
    async def ballots(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        process: FromQuery[str] = "",
        before: Before = None,
    ) -> Response[str]:
        """Drafts too, the latest written first; of one consultation or one state where it is asked for."""
        state = request.query_params.get("state", "")
        words, here = wording_of(request), visitor.territory.id
        processes = [(str(key), title) for key, title in await processes_with(reading, here)]
        which = UUID(process) if process in dict(processes) else None
        where = State(state) if state in list(State) else None
        found = await every_ballot(reading, here, process_id=which, in_state=where, before=before)
        return page(
            request,
            f"{FOLDER}desk.html",
            ballots=latest_of(found, before, key=lambda one: one.ballot.id),
            process=process if which else "",
            state=state if where else "",
            processes=processes,
            labelled=[(one.value, words.say(STATES[one])) for one in State],
            states=STATES,
            tones=TONES,
            next=NEXT,
            modes=MODES,
            when={one.ballot.id: opens_and_closes(words, one.period) for one in found},
        )

    @get("/{ballot_id:uuid}")
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        return await one_page(request, reading, visitor, ballot_id, Form(), links=self.links)

    @get("/{ballot_id:uuid}/preview")
    async def preview(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        """What voters will see; nothing can be sent."""
        shown = await queries.ballot(reading, visitor.territory.id, ballot_id)
        return page(
            request, f"{FOLDER}preview.html", **await told(reading, wording_of(request), visitor, shown)
        )


def routes(links: Sequence[DeskLink]) -> Sequence[type[Controller]]:
    """With the pages of other rooms on the page of one ballot."""
    return (type("BallotDesk", (BallotDesk,), {"links": links}),)


def opens_and_closes(words: Wording, period: Any) -> tuple[str, str | None]:
    return begins(words, period.opens), ends(words, period.closes) if period.closes else None


async def told(db: ReadSession, words: Wording, visitor: Visitor, shown: ShownBallot) -> Mapping[str, Any]:
    """A ballot's terms in words."""
    ballot = shown.ballot
    names = await place_names(db, ballot.territory_id)
    process = await db.get_one(Process, ballot.process_id)
    asked = Conditions.read(ballot.conditions or process.conditions)
    return {
        "shown": shown,
        "process": process,
        "rule_said": rule(words, settings(ballot)),
        "who": sentence(words, asked, territory=visitor.territory.name, names=names),
        "own_who": bool(ballot.conditions),
        "when": opens_and_closes(words, shown.period),
        "place_names": names,
        "costs": {
            one.id: Money(one.cost_minor, ballot.currency)
            for one in shown.options
            if one.cost_minor is not None
        },
        "envelopes": {one.position: one for one in shown.envelopes},
        "amounts": {one.position: Money(one.amount_minor, ballot.currency) for one in shown.envelopes},
        "modes": MODES,
        "inputs": INPUTS,
        "zone": words.zone.key,
    }


async def one_page(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    ballot_id: UUID,
    form: Form,
    *,
    links: Sequence[DeskLink] = (),
    counted: Mapping[Channel, int] | None = None,
) -> Response[str]:
    """`counted` is what was just read from the roll."""
    words = wording_of(request)
    shown = await queries.ballot(db, visitor.territory.id, ballot_id)
    ballot, publishes = shown.ballot, may_publish_processes(visitor)
    asked = await waiting(db, visitor.territory.id, ballot.id)
    acts = {one.approval.act for one in asked}
    sealed = ballot.mode is Mode.SEALED
    may = {name: publishes and shown.state in states for name, states in CHANGES.items()}
    may["lot"] = may["lot"] and not ballot.lot
    may["close"] = may["close"] and "ballot-close" not in acts
    may["publish"] = may["publish"] and "ballot-publish" not in acts
    may["annul"] = may["annul"] and sealed and "ballot-annul" not in acts
    may["roll"] = may["roll"] and sealed and ballot.emptied_at is None
    answer = page(
        request,
        f"{FOLDER}one.html",
        **await told(db, words, visitor, shown),
        form=form,
        state_said=STATES[shown.state],
        tone=TONES[shown.state],
        next=NEXT[shown.state],
        draft=shown.state is State.DRAFT,
        steps=STEPS,
        step_order=list(Step),
        waiting=asked,
        waits=WAITS,
        sheet=await latest(db, ballot.id),
        may=may,
        publishes=publishes,
        links=[(words.say(one.label), one.address(shown)) for one in links if one.shows(shown)],
        channels=CHANNELS,
        counted=counted,
        digest=ballot.digest.hex() if ballot.digest else None,
    )
    if counted is not None:
        answer.headers["cache-control"] = "no-store"
    return answer
