"""Threads and single comments: read by everyone, written by who has signed in."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from consultations.comments import queries, service
from consultations.comments.models import Comment
from consultations.comments.queries import Last, Thread, Wanted
from consultations.comments.rules import BODY_MOST, EDITED_WITHIN, NOTE_MOST, Order, Stance, Written
from consultations.comments.subjects import AllCommented, TheCommented
from consultations.comments.words import ORDERS, STANCES, TONES
from okote.identity.names import public_name
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from okote.web.pagination import ONE_MORE, Before, latest
from payments.errors import DomainError
from payments.sessions import ReadSession

COMMENTS = "/comments"
THREAD = COMMENTS + "/on/{kind:str}/{subject_id:uuid}"
ONE = COMMENTS + "/{comment_id:uuid}"
MINE = "/my/comments"

WAITS = say("Your account is new, and what you wrote leads elsewhere: it is shown once somebody has looked.")
WRITTEN = say("Everyone can read your comment now.")


def shown_thread(
    request: AnyRequest, visitor: Visitor, thread: Thread, form: Form | None = None
) -> dict[str, Any]:
    """All that the component needs, for whichever page has it: its values go to the template as they are."""
    words = wording_of(request)
    name = visitor.person.public_name if visitor.person else None
    return {
        "thread": thread,
        "comment_form": form or Form({"name": name or ""}),
        "stances": [(one.value, words.say(label), None) for one, label in STANCES.items()],
        "stance_labels": STANCES,
        "stance_tones": TONES,
        "comment_orders": [(one.value, words.say(label)) for one, label in ORDERS.items()],
        "comment_most": BODY_MOST,
    }


def wanted_of(order: Order, after: str) -> Wanted:
    """As an address asks; NotFoundError for a page that no list of ours has."""
    try:
        return Wanted(order, Last.read(after) if after else None)
    except ValueError:
        raise NotFoundError from None


@get(THREAD)
async def thread(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    commented: TheCommented,
    kind: FromPath[str],
    subject_id: FromPath[UUID],
    order: FromQuery[Order] = Order.NEWEST,
    after: FromQuery[str] = "",
) -> Response[str]:
    """All that is said of one subject, page by page."""
    wanted = wanted_of(order, after)
    found = await queries.thread(reading, visitor, commented, kind, subject_id, wanted)
    return page(request, "consultations/comments/page.html", **shown_thread(request, visitor, found))


@post(THREAD, guards=[requires(signed_in)])
async def write(
    request: AnyRequest,
    visitor: TheVisitor,
    db: Writing,
    commented: TheCommented,
    kind: FromPath[str],
    subject_id: FromPath[UUID],
) -> Response[str] | Redirect:
    """A comment on the subject or, with `parent`, an answer to one on it."""
    form = Form(await request.form())
    topic = await commented.topic(db, visitor, kind, subject_id)
    parent, written = _parent(form), _written(form)
    use_case = partial(
        service.comment, db, commented, kind, subject_id, written, by=visitor, parent_id=parent
    )
    made = await attempt(db, form, "body", use_case)
    smooth = "hx-request" in request.headers
    if made is None and parent is not None:
        return await _alone(request, visitor, db, commented, parent, form)
    text = WRITTEN if made is None or made.held_at is None else WAITS
    if made is None or smooth:
        found = await queries.thread(db, visitor, commented, kind, subject_id)
        values = shown_thread(request, visitor, found, form if made is None else None)
        template = "fragment" if smooth else "page"
        done = None if made is None else wording_of(request).say(text)
        return page(request, f"consultations/comments/{template}.html", done=done, form=form, **values)
    anchor = f"{topic.path}#comment-{made.parent_id or made.id}"
    return said(to(request, anchor), "success" if made.held_at is None else "notice", text)


def _parent(form: Form) -> UUID | None:
    """NotFoundError of what is no number."""
    try:
        return UUID(form.raw("parent")) if form.raw("parent") else None
    except ValueError:
        raise NotFoundError from None


def _written(form: Form) -> Written:
    stance = "" if form.raw("parent") else form.choice("stance", list(Stance))
    body = form.text("body", most=BODY_MOST)
    return Written(body, Stance(stance) if stance in list(Stance) else None, _name(form))


def _name(form: Form) -> str | None:
    """As it may be shown; nobody's where none was written."""
    if not form.raw("name"):
        return None
    try:
        return public_name(form.raw("name"))
    except DomainError as error:
        form.refuse("name", error)
        return None


@get(ONE)
async def alone(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    commented: TheCommented,
    comment_id: FromPath[UUID],
    after: FromQuery[UUID | None] = None,
) -> Response[str]:
    """One comment with all its answers: its exact address."""
    name = visitor.person.public_name if visitor.person else None
    return await _alone(request, visitor, reading, commented, comment_id, Form({"name": name or ""}), after)


