"""Write a consultation from a template, and change what is said of it."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.actions.queries.themes import every_theme
from consultations.actions.rules import ThemeKind
from consultations.eligibility.rules import Residence
from consultations.permissions import may_write_processes
from consultations.processes import service
from consultations.processes.backoffice import reading as forms
from consultations.processes.describing import described
from consultations.processes.queries import ShownProcess, any_process
from consultations.processes.rules import REASON_MOST, Audience, Template
from consultations.processes.templating import PROPOSALS, usual_phases
from consultations.processes.words import AUDIENCE_SAYS, AUDIENCES, LEVELS, RESIDENCES, TEMPLATES
from consultations.services.queries import every_service
from okote.identity.levels import Level
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError, StaleError
from okote.platform.i18n import by_own_name, say
from okote.territories.queries import labelled, places
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession

HERE = "/back-office/processes"
LATEST_VERSION = 2**31 - 1

ELSEWHERE = {
    "process_reason_missing": "reason",
    "process_envelope_twice": "envelope-1",
    "process_audience_set": "audience",
    "phase_permits": "audience",
    "theme_of_another_kind": "title",
}


class WritingPages(Controller):
    path = HERE
    guards = (requires(may_write_processes),)

    @get("/new")
    async def templates(self, request: AnyRequest) -> Response[str]:
        """What a consultation may be begun from."""
        return page(
            request, "consultations/processes/templates.html", templates=TEMPLATES, proposals=PROPOSALS
        )

    @get("/new/{template:str}")
    async def new(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, template: FromPath[str]
    ) -> Response[str]:
        """With the texts of its template, to adapt."""
        begun, words = _template(template), wording_of(request)
        proposal = PROPOSALS[begun]
        form = Form(
            {
                "title": words.say(TEMPLATES[begun]),
                "lead": words.say(proposal.lead),
                "body": words.say(proposal.body),
                "body_plain": words.say(proposal.body_plain),
                "audience": proposal.audience.value,
                "threshold": str(proposal.threshold or ""),
                f"language-{visitor.language}": "yes",
            }
        )
        return await _form(request, reading, visitor, form, begun)

    @post("/new/{template:str}")
    async def write(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, template: FromPath[str]
    ) -> Response[str] | Redirect:
        begun, form = _template(template), Form(await request.form())
        first = form.day("first_day")
        details = forms.details(form, _known(await _choices(request, db, visitor)))

        async def use_case() -> Any:
            if details is None or first is None:
                return None
            zone, words = visitor.territory.zone, wording_of(request)
            phases = usual_phases(begun, details.audience, first, zone, words)
            return await service.write_process(db, begun, details, phases, by=visitor)

        written = await attempt(db, form, "title", use_case, elsewhere=ELSEWHERE)
        if written is None:
            return await _form(request, db, visitor, form, begun)
        text = say("The draft is written, with its usual phases. Look at their days, then have it published.")
        return said(to(request, f"{HERE}/{written.id}"), "success", text)

    @get("/{process_id:uuid}/edit")
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, process_id: FromPath[UUID]
    ) -> Response[str]:
        known = await any_process(reading, visitor.territory.id, process_id)
        typed = forms.as_typed(await described(reading, known.process))
        form = Form({**typed, "version": str(known.process.version)})
        return await _form(request, reading, visitor, form, known.process.template, known)

    @post("/{process_id:uuid}/edit")
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, process_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        known = await any_process(db, visitor.territory.id, process_id)
        form = Form(await request.form())
        details = forms.details(form, _known(await _choices(request, db, visitor, known)))
        reason = form.text("reason", most=REASON_MOST, required=False)
        version = form.whole("version", least=0, most=LATEST_VERSION)

        async def use_case() -> Any:
            return details and await service.change_process(
                db, process_id, details, version=version, by=visitor, reason=reason
            )

        changed, status = None, None
        try:
            changed = await attempt(db, form, "title", use_case, elsewhere=ELSEWHERE)
        except StaleError:
            status = 409
        if changed is None:
            kept = await any_process(db, visitor.territory.id, process_id)
            return await _form(request, db, visitor, form, kept.process.template, kept, status=status)
        return said(to(request, f"{HERE}/{process_id}"), "success", say("The consultation is saved."))


def _template(asked: str) -> Template:
    try:
        return Template(asked)
    except ValueError:
        raise NotFoundError from None


def _known(choices: dict[str, Any]) -> dict[str, list[str]]:
    return {
        name: [value for value, *_ in choices[name]] for name in ("service", "place", "pillar", "language")
    }


async def _choices(
    request: AnyRequest, db: ReadSession, visitor: Visitor, known: ShownProcess | None = None
) -> dict[str, Any]:
    """What can be chosen; what is retired only where it stands already."""
    words, here = wording_of(request), visitor.territory.id
    kept = known.process.service_id if known is not None else None
    themes = [one for one in await every_theme(db, here) if one.kind is ThemeKind.PILLAR]
    services = await every_service(db, here)
    return {
        "service": [(str(one.id), one.name) for one in services if one.retired_at is None or one.id == kept],
        "place": labelled(await places(db, here)),
        "pillar": [(str(one.id), one.name) for one in themes if one.retired_at is None],
        "language": by_own_name(visitor.territory.languages),
        "audiences": [
            (one.value, words.say(AUDIENCES[one]), words.say(AUDIENCE_SAYS[one])) for one in Audience
        ],
        "residences": [(one.value, words.say(RESIDENCES[one])) for one in Residence],
        "levels": [(one.value, words.say(LEVELS[one])) for one in Level],
    }


async def _form(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    form: Form,
    template: Template,
    known: ShownProcess | None = None,
    *,
    status: int | None = None,
) -> Response[str]:
    return page(
        request,
        "consultations/processes/write.html",
        status=status,
        known=known,
        template=template,
        templates=TEMPLATES,
        form=form,
        envelopes=range(1, forms.ENVELOPES + 1),
        choices=await _choices(request, db, visitor, known),
    )
