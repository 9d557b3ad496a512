"""For whoever is concerned: what became of what they reported, decisions about what they wrote, appeals."""

from dataclasses import replace
from functools import partial
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import col, select

from consultations.moderation.contents import AllModerated, TheModerated
from consultations.moderation.links import PREFIX, read
from consultations.moderation.models import ModerationDecision
from consultations.moderation.queries import statements
from consultations.moderation.rules import WORDS_MOST, Verdict
from consultations.moderation.service.appeals import Party, appeal
from consultations.moderation.words import BARS, GROUNDS, VERDICTS
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.settings import Settings
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to
from payments.sessions import ReadSession

MINE = "/my/moderation"
BY_LINK = PREFIX + "/{token:str}"

APPEALED = say("Somebody who has decided nothing of it looks at it again, and you have the answer by mail.")


@get(MINE, guards=[requires(signed_in)])
async def mine(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, moderated: TheModerated
) -> Response[str]:
    """What I reported, and what was decided about what I wrote."""
    return page(
        request,
        "consultations/moderation/mine.html",
        mine=await statements.mine(reading, visitor),
        kinds={kind: one.label for kind, one in moderated.kinds.items()},
        verdicts=VERDICTS,
    )


@get(f"{MINE}/{{decision_id:uuid}}", guards=[requires(signed_in)])
async def one(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    moderated: TheModerated,
    decision_id: FromPath[UUID],
) -> Response[str]:
    """A decision with its reasons, and the way to have it looked at again."""
    party = Party(person_of(visitor).id)
    return await _shown(request, visitor, reading, moderated, decision_id, party, Form(), MINE)


@post(f"{MINE}/{{decision_id:uuid}}/appeal", guards=[requires(signed_in)])
async def appeal_mine(
    request: AnyRequest,
    visitor: TheVisitor,
    db: Writing,
    moderated: TheModerated,
    decision_id: FromPath[UUID],
) -> Response[str] | Redirect:
    form = Form(await request.form())
    party, words = Party(person_of(visitor).id), form.text("words", most=WORDS_MOST)
    use_case = partial(appeal, db, decision_id, words, party, by=visitor)
    if await attempt(db, form, "words", use_case) is None:
        return await _shown(request, visitor, db, moderated, decision_id, party, form, MINE)
    return said(to(request, f"{MINE}/{decision_id}"), "success", APPEALED)


@get(BY_LINK)
async def by_link(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    moderated: TheModerated,
    settings: TheSettings,
    token: FromPath[str],
) -> Response[str]:
    """For whoever reported something without an account: where it stands, and the latest decision."""
    party = _party(settings, token)
    return await _by_link(request, visitor, reading, moderated, party, Form(), token)


@post(f"{BY_LINK}/appeal")
async def appeal_by_link(
    request: AnyRequest,
    visitor: TheVisitor,
    db: Writing,
    moderated: TheModerated,
    settings: TheSettings,
    token: FromPath[str],
) -> Response[str] | Redirect:
    party, form = _party(settings, token), Form(await request.form())
    decision, words = await _latest(db, visitor, party), form.text("words", most=WORDS_MOST)
    if decision is None:
        raise NotFoundError
    use_case = partial(appeal, db, decision, words, replace(party), by=visitor)
    if await attempt(db, form, "words", use_case) is None:
        return await _by_link(request, visitor, db, moderated, party, form, token)
    return said(to(request, f"{PREFIX}/{token}"), "success", APPEALED)


def _party(settings: Settings, token: str) -> Party:
    """NotFoundError for what we did not seal."""
    party = read(settings, token)
    if party is None:
        raise NotFoundError
    return party


async def _latest(db: ReadSession, visitor: Visitor, party: Party) -> UUID | None:
    """Of what the link is about; None while nobody has decided."""
    if party.notice_id is not None:
        decisions = (await statements.of_notice(db, visitor, party.notice_id)).decisions
        return decisions[-1].id if decisions else None
    statement = select(ModerationDecision.id).where(
        ModerationDecision.suspension_id == party.suspension_id,
        ModerationDecision.territory_id == visitor.territory.id,
    )
    return (await db.exec(statement.order_by(col(ModerationDecision.id).desc()).limit(1))).first()


async def _by_link(
    request: AnyRequest,
    visitor: Visitor,
    db: ReadSession,
    moderated: AllModerated,
    party: Party,
    form: Form,
    token: str,
) -> Response[str]:
    decision, here = await _latest(db, visitor, party), f"{PREFIX}/{token}"
    if decision is not None:
        return await _shown(request, visitor, db, moderated, decision, party, form, here)
    if party.notice_id is None:
        raise NotFoundError
    waiting = await statements.of_notice(db, visitor, party.notice_id)
    return page(request, "consultations/moderation/waiting.html", waiting=waiting, grounds=GROUNDS)


async def _shown(
    request: AnyRequest,
    visitor: Visitor,
    db: ReadSession,
    moderated: AllModerated,
    decision_id: UUID,
    party: Party,
    form: Form,
    here: str,
) -> Response[str]:
    told = await statements.told(db, moderated, visitor, decision_id, party)
    return page(
        request,
        "consultations/moderation/statement.html",
        told=told,
        appeals_at=f"{here}/appeal" if party.person_id is None else f"{MINE}/{decision_id}/appeal",
        signed_in=party.person_id is not None,
        against=(told.decision.verdict in {Verdict.HIDDEN, Verdict.SUSPENDED}) == (told.side == "author"),
        verdicts=VERDICTS,
        grounds=GROUNDS,
        bars=BARS,
        most=WORDS_MOST,
        form=form,
    )


ROUTES = (mine, one, appeal_mine, by_link, appeal_by_link)
