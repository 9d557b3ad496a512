"""One idea for everyone: reading it with what is said of it, supporting, taking back; and one's own."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, PathParameter
from litestar.response import Redirect

from consultations.actions.queries.shown import came_from
from consultations.actions.rules import Origin
from consultations.comments.pages import shown_thread
from consultations.comments.queries import thread
from consultations.comments.subjects import AllCommented
from consultations.following.pages import bell
from consultations.ideas import counter, queries, service
from consultations.ideas.authors.queries import authors, may_write
from consultations.ideas.commented import COMMENTED
from consultations.ideas.drafts.queries import drafts
from consultations.ideas.files.models import FileKind
from consultations.ideas.files.queries import Picture, files_of, pictures_of
from consultations.ideas.models import Idea
from consultations.ideas.moderated import KIND
from consultations.ideas.queries import Shown
from consultations.ideas.rules import PICTURES_MOST
from consultations.ideas.words import STATES, TONES
from consultations.processes.pages import Part
from okote.house import TheHouse
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import by_own_name, say
from okote.territories.models import Territory
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, for_all, page, said, to
from okote.web.shared import ALIKE
from payments.sessions import ReadSession

IDEAS = "/ideas"
MINE = "/my/ideas"

Number = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]

Says = Callable[[ReadSession, Territory, Shown], Awaitable[Part | None]]
"""What a room above has to say of an idea, the same to everybody who sees it; None where it is nothing."""


@get(f"{IDEAS}/n/{{number:int}}")
async def numbered(request: AnyRequest, visitor: TheVisitor, reading: Reading, number: Number) -> Redirect:
    """By its number, as it stands on paper."""
    return to(request, f"{IDEAS}/{await queries.numbered(reading, visitor, number)}")


async def _discussed(
    request: AnyRequest, visitor: Visitor, db: ReadSession, shown: Shown
) -> Mapping[str, Any]:
    """Its comments, and the button to follow it; of one that is not shown, neither."""
    if not shown.idea.shown:
        return {"thread": None}
    found = await thread(db, visitor, AllCommented.of(COMMENTED), KIND, shown.idea.id)
    return {**shown_thread(request, visitor, found), **(await bell(db, visitor, KIND, shown.idea.id))}


async def _told(db: ReadSession, visitor: Visitor, shown: Shown, says: Sequence[Says]) -> Mapping[str, Any]:
    idea = shown.idea
    sources = await queries.replaced_by(db, idea.id)
    parts = [await said_of_it(db, visitor.territory, shown) for said_of_it in says]
    return {
        "shown": shown,
        "steps": await queries.steps(db, idea.id),
        "actions": await came_from(db, visitor.territory, Origin.IDEA, idea.id),
        **(await _files(db, idea, sources)),
        "sources": sources,
        "left": idea.public_name is None and await queries.author_left(db, idea),
        "instead": await queries.replacing(db, idea.id) if idea.replaced_at else (),
        "authors": [one for one in await authors(db, idea.id) if one.accepted_at],
        "written_in": dict(by_own_name(visitor.territory.languages)).get(idea.language),
        "parts": [part for part in parts if part is not None],
        "labels": STATES,
        "tones": TONES,
    }


async def _files(db: ReadSession, idea: Idea, sources: Sequence[Idea]) -> Mapping[str, Any]:
    """Its pictures and documents; and of a merged one the pictures of those that it stands for."""
    files = await files_of(db, idea_id=idea.id)
    pictures = [Picture(one, idea) for one in files if one.kind is FileKind.PICTURE]
    if sources:
        pictures = list((await pictures_of(db, [idea.id])).get(idea.id, ()))
    papers = [one for one in files if one.kind is not FileKind.PICTURE]
    return {"pictures": pictures[:PICTURES_MOST], "more": len(pictures[PICTURES_MOST:]), "papers": papers}


@get(f"{IDEAS}/{{idea_id:uuid}}/claim", guards=[requires(signed_in)])
async def claim_form(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
) -> Response[str]:
    """For whoever told their idea at the counter and has an account now."""
    shown = await queries.idea(reading, visitor, idea_id)
    return page(request, "consultations/ideas/claim.html", shown=shown, form=Form())


@post(f"{IDEAS}/{{idea_id:uuid}}/claim", guards=[requires(signed_in)])
async def claim(
    request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
) -> Response[str] | Redirect:
    form = Form(await request.form())
    shown = await queries.idea(db, visitor, idea_id)
    code = form.text("code", most=40)
    if await attempt(db, form, "code", partial(counter.claim, db, idea_id, code, by=visitor)) is None:
        return page(request, "consultations/ideas/claim.html", shown=shown, form=form)
    return said(
        to(request, f"{IDEAS}/{idea_id}"), "success", say("It is your idea: you have the answer by mail.")
    )


@post(f"{IDEAS}/{{idea_id:uuid}}/support", guards=[requires(signed_in)])
async def support(request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]) -> Redirect:
    return await _done(
        request, idea_id, service.support(db, idea_id, by=visitor), say("You support this idea.")
    )


@post(f"{IDEAS}/{{idea_id:uuid}}/support-no-more", guards=[requires(signed_in)])
async def support_no_more(
    request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
) -> Redirect:
    text = say("You no longer support this idea.")
    return await _done(request, idea_id, service.support_no_more(db, idea_id, by=visitor), text)


async def _done(request: AnyRequest, idea_id: UUID, use_case: Awaitable[None], text: str) -> Redirect:
    """Back to the idea."""
    await use_case
    return said(to(request, f"{IDEAS}/{idea_id}"), "success", text)


@get(f"{IDEAS}/{{idea_id:uuid}}/take-back", guards=[requires(signed_in)])
async def confirm_take_back(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
) -> Response[str]:
    """Says what goes: it can't be undone."""
    shown = await queries.idea(reading, visitor, idea_id)
    if shown.idea.person_id != person_of(visitor).id:
        raise NotFoundError
    return page(request, "consultations/ideas/take_back.html", shown=shown)


