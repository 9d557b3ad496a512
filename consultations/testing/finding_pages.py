"""Telling of what one stumbles on, while one tries; and its picture, for whoever may see it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect

from consultations.measures.statistics.severity import Severity
from consultations.measures.words import SEVERITIES
from consultations.testing.models import Finding, FindingPicture, Sitting
from consultations.testing.pages import SIGNED_IN, SITTING, tried
from consultations.testing.queries.findings import pictures_of
from consultations.testing.queries.sittings import findings_of, sitting_of
from consultations.testing.queries.standing import standing
from consultations.testing.rules.findings import BODY_MOST, TITLE_MOST
from consultations.testing.rules.reading import Reader, Stage, Thing
from consultations.testing.service import findings
from consultations.testing.service.findings import FindingDetails, kept_picture
from okote.identity.permissions import person_of
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.downloads import present
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to, wording_of
from okote.web.requests import TAKES_FILES
from payments.sessions import ReadSession

WHOLE = "whole"
"""What stands for no step."""

ELSEWHERE = {"not_a_picture": "picture", "picture_too_large": "picture"}

SEVERITY_HINTS: Mapping[Severity, str] = {
    Severity.ANNOYING: say("It bothered me; I went on."),
    Severity.SLOWING: say("I lost time, or needed a detour."),
    Severity.BLOCKING: say("I could not go on by myself."),
}


@get(f"{SITTING}/findings", guards=SIGNED_IN)
async def told(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, sitting_id: FromPath[UUID]
) -> Response[str]:
    """What one stumbled on so far, and room for one thing more."""
    sitting = await sitting_of(reading, visitor, sitting_id)
    return await _page(request, reading, visitor, sitting, Form())


@post(f"{SITTING}/findings", guards=SIGNED_IN, opt={TAKES_FILES: True})
async def report(
    request: AnyRequest,
    visitor: TheVisitor,
    db: Writing,
    settings: TheSettings,
    sitting_id: FromPath[UUID],
) -> Response[str] | Redirect:
    sitting = await sitting_of(db, visitor, sitting_id)
    form = Form(dict(await request.form()))
    whole = await tried(db, await standing(db, visitor.territory.id, sitting.campaign_id))
    details = _details(form, [one.position for one in whole.steps])
    picture = await form.file("picture", required=False)

    async def use_case() -> Finding:
        folder = settings.uploads_folder
        return await findings.report(db, sitting_id, details, picture, folder=folder, by=visitor)

    if await attempt(db, form, "title", use_case, elsewhere=ELSEWHERE) is None:
        return await _page(request, db, visitor, sitting, form)
    text = say("It is noted. Tell of something else, or go on.")
    return said(to(request, f"/my/tests/sittings/{sitting_id}/findings"), "success", text)


@post(f"{SITTING}/findings/{{finding_id:uuid}}/remove", guards=SIGNED_IN)
async def take_back(
    request: AnyRequest,
    visitor: TheVisitor,
    db: Writing,
    sitting_id: FromPath[UUID],
    finding_id: FromPath[UUID],
) -> Redirect:
    await _own(db, visitor, sitting_id, finding_id)
    await findings.take_back(db, finding_id, by=visitor)
    text = say("It is taken back.")
    return said(to(request, f"/my/tests/sittings/{sitting_id}/findings"), "success", text)


@get(f"{SITTING}/findings/{{finding_id:uuid}}/picture", guards=SIGNED_IN)
async def own_picture(
    visitor: TheVisitor,
    reading: Reading,
    settings: TheSettings,
    sitting_id: FromPath[UUID],
    finding_id: FromPath[UUID],
) -> File:
    """By whoever sent it."""
    await _own(reading, visitor, sitting_id, finding_id)
    pictures = await pictures_of(reading, finding_id)
    if finding_id not in pictures:
        raise NotFoundError
    return handed_out(pictures[finding_id], settings)


@get("/tests/pictures/{picture_id:uuid}")
async def picture(
    visitor: TheVisitor, reading: Reading, settings: TheSettings, picture_id: FromPath[UUID]
) -> File:
    """By whoever reads the findings, where it is shown; by whoever reviews them, also before."""
    kept = await one_of(reading, FindingPicture, visitor.territory.id, picture_id)
    if kept.finding_id is None:
        raise NotFoundError
    finding = await one_of(reading, Finding, visitor.territory.id, kept.finding_id)
    stands = await standing(reading, visitor.territory.id, finding.campaign_id)
    reviews = stands.reader(visitor) is Reader.ORGANISER and stands.may(visitor, Thing.WRITTEN)
    if not reviews and not (kept.shown and stands.may(visitor, Thing.REVIEWED)):
        raise NotFoundError
    return handed_out(kept, settings)


def handed_out(kept: FindingPicture, settings: TheSettings) -> File:
    return File(
        present(kept_picture(settings.uploads_folder, kept)),
        filename=f"{kept.id}.jpg",
        media_type="image/jpeg",
        content_disposition_type="inline",
        headers={"cache-control": "no-store"},
    )


async def _own(db: ReadSession, visitor: Visitor, sitting_id: UUID, finding_id: UUID) -> Finding:
    sitting = await sitting_of(db, visitor, sitting_id)
    finding = await one_of(db, Finding, visitor.territory.id, finding_id)
    if finding.sitting_id != sitting.id:
        raise NotFoundError
    return finding


def _details(form: Form, steps: Sequence[int]) -> FindingDetails:
    """In the order of the page."""
    title = " ".join(form.text("title", most=TITLE_MOST).split())
    step = form.choice("step", [WHOLE, *(str(one) for one in steps)]) if steps else WHOLE
    severity = form.whole("severity", least=int(min(Severity)), most=int(max(Severity)))
    words = form.text("words", most=BODY_MOST, required=False)
    suggestion = form.text("suggestion", most=BODY_MOST, required=False)
    where = int(step) if step.isdigit() and not form.errors.get("step") else None
    return FindingDetails(title, Severity(severity), where, words, suggestion)


async def _page(
    request: AnyRequest, db: ReadSession, visitor: Visitor, sitting: Sitting, form: Form
) -> Response[str]:
    words = wording_of(request)
    stands = await standing(db, visitor.territory.id, sitting.campaign_id)
    whole = await tried(db, stands)
    found = await findings_of(db, sitting.id)
    context: Mapping[str, Any] = {
        "sitting": sitting,
        "stands": stands,
        "mine": sitting.person_id == person_of(visitor).id,
        "over": sitting.completed_at is not None or stands.stage is not Stage.GATHERING,
        "findings": found,
        "pictures": await pictures_of(db, *(one.id for one in found)),
        "steps": [
            *((str(one.position), one.title, None) for one in whole.steps),
            (WHOLE, words.say(say("Along the whole way")), None),
        ]
        if whole.steps
        else [],
        "severities": [
            (str(int(one)), words.say(SEVERITIES[one]), words.say(SEVERITY_HINTS[one]))
            for one in sorted(Severity, reverse=True)
        ],
        "severity_words": SEVERITIES,
        "form": form,
    }
    return page(request, "consultations/testing/findings.html", **context)


ROUTES: Sequence[Any] = (told, report, take_back, own_picture, picture)
