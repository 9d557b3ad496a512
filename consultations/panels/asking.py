"""What a panel asks of volunteers, in the back office: its quotas are checked while they are typed."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.panels import queries, service
from consultations.panels.backoffice import HERE, said_of
from consultations.panels.features import identified
from consultations.panels.models import Panel, PanelFeature
from consultations.panels.rules import (
    QUESTION_MOST,
    SEATS_MOST,
    VALUE_MOST,
    VALUES_MOST,
    FeatureDetails,
    QuotaDetails,
)
from consultations.permissions import may_run_panels
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession


class AskingPages(Controller):
    path = f"{HERE}/{{panel_id:uuid}}/features"
    guards = (requires(may_run_panels),)

    @get("/new")
    async def new(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, panel_id: FromPath[UUID]
    ) -> Response[str]:
        told = await queries.any_panel(reading, visitor.territory.id, panel_id)
        return await _form(request, reading, told.panel, Form())

    @post()
    async def add(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        panel = (await queries.any_panel(db, visitor.territory.id, panel_id)).panel
        form = Form(await request.form())
        use_case = partial(service.add_feature, db, panel.id, _read(form, panel), by=visitor)
        if await attempt(db, form, "name", use_case, elsewhere=AT_THE_ANSWERS) is None:
            return await _form(request, db, panel, form)
        return said(to(request, f"{HERE}/{panel.id}"), "success", say("The question is saved."))

    @get("/check")
    async def check(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, panel_id: FromPath[UUID]
    ) -> Response[str]:
        """What would contradict itself with the quotas as they are typed just now."""
        panel = (await queries.any_panel(reading, visitor.territory.id, panel_id)).panel
        form = Form(dict(request.query_params))
        details = _read(form, panel)
        others = [kept for key, kept in await identified(reading, panel.id) if str(key) != form.raw("of")]
        found = said_of(request, [*others, details], panel.seats)
        return page(request, "consultations/panels/checked.html", contradictions=found, seats=panel.seats)

    @get("/{feature_id:uuid}")
    async def edit(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        panel_id: FromPath[UUID],
        feature_id: FromPath[UUID],
    ) -> Response[str]:
        panel, details = await _asked(reading, visitor.territory.id, panel_id, feature_id)
        return await _form(request, reading, panel, Form(_as_typed(details)), feature_id)

    @post("/{feature_id:uuid}")
    async def change(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        panel_id: FromPath[UUID],
        feature_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        panel, _ = await _asked(db, visitor.territory.id, panel_id, feature_id)
        form = Form(await request.form())
        use_case = partial(service.change_feature, db, feature_id, _read(form, panel), by=visitor)
        if await attempt(db, form, "name", use_case, elsewhere=AT_THE_ANSWERS) is None:
            return await _form(request, db, panel, form, feature_id)
        return said(to(request, f"{HERE}/{panel.id}"), "success", say("The question is saved."))

    @post("/{feature_id:uuid}/remove")
    async def remove(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        panel_id: FromPath[UUID],
        feature_id: FromPath[UUID],
    ) -> Redirect:
        panel, _ = await _asked(db, visitor.territory.id, panel_id, feature_id)
        await service.remove_feature(db, feature_id, by=visitor)
        return said(to(request, f"{HERE}/{panel.id}"), "success", say("The question is asked of nobody."))


AT_THE_ANSWERS = dict.fromkeys(
    ("panel_values_missing", "panel_value_twice", "panel_quota_reversed"), "value-0"
)


async def _asked(
    db: ReadSession, territory_id: UUID, panel_id: UUID, feature_id: UUID
) -> tuple[Panel, FeatureDetails]:
    """NotFoundError where the feature is not one of the panel's."""
    feature = await one_of(db, PanelFeature, territory_id, feature_id)
    panel = (await queries.any_panel(db, territory_id, panel_id)).panel
    known = dict(await identified(db, panel.id))
    if feature.id not in known:
        raise NotFoundError
    return panel, known[feature.id]


def _read(form: Form, panel: Panel) -> FeatureDetails:
    """In the order of the page; an answer without its bounds may be nobody's, or everybody's."""
    name = " ".join(form.text("name", most=VALUE_MOST).split())
    question = " ".join(form.text("question", most=QUESTION_MOST).split())
    quotas = []
    for at in range(VALUES_MOST):
        if not form.raw(f"value-{at}"):
            continue
        value = " ".join(form.text(f"value-{at}", most=VALUE_MOST).split())
        least = form.whole(f"least-{at}", least=0, most=SEATS_MOST) if form.raw(f"least-{at}") else 0
        most = form.whole(f"most-{at}", least=0, most=SEATS_MOST) if form.raw(f"most-{at}") else panel.seats
        quotas.append(QuotaDetails(value, least, most))
    return FeatureDetails(name, question, tuple(quotas))


def _as_typed(details: FeatureDetails) -> Mapping[str, str]:
    typed = {"name": details.name, "question": details.question}
    for at, quota in enumerate(details.quotas):
        typed |= {f"value-{at}": quota.value, f"least-{at}": str(quota.least), f"most-{at}": str(quota.most)}
    return typed


async def _form(
    request: AnyRequest, db: ReadSession, panel: Panel, form: Form, feature_id: UUID | None = None
) -> Response[str]:
    others = [kept for key, kept in await identified(db, panel.id) if key != feature_id]
    typed = _read(Form(form.values), panel)
    return page(
        request,
        "consultations/panels/feature.html",
        panel=panel,
        form=form,
        feature_id=feature_id,
        rows=range(VALUES_MOST),
        contradictions=said_of(request, [*others, typed], panel.seats) if typed.quotas else [],
    )


ROUTES = (AskingPages,)
