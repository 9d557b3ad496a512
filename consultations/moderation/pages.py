"""For everyone: the rules and the count of decisions, and reporting something, signed in or not."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.moderation.contents import AllModerated, Content, TheModerated
from consultations.moderation.queries import figures as counted
from consultations.moderation.rules import (
    EXPLANATION_MOST,
    NAME_MOST,
    Given,
    GoodFaithError,
    Ground,
    Verdict,
    WhoReportsError,
)
from consultations.moderation.service.notices import report
from consultations.moderation.words import GROUNDS, VERDICTS
from okote.identity.addresses import read as read_address
from okote.identity.entrance import client_of
from okote.identity.limited import counted_address
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, page_for_all, said, to, wording_of
from okote.web.shared import ALIKE
from payments.sessions import ReadSession

MODERATION = "/moderation"
REPORT = MODERATION + "/report/{kind:str}/{subject_id:uuid}"

ELSEWHERE = {GoodFaithError.code: "good_faith", WhoReportsError.code: "email"}


@get(MODERATION, opt={ALIKE: True})
async def moderation(request: AnyRequest, visitor: TheVisitor, moderated: TheModerated) -> Response[str]:
    """What is taken down here, by which rules, how long it takes, and how many appeals are right."""

    async def read(db: ReadSession) -> Mapping[str, Any]:
        here = visitor.territory
        return {
            "figures": await counted.figures(db, here.id, here.time_zone),
            "conduct": await counted.conduct(db, here.id),
            "grounds": GROUNDS,
            "verdicts": VERDICTS,
            "shown": (Verdict.HIDDEN, Verdict.KEPT),
            "kinds": {kind: one.label for kind, one in moderated.kinds.items()},
        }

    return await page_for_all(request, "consultations/moderation/public.html", read)


@get(REPORT)
async def report_form(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    moderated: TheModerated,
    kind: FromPath[str],
    subject_id: FromPath[UUID],
) -> Response[str]:
    """What is wrong with it? Open to everyone, as the law says."""
    moderated.of_kind(kind)
    content = await moderated.seen(reading, visitor, kind, subject_id)
    return _asked(request, visitor, moderated, kind, subject_id, content, Form())


@post(REPORT)
async def send_report(
    request: AnyRequest,
    visitor: TheVisitor,
    db: Writing,
    moderated: TheModerated,
    kind: FromPath[str],
    subject_id: FromPath[UUID],
) -> Response[str] | Redirect:
    moderated.of_kind(kind)
    content = await moderated.seen(db, visitor, kind, subject_id)
    form = Form(await request.form())
    given = _given(form, visitor)
    household = counted_address(client_of(request))
    use_case = partial(report, db, moderated, kind, subject_id, given, by=visitor, household=household)
    if await attempt(db, form, "explanation", use_case, elsewhere=ELSEWHERE) is None:
        return _asked(request, visitor, moderated, kind, subject_id, content, form)
    text = say("Thank you. Somebody looks at it, and you are told by mail what was decided, and why.")
    return said(to(request, content.path), "success", text)


def _given(form: Form, visitor: Visitor) -> Given:
    ground = form.choice("ground", list(Ground))
    explanation = form.text("explanation", most=EXPLANATION_MOST)
    stranger = visitor.person is None
    name = form.text("name", most=NAME_MOST, required=False) if stranger else ""
    email = read_address(form, "email") if stranger and form.raw("email") else ""
    return Given(
        Ground(ground) if ground in list(Ground) else Ground.CONDUCT,
        explanation,
        form.ticked("good_faith"),
        name,
        email,
    )


def _asked(
    request: AnyRequest,
    visitor: Visitor,
    moderated: AllModerated,
    kind: str,
    subject_id: UUID,
    content: Content,
    form: Form,
) -> Response[str]:
    words = wording_of(request)
    return page(
        request,
        "consultations/moderation/report.html",
        content=content,
        kind=moderated.of_kind(kind),
        here=f"{MODERATION}/report/{kind}/{subject_id}",
        address=visitor.address + content.path,
        own=visitor.person is not None and visitor.person.id == content.author_id,
        grounds=[(one.value, words.say(label), None) for one, label in GROUNDS.items()],
        most=EXPLANATION_MOST,
        form=form,
    )


ROUTES = (moderation, report_form, send_report)
