"""Check one's answers, vote, change one's mind. Nothing that is typed here is kept on the way, not even for
whoever's session has just ended: what somebody chooses is never written beside their name.
"""

from dataclasses import replace
from secrets import token_hex
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ballots import rules
from consultations.ballots.models import OpenVote
from consultations.ballots.paper import passes
from consultations.ballots.paper.assisting import cast_assisted
from consultations.ballots.paper.codes import cast_by_code
from consultations.ballots.polling import queries
from consultations.ballots.polling.marking import (
    SEED_LENGTH,
    Marked,
    cart,
    check,
    own_seed,
    read,
    without_withdrawn,
)
from consultations.ballots.polling.pages import FOLDER, ONE
from consultations.ballots.polling.queries import Whole
from consultations.ballots.polling.showing import again, drawn, lacks, shared, titles
from consultations.ballots.rules import Channel, Mode, State
from consultations.ballots.voting import Given, cast_vote, replace_vote, take_back, vote_openly
from consultations.eligibility.rules import NotEligibleError
from okote.house import TheHouse
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError, SignInRequiredError
from okote.platform.i18n import say
from okote.settings import Settings
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to
from okote.web.problems import STATUSES
from payments.errors import DomainError
from payments.sessions import ReadSession, WriteSession


@post(f"{ONE}/check")
async def checked(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
) -> Response[str]:
    """“Check your answers”, or the form again with other options shown. Nothing is stored."""
    whole = await queries.whole(reading, visitor, ballot_id)
    form, marked = await _sent(request, whole)
    if form.raw("show"):
        return await again(request, reading, visitor, whole, marked, Form())
    check(form, marked, whole.ballot, whole.options)
    return await _on(request, reading, visitor, whole, marked, form)