async def _alone(
    request: AnyRequest,
    visitor: Visitor,
    db: ReadSession,
    commented: AllCommented,
    comment_id: UUID,
    form: Form,
    after: UUID | None = None,
) -> Response[str]:
    return page(
        request,
        "consultations/comments/alone.html",
        alone=await queries.alone(db, visitor, commented, comment_id, after),
        stance_labels=STANCES,
        stance_tones=TONES,
        comment_most=BODY_MOST,
        form=form,
    )


@get(f"{ONE}/edit", guards=[requires(signed_in)])
async def edit_form(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, comment_id: FromPath[UUID]
) -> Response[str]:
    """In its first minutes its words; later, a correction below them."""
    own = await queries.own(reading, visitor, comment_id)
    return await _edit(request, reading, own, Form({"body": own.body}))


async def _edit(request: AnyRequest, db: ReadSession, own: Comment, form: Form) -> Response[str]:
    if own.withdrawn_at is not None:
        raise NotFoundError
    return page(
        request,
        "consultations/comments/edit.html",
        own=own,
        early=await db.now() < own.written_at + EDITED_WITHIN,
        minutes=int(EDITED_WITHIN.total_seconds()) // 60,
        most=BODY_MOST,
        note_most=NOTE_MOST,
        form=form,
    )


@post(f"{ONE}/edit", guards=[requires(signed_in)])
async def edit(
    request: AnyRequest, visitor: TheVisitor, db: Writing, comment_id: FromPath[UUID]
) -> Response[str] | Redirect:
    own = await queries.own(db, visitor, comment_id)
    form = Form(await request.form())
    body = form.text("body", most=BODY_MOST)
    use_case = partial(service.edit, db, comment_id, body, by=visitor)
    if await attempt(db, form, "body", use_case) is None:
        return await _edit(request, db, own, form)
    return said(to(request, f"{COMMENTS}/{comment_id}"), "success", say("Your comment is changed."))


@post(f"{ONE}/correct", guards=[requires(signed_in)])
async def correct(
    request: AnyRequest, visitor: TheVisitor, db: Writing, comment_id: FromPath[UUID]
) -> Response[str] | Redirect:
    own = await queries.own(db, visitor, comment_id)
    form = Form(await request.form())
    note = form.text("note", most=NOTE_MOST)
    use_case = partial(service.correct, db, comment_id, note, by=visitor)
    if await attempt(db, form, "note", use_case) is None:
        return await _edit(request, db, own, form)
    text = say("Your correction stands below your comment.")
    return said(to(request, f"{COMMENTS}/{comment_id}"), "success", text)


@post(f"{ONE}/take-back", guards=[requires(signed_in)])
async def take_back(
    request: AnyRequest, visitor: TheVisitor, db: Writing, comment_id: FromPath[UUID]
) -> Redirect:
    await service.take_back(db, comment_id, by=visitor)
    return said(to(request, MINE), "success", say("You took your comment back."))


@post(f"{ONE}/agree", guards=[requires(signed_in)])
async def agree(
    request: AnyRequest, visitor: TheVisitor, db: Writing, commented: TheCommented, comment_id: FromPath[UUID]
) -> Redirect:
    made = await service.agree(db, comment_id, by=visitor)
    return await _back(request, visitor, db, commented, made, say("You agree with this comment."))


@post(f"{ONE}/agree-no-more", guards=[requires(signed_in)])
async def agree_no_more(
    request: AnyRequest, visitor: TheVisitor, db: Writing, commented: TheCommented, comment_id: FromPath[UUID]
) -> Redirect:
    made = await service.agree_no_more(db, comment_id, by=visitor)
    return await _back(request, visitor, db, commented, made, say("You no longer agree with this comment."))


async def _back(
    request: AnyRequest, visitor: Visitor, db: ReadSession, commented: AllCommented, made: Comment, text: str
) -> Redirect:
    """To where it stands."""
    topic = await commented.topic(db, visitor, made.kind, made.subject_id)
    return said(to(request, f"{topic.path}#comment-{made.parent_id or made.id}"), "success", text)


@get(MINE, guards=[requires(signed_in)])
async def mine(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
) -> Response[str]:
    """What I wrote here, the latest first."""
    found = await queries.comments_of(reading, visitor.territory.id, person_of(visitor).id, before, ONE_MORE)
    return page(request, "consultations/comments/mine.html", comments=latest(found, before))


ROUTES = (thread, write, alone, edit_form, edit, correct, take_back, agree, agree_no_more, mine)
