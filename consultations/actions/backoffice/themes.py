"""The lists of workstreams, aims and pillars in the back office."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.actions import themes
from consultations.actions.backoffice import reading as forms
from consultations.actions.models import Theme
from consultations.actions.queries.themes import every_theme
from consultations.actions.rules import NAME_MOST, ThemeKind
from consultations.actions.words import KINDS, LISTS
from consultations.permissions import may_keep_editions
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession

HERE = "/back-office/action-themes"
MOST_POSITION = 999


class ThemePages(Controller):
    path = HERE
    guards = (requires(may_keep_editions),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _list(request, reading, visitor, Form({"position": "1"}))

    @post()
    async def add(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        kind = form.choice("kind", list(ThemeKind))
        name, position = _read(form)

        async def use_case() -> object:
            return await themes.add_theme(db, ThemeKind(kind), name, position, by=visitor)

        if await attempt(db, form, "name", use_case) is None:
            return await _list(request, db, visitor, form)
        return said(to(request, HERE), "success", say("It is in the list."))

    @get("/{theme_id:uuid}")
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, theme_id: FromPath[UUID]
    ) -> Response[str]:
        theme = await one_of(reading, Theme, visitor.territory.id, theme_id)
        return _one(request, theme, Form({"name": theme.name, "position": str(theme.position)}))

    @post("/{theme_id:uuid}")
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, theme_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        theme = await one_of(db, Theme, visitor.territory.id, theme_id)
        form = Form(await request.form())
        use_case = partial(themes.change_theme, db, theme_id, *_read(form), by=visitor)
        if await attempt(db, form, "name", use_case) is None:
            return _one(request, theme, form)
        return said(to(request, HERE), "success", say("It is saved."))

    @post("/{theme_id:uuid}/retire")
    async def retire(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, theme_id: FromPath[UUID]
    ) -> Redirect:
        await themes.retire_theme(db, theme_id, by=visitor)
        return said(to(request, HERE), "success", say("No action is sorted under it any more."))

    @post("/{theme_id:uuid}/take-up")
    async def take_up(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, theme_id: FromPath[UUID]
    ) -> Redirect:
        await themes.take_up_theme(db, theme_id, by=visitor)
        return said(to(request, HERE), "success", say("Actions can be sorted under it again."))


def _read(form: Form) -> tuple[str, int]:
    return forms.line(form, "name", most=NAME_MOST), form.whole("position", least=1, most=MOST_POSITION)


async def _list(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    words, kept = wording_of(request), await every_theme(db, visitor.territory.id)
    return page(
        request,
        "consultations/actions/themes.html",
        lists=[
            (words.say(label), [one for one in kept if one.kind is kind]) for kind, label in LISTS.items()
        ],
        kinds=[(one.value, words.say(label), None) for one, label in KINDS.items()],
        form=form,
    )


def _one(request: AnyRequest, theme: Theme, form: Form) -> Response[str]:
    kind = wording_of(request).say(KINDS[theme.kind])
    return page(request, "consultations/actions/theme.html", theme=theme, kind=kind, form=form)
