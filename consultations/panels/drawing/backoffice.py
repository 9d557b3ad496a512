"""The draw of a panel in the back office: frozen, followed, its numbers typed by two, voided by two."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.panels.backoffice import HERE
from consultations.panels.drawing import queries, service
from consultations.panels.drawing.again import reopen_call
from consultations.panels.drawing.computing import Said, check
from consultations.panels.drawing.models import DrawEntry
from consultations.panels.drawing.queries import report_of
from consultations.panels.drawing.rules import (
    NUMBERS_MOST,
    REASON_MOST,
    TEXT_MOST,
    DrawState,
    PublicDraw,
)
from consultations.panels.drawing.standing import Standing, standing
from consultations.panels.drawing.words import ALGORITHMS, ALGORITHMS_MEAN, HITCHES, STATES, TONES, explained
from consultations.panels.queries import any_panel
from consultations.panels.rules import PanelStanding
from consultations.panels.sortition.report import Algorithm
from consultations.permissions import may_follow_panels, may_run_panels
from okote.house import TheHouse
from okote.identity.permissions import person_of, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.days import end_of
from okote.web.attempts import attempt
from okote.web.downloads import download
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession

RUNS = requires(may_run_panels)
DRAWABLE = (PanelStanding.OPEN, PanelStanding.OVER)
PEOPLE = 2
"""Who type the numbers of a public draw."""
ELSEWHERE = {"draw_lottery_day": "day", "draw_numbers": "numbers"}


class DrawPages(Controller):
    path = f"{HERE}/{{panel_id:uuid}}/draw"
    guards = (requires(may_follow_panels),)

    @get()
    async def draw(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        house: TheHouse,
        panel_id: FromPath[UUID],
    ) -> Response[str]:
        """Where it stands, and what can be done; before, whether the quotas can be met at all."""
        pool, can = await _checked(house, visitor, panel_id)
        form = Form({"algorithm": Algorithm.STRATIFIED.value})
        return await _shown(request, reading, visitor, panel_id, form, pool, can)

    @get("/progress")
    async def progress(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, panel_id: FromPath[UUID]
    ) -> Response[str]:
        """How far the lottery is; once it is made, the whole page is asked for again."""
        found = await queries.published(reading, visitor.territory.id, panel_id)
        answer = page(request, "consultations/panels/draw/progress.html", draw=found, panel_id=panel_id)
        if found.state not in {DrawState.FROZEN, DrawState.COMPUTING} or found.hitch:
            answer.headers["hx-refresh"] = "true"
        return answer

    @post("/freeze", guards=[RUNS])
    async def freeze(
        self, request: AnyRequest, visitor: TheVisitor, house: TheHouse, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Only a pool of which a panel can be drawn: what would have to give way is said instead."""
        form = Form(await request.form())
        named, algorithm = _read(form)
        pool, can = await _checked(house, visitor, panel_id)
        if named is None or (can is not None and can.unmet):
            return await _shown(request, db, visitor, panel_id, form, pool, can, status=422)
        checked = pool.fingerprint if pool else ""
        use_case = partial(service.freeze, db, panel_id, named, algorithm, checked=checked, by=visitor)
        if await attempt(db, form, "lottery", use_case, elsewhere=ELSEWHERE) is None:
            return await _shown(request, db, visitor, panel_id, form, pool, can)
        text = say("The pool is frozen, and the lottery is being made. Everyone reads what decides.")
        return said(to(request, f"{HERE}/{panel_id}/draw"), "success", text)

    @post("/numbers", guards=[RUNS])
    async def enter(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        typed = form.text("numbers", most=4 * NUMBERS_MOST)
        use_case = partial(service.enter, db, panel_id, typed, by=visitor)
        draw = await attempt(db, form, "numbers", use_case)
        if draw is None:
            return await _shown(request, db, visitor, panel_id, form)
        text = (
            say("Both agree: the panel is drawn, and those who were drawn are invited.")
            if draw.state is DrawState.DRAWN
            else say("Your numbers are kept. The panel is drawn once another person has typed the same.")
        )
        return said(to(request, f"{HERE}/{panel_id}/draw"), "success", text)

    @post("/void", guards=[RUNS])
    async def ask_void(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        reason = form.text("reason", most=REASON_MOST)
        use_case = partial(service.ask_void, db, panel_id, reason, by=visitor)
        if await attempt(db, form, "reason", use_case) is None:
            return await _shown(request, db, visitor, panel_id, form)
        text = say("Another person decides now whether this draw is void.")
        return said(to(request, f"{HERE}/{panel_id}/draw"), "notice", text)

    @post("/void/confirm", guards=[RUNS])
    async def void(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Redirect:
        await service.void(db, panel_id, by=visitor)
        text = say("This draw is void. Its reason is published; another draw may begin.")
        return said(to(request, f"{HERE}/{panel_id}/draw"), "success", text)

    @post("/void/keep", guards=[RUNS])
    async def keep(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Redirect:
        await service.keep(db, panel_id, by=visitor)
        return said(to(request, f"{HERE}/{panel_id}/draw"), "success", say("This draw goes on."))

    @post("/reopen", guards=[RUNS])
    async def reopen(
        self, request: AnyRequest, visitor: TheVisitor, house: TheHouse, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """For seats that are left after a draw, where too few are left to draw from."""
        form = Form(await request.form())
        last = form.day("last_day")
        if last is not None:
            await attempt(db, form, "last_day", partial(reopen_call, db, panel_id, last, by=visitor))
        if not form.sound:
            pool, can = await _checked(house, visitor, panel_id)
            return await _shown(request, db, visitor, panel_id, form, pool, can)
        text = say("The call is open again. Once it is closed, draw again for the seats that are left.")
        return said(to(request, f"{HERE}/{panel_id}"), "success", text)

    @post("/sheet", guards=[RUNS], status_code=200)
    async def sheet(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[bytes]:
        """For whoever is sworn to check the draw: the pool by private numbers, without a name."""
        form = Form(await request.form())
        known = [str(one.id) for one in await queries.draws_of(db, visitor.territory.id, panel_id)]
        named = form.choice("draw", known) if form.raw("draw") else ""
        found = await service.hand_over(db, panel_id, UUID(named) if named else None, by=visitor)
        return download(msgspec.json.encode(found), "application/json", "sheet.json")


def _read(form: Form) -> tuple[PublicDraw | None, Algorithm]:
    """In the order of the page; None where something can't be read."""
    lottery = " ".join(form.text("lottery", most=TEXT_MOST).split())
    day = form.day("day")
    which = " ".join(form.text("which", most=TEXT_MOST).split())
    algorithm = form.choice("algorithm", list(Algorithm))
    if not form.sound or day is None:
        return None, Algorithm.STRATIFIED
    return PublicDraw(lottery, day, which), Algorithm(algorithm)


async def _checked(house: TheHouse, visitor: Visitor, panel_id: UUID) -> tuple[Standing | None, Said | None]:
    """The pool that might be frozen, for whoever may, and whether its quotas can be met.

    That is found out between transactions, as it takes a while.
    """
    async with house.database.reading() as reading:
        told = await any_panel(reading, visitor.territory.id, panel_id)
        may = may_run_panels(visitor) and told.standing in DRAWABLE
        if not may or await service.under_way(reading, told.panel.id):
            return None, None
        pool = await standing(reading, told.panel)
        if not pool.wanted.size:
            return None, None
    return pool, await check(pool.sheet)


async def _shown(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    panel_id: UUID,
    form: Form,
    pool: Standing | None = None,
    can: Said | None = None,
    *,
    status: int | None = None,
) -> Response[str]:
    """`can` is what was found out about the quotas of `pool` just now."""
    words = wording_of(request)
    told = await any_panel(db, visitor.territory.id, panel_id)
    draws = await queries.draws_of(db, visitor.territory.id, told.panel.id)
    known = queries.counting(draws)
    live = known[-1] if known else None
    why, changes = explained(can.unmet, words) if can and can.unmet else ([], [])
    typed = await queries.entries(db, live.id) if live else []
    latest = max((one.round for one in typed), default=1)
    own = person_of(visitor).id
    return page(
        request,
        "consultations/panels/draw/desk.html",
        status=status,
        told=told,
        draw=live,
        earlier=known[:-1],
        void=[one for one in draws if one.state is DrawState.VOID],
        report=report_of(live) if live else None,
        pool=pool,
        can=can,
        why=why,
        changes=changes,
        form=form,
        runs=may_run_panels(visitor),
        rounds=[(one.round, one.numbers) for one in typed if _both(one.round, typed)],
        waiting=bool(typed) and not _both(latest, typed),
        own=any(one.entered_by == own for one in typed if one.round == latest and not _both(latest, typed)),
        asked_by_me=live is not None and live.void_asked_by == own,
        due=live is not None and told.at >= end_of(live.lottery_on, visitor.territory.zone),
        algorithms=[
            (one.value, words.say(ALGORITHMS[one]), words.say(ALGORITHMS_MEAN[one])) for one in Algorithm
        ],
        states=STATES,
        tones=TONES,
        hitches=HITCHES,
    )


def _both(number: int, typed: Sequence[DrawEntry]) -> bool:
    """Whether two people have typed in that round: only then does anybody see what."""
    return sum(one.round == number for one in typed) == PEOPLE


ROUTES = (DrawPages,)