@post(f"{IDEAS}/{{idea_id:uuid}}/take-back", guards=[requires(signed_in)])
async def take_back(
    request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
) -> Redirect:
    await service.take_back(db, idea_id, by=visitor)
    return said(to(request, MINE), "success", say("You took your idea back: nobody else sees it any more."))


@get(MINE, guards=[requires(signed_in)])
async def mine(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """What I proposed here, and what I support."""
    here, person = visitor.territory.id, person_of(visitor)
    return page(
        request,
        "consultations/ideas/mine.html",
        drafts=await drafts(reading, visitor),
        proposed=await queries.ideas_of(reading, here, person.id),
        supported=await queries.supported_by(reading, here, person.id),
        has_address=person.email is not None,
        labels=STATES,
        tones=TONES,
    )


def routes(says: Sequence[Says]) -> Sequence[HTTPRouteHandler]:
    """The pages; that of one idea shows the words of rooms above."""

    @get(f"{IDEAS}/{{idea_id:uuid}}", opt={ALIKE: True})
    async def idea(
        request: AnyRequest, visitor: TheVisitor, house: TheHouse, reading: Reading, idea_id: FromPath[UUID]
    ) -> Response[str]:
        """What is proposed, who supports it, and what was answered.

        What is the same for all is drawn first, once: who waits for it holds no connection, without which it
        could not be drawn. Then whoever may not see it is sent away.
        """

        async def read() -> Mapping[str, Any]:
            async with house.database.reading() as db:
                return await _told(
                    db, visitor, await queries.any_idea(db, visitor.territory.id, idea_id), says
                )

        told = await for_all(request, "consultations/ideas/told.html", read)
        shown = await queries.idea(reading, visitor, idea_id)
        person, changed = visitor.person, shown.idea.reconsent
        return page(
            request,
            "consultations/ideas/idea.html",
            shown=shown,
            told=told,
            writes=await may_write(reading, shown.idea, visitor),
            own=person is not None and person.id == shown.idea.person_id,
            supported=None if person is None else await queries.supports(reading, idea_id, person.id),
            since=await queries.supports_since(reading, idea_id, changed) if changed > 1 else None,
            **(await _discussed(request, visitor, reading, shown)),
        )

    return (
        numbered,
        idea,
        claim_form,
        claim,
        support,
        support_no_more,
        confirm_take_back,
        take_back,
        mine,
    )
