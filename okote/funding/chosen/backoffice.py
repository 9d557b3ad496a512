"""Projects that people chose elsewhere, in the back office: give each a holder, or leave it."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.feature import Place, Section
from okote.funding.campaigns.queries import holders
from okote.funding.chosen import queries, service
from okote.funding.chosen.models import ChosenProject
from okote.funding.permissions import may_keep_holders
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

HERE = "/back-office/chosen-projects"


class ChosenPages(Controller):
    path = HERE
    guards = (requires(may_keep_holders),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """Those that wait for a holder first."""
        found = await queries.projects(reading, visitor.territory.id)
        return page(request, "funding/chosen/list.html", projects=found)

    @get("/{project_id:uuid}")
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, project_id: FromPath[UUID]
    ) -> Response[str]:
        return await _one(request, reading, visitor, project_id, Form())

    @post("/{project_id:uuid}/assign")
    async def assign(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, project_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """To a holder that is known already; a new one is entered on its own page first."""
        await one_of(db, ChosenProject, visitor.territory.id, project_id)
        form = Form(await request.form())
        known = {str(one.id): one.id for one in await holders(db, visitor.territory.id)}
        chosen = form.choice("holder", list(known))
        holder = known.get(chosen)

        async def use_case() -> object:
            return holder and await service.assign(db, project_id, holder, by=visitor)

        if not await attempt(db, form, "holder", use_case):
            return await _one(request, db, visitor, project_id, form)
        done = say("The campaign is drafted: its holder writes the rest.")
        return said(to(request, f"{HERE}/{project_id}"), "success", done)

    @post("/{project_id:uuid}/leave")
    async def leave(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, project_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form()
        use_case = partial(service.leave, db, project_id, by=visitor)
        await attempt(db, form, "holder", use_case)
        if not form.sound:
            return await _one(request, db, visitor, project_id, form)
        return said(to(request, HERE), "success", say("No campaign comes of this project."))


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, project_id: UUID, form: Form
) -> Response[str]:
    shown = await queries.project(db, visitor.territory.id, project_id)
    return page(
        request,
        "funding/chosen/one.html",
        shown=shown,
        form=form,
        choices=[(str(one.id), one.name) for one in await holders(db, visitor.territory.id)],
    )


ROUTES = (ChosenPages,)
SECTIONS = (
    Section(
        Place.PROJECTS,
        say("Projects that people chose"),
        HERE,
        may_keep_holders,
        waiting=queries.waiting,
        waits=say_count(
            "%(num)s chosen project waits for a holder", "%(num)s chosen projects wait for a holder"
        ),
    ),
)