async def _on(
    request: AnyRequest, db: ReadSession, visitor: Visitor, whole: Whole, marked: Marked, form: Form
) -> Response[str]:
    """To the last question, unless something is missing, which is told first."""
    if whole.state is not State.OPEN:
        early = whole.state is State.ANNOUNCED
        form.refuse("options", rules.BallotEarlyError() if early else rules.BallotOverError())
    if not form.sound:
        return await again(request, db, visitor, whole, without_withdrawn(marked, whole.options), form)
    if visitor.person is None and not marked.changing and not marked.admitted:
        return _sign_in(request, whole, marked)
    missing = () if marked.changing or marked.admitted else await lacks(db, whole.listed, visitor)
    if missing:
        form.refuse("options", NotEligibleError(tuple(missing)))
        return await again(request, db, visitor, whole, marked, form, lacks=missing)
    return page(
        request,
        f"{FOLDER}check.html",
        ballot=whole.ballot,
        marked=replace(marked, seed=token_hex(SEED_LENGTH // 2)),
        chosen=titles(whole, marked.choices),
        cart=cart(whole.ballot, whole.options, whole.envelopes, marked.choices),
        form=form,
    )


@post(f"{ONE}/vote")
async def vote(
    request: AnyRequest, visitor: TheVisitor, db: Writing, settings: TheSettings, ballot_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """For good; sent twice, it is answered twice alike."""
    whole = await queries.whole(db, visitor, ballot_id)
    form, marked = await _sent(request, whole)
    if not marked.casts:
        check(form, marked, whole.ballot, whole.options)
        return await _on(request, db, visitor, whole, marked, form)
    if not form.sound:
        return await again(request, db, visitor, whole, marked, form)
    try:
        given = await _cast(db, settings, whole, marked, by=visitor)
    except SignInRequiredError:
        return _sign_in(request, whole, marked)
    except NotEligibleError as error:
        form.refuse("options", error)
        return await again(request, db, visitor, whole, marked, form, lacks=error.missing)
    except DomainError as error:
        if error.code in STATUSES:
            raise
        return await _refused(request, db, visitor, whole, marked, form, error)
    return _given(request, whole, marked, given)


def _given(
    request: AnyRequest, whole: Whole, marked: Marked, given: Given | OpenVote
) -> Response[str] | Redirect:
    """Of a sealed vote all that its voter is told once; of an open one that it is kept."""
    if isinstance(given, OpenVote):
        text = say("Your vote is kept. Until the end you can change it or take it back.")
        return said(to(request, f"/ballots/{whole.ballot.id}"), "success", text)
    return page(
        request,
        f"{FOLDER}receipt.html",
        ballot=whole.ballot,
        given=given,
        code="-".join(given.code[at : at + 4] for at in range(0, len(given.code), 4)),
        chosen=titles(whole, marked.choices),
        replaced=marked.changing,
    )


async def _cast(
    db: WriteSession, settings: Settings, whole: Whole, marked: Marked, *, by: Visitor
) -> Given | OpenVote:
    ballot = whole.ballot
    if marked.admitted:
        return await _cast_admitted(db, settings, ballot.id, marked, by=by)
    if ballot.mode is Mode.OPEN:
        return await vote_openly(db, ballot.id, marked.choices, by=by)
    if marked.changing:
        seed = own_seed(None, f"{rules.typed(marked.code)} {marked.seed}")
        return await replace_vote(db, ballot.id, marked.code, marked.choices, seed, by=by)
    seed = own_seed(person_of(by).id, marked.seed)
    return await cast_vote(db, ballot.id, marked.choices, seed, by=by)


async def _cast_admitted(
    db: WriteSession, settings: Settings, ballot_id: UUID, marked: Marked, *, by: Visitor
) -> Given:
    """Of whoever votes without an account; whose browser it is does not matter."""
    admitted = passes.opened(settings, marked.admitted, ballot_id, await db.now())
    seed = own_seed(admitted.key, marked.seed)
    if admitted.channel is Channel.ASSISTED:
        return await cast_assisted(db, ballot_id, admitted.key, marked.choices, seed, by=by)
    return await cast_by_code(db, ballot_id, admitted.key, marked.choices, seed, by=by)


async def _refused(
    request: AnyRequest,
    db: WriteSession,
    visitor: Visitor,
    whole: Whole,
    marked: Marked,
    form: Form,
    error: DomainError,
) -> Response[str]:
    """The form with all that was marked; who has voted already finds it ready for their code."""
    fresh = await queries.whole(db, visitor, whole.ballot.id)
    if isinstance(error, rules.AlreadyVotedError):
        marked = replace(marked, changing=True, admitted="")
    field = "code" if isinstance(error, rules.AlreadyVotedError | rules.UnknownCodeError) else "options"
    form.refuse(field, error)
    return await again(request, db, visitor, fresh, without_withdrawn(marked, fresh.options), form)


@get(f"{ONE}/change")
async def change(
    request: AnyRequest, visitor: TheVisitor, house: TheHouse, ballot_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """The same form, with a place for the code that was given with the vote."""
    shown = await shared(request, house, visitor, ballot_id)
    if shown.about.ballot.mode is Mode.OPEN or shown.about.state is not State.OPEN:
        return to(request, f"/ballots/{ballot_id}")
    return drawn(request, shown, Marked(changing=True), Form())


@post(f"{ONE}/take-back", guards=[requires(signed_in)])
async def taken_back(
    request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
) -> Redirect:
    whole = await queries.one(db, visitor, ballot_id)
    if whole.ballot.mode is not Mode.OPEN:
        raise NotFoundError
    await take_back(db, ballot_id, by=visitor)
    text = say("Your vote is taken back: nothing of it is kept. Until the end you can vote again.")
    return said(to(request, f"/ballots/{ballot_id}"), "success", text)


async def _sent(request: AnyRequest, whole: Whole) -> tuple[Form, Marked]:
    typed = await request.form()
    form = Form(typed)
    chosen: list[Any] = typed.getall("choice", [])
    return form, read(form, [one for one in chosen if isinstance(one, str)], whole.ballot)


def _sign_in(request: AnyRequest, whole: Whole, marked: Marked) -> Response[str]:
    """Who is not signed in, or no longer: what they marked stays with them and their browser."""
    chosen = titles(whole, marked.choices)
    return page(request, f"{FOLDER}sign_in.html", status=401, ballot=whole.ballot, chosen=chosen)


ROUTES = (checked, vote, change, taken_back)
