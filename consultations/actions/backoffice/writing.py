"""Write an action, and change what is said of it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.actions import service
from consultations.actions.backoffice import reading as forms
from consultations.actions.models import Action
from consultations.actions.queries.desk import own, who_may_own
from consultations.actions.queries.themes import every_theme, places_of, themes_of
from consultations.actions.rules import Origin, ThemeKind
from consultations.actions.words import LISTS, ORIGINS
from consultations.permissions import may_write_actions, own_services
from consultations.services.models import Service
from consultations.services.queries import every_service
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import StaleError
from okote.platform.i18n import say
from okote.territories.queries import labelled, places
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession

HERE = "/back-office/actions"

LATEST_VERSION = 2**31 - 1

ELSEWHERE = {
    "action_deadline_out_of_range": "deadline",
    "action_owner_elsewhere": "owner",
    "action_measured_out_of_order": "indicator",
    "action_day_out_of_order": "begun",
    "action_year_frozen": "begun",
    "indicator_incomplete": "indicator",
    "theme_of_another_kind": "workstream",
}


class WritingPages(Controller):
    path = HERE
    guards = (requires(may_write_actions),)

    @get("/new")
    async def new(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """With what it came from, where another page leads here."""
        asked = {
            name: request.query_params.get(name, "") for name in ("origin-title", "origin-path", "origin-id")
        }
        form = Form({"origin": request.query_params.get("origin", Origin.OWN.value), **asked})
        return await _form(request, reading, visitor, form)

    @post("/new")
    async def propose(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        details = forms.details(form, _known(await _choices(request, db, visitor)))
        on, origin = forms.day(form, "begun"), forms.origin(form, visitor)

        async def use_case() -> Any:
            return details and await service.propose(db, details, by=visitor, origin=origin, on=on)

        written = await attempt(db, form, "title", use_case, elsewhere=ELSEWHERE)
        if written is None:
            return await _form(request, db, visitor, form)
        text = say(
            "The action is written. Those alone read it who work on it, until you show it to everyone."
        )
        return said(to(request, f"{HERE}/{written.id}"), "success", text)

    @get("/{action_id:uuid}/edit")
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, action_id: FromPath[UUID]
    ) -> Response[str]:
        known = await own(reading, visitor, action_id)
        themes, there = await themes_of(reading, action_id), await places_of(reading, action_id)
        typed = Form(forms.as_typed(known.action, themes, there))
        return await _form(request, reading, visitor, typed, action_id)

    @post("/{action_id:uuid}/edit")
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, action_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """What was typed stays where someone else has saved meanwhile; saved again, it replaces theirs."""
        known = await own(db, visitor, action_id)
        form = Form({**await request.form(), "service": str(known.action.service_id)})
        details = forms.details(form, _known(await _choices(request, db, visitor, known.action)))
        version = form.whole("version", least=0, most=LATEST_VERSION)

        async def use_case() -> Any:
            return details and await service.change(db, action_id, details, version=version, by=visitor)

        try:
            changed = await attempt(db, form, "title", use_case, elsewhere=ELSEWHERE)
        except StaleError:
            return await _form(request, db, visitor, form, action_id, status=409)
        if changed is None:
            return await _form(request, db, visitor, form, action_id)
        return said(to(request, f"{HERE}/{action_id}"), "success", say("The action is saved."))


def _known(choices: dict[str, Any]) -> dict[str, list[str]]:
    """The values that each field may have."""
    lists = {name: [value for value, _ in choices[name]] for name in ("service", "owner", "workstream")}
    themes = [value for _, of in choices["themes"] for value, _ in of]
    return lists | {"theme": themes, "place": [value for value, _ in choices["places"]]}


async def _choices(
    request: AnyRequest, db: ReadSession, visitor: Visitor, written: Action | None = None
) -> dict[str, Any]:
    """Its own service, or those that the visitor may write for; of themes, those in use or already chosen."""
    words, here, mine = wording_of(request), visitor.territory.id, own_services(visitor)
    kept = [one for one in await every_service(db, here) if _offers(one, mine, written)]
    chosen = {*await themes_of(db, written.id), written.workstream_id} if written is not None else set()
    themes = [one for one in await every_theme(db, here) if one.retired_at is None or one.id in chosen]
    by_kind = {kind: [(str(one.id), one.name) for one in themes if one.kind is kind] for kind in ThemeKind}
    people = await who_may_own(db, here, [one.id for one in kept])
    return {
        "service": [(str(one.id), one.name) for one in kept],
        "owner": [(str(key), name) for key, name in people.items()],
        "workstream": by_kind[ThemeKind.WORKSTREAM],
        "themes": [
            (words.say(LISTS[kind]), by_kind[kind])
            for kind in (ThemeKind.AIM, ThemeKind.PILLAR)
            if by_kind[kind]
        ],
        "places": labelled(await places(db, here)),
        "origins": [(one.value, words.say(label)) for one, label in ORIGINS.items()],
    }


def _offers(service: Service, mine: Collection[UUID] | None, written: Action | None) -> bool:
    if written is not None:
        return service.id == written.service_id
    return service.retired_at is None and (mine is None or service.id in mine)


async def _form(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    form: Form,
    action_id: UUID | None = None,
    *,
    status: int | None = None,
) -> Response[str]:
    known = None if action_id is None else await own(db, visitor, action_id)
    return page(
        request,
        "consultations/actions/write.html",
        status=status,
        shown=known,
        form=form,
        choices=await _choices(request, db, visitor, known.action if known is not None else None),
    )
