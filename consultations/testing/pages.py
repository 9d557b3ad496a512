"""A tester's own pages: what there is to try, and the sitting, part by part, on any device."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect

from consultations.measures.statistics.axes import Axis
from consultations.measures.statistics.seeking import Source
from consultations.measures.words import OUTCOMES, QUESTIONS, SEVERITIES, SOURCES
from consultations.procedures.pages import handed_out
from consultations.procedures.queries import Whole, wholes
from consultations.testing.models import Sitting
from consultations.testing.queries.sittings import (
    findings_of,
    offered_to,
    remarks_of,
    said_so_far,
    sitting_of,
    tasks_of,
)
from consultations.testing.queries.standing import Standing, standing
from consultations.testing.reading import LATEST, MANNER, as_typed, read
from consultations.testing.rules.reading import Stage
from consultations.testing.rules.sittings import (
    REQUIRED,
    TYPED_FOR_THEM,
    Manner,
    Part,
    SavedElsewhereError,
    SeenRatingError,
    lacking,
    parts,
    resumed_at,
)
from consultations.testing.service import answers, sittings
from consultations.testing.words import AGREEMENT, MANNERS, PARTS, SENTENCES
from okote.identity.permissions import requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form, MissingError
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to, wording_of
from payments.sessions import ReadSession, WriteSession

MINE = "/my/tests"
SITTING = "/my/tests/sittings/{sitting_id:uuid}"

FINDINGS = "findings"
"""The button of each part that leads to what one stumbled on, and where it leads."""

ELSEWHERE = {SeenRatingError.code: "out_of_sight"}

SIGNED_IN = (requires(signed_in),)


@get(MINE, guards=SIGNED_IN)
async def mine(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """What my panels try, what I have begun, and what became of what I found."""
    at = await reading.now()
    return page(request, "consultations/testing/mine.html", found=await offered_to(reading, visitor), at=at)


@get(f"{MINE}/{{test_id:uuid}}", guards=SIGNED_IN)
async def about(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, test_id: FromPath[UUID]
) -> Response[str]:
    """What will be asked, who reads it and when, before one begins."""
    return await _about(request, reading, visitor, test_id, Form({MANNER: Manner.ALONE.value}))


@post(f"{MINE}/{{test_id:uuid}}", guards=SIGNED_IN)
async def begin(
    request: AnyRequest, visitor: TheVisitor, db: Writing, test_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Begun already, it is taken up where it was left."""
    form = Form(await request.form())
    chosen = form.choice(MANNER, [one for one in Manner if one not in TYPED_FOR_THEM])
    observed = form.ticked("observed")

    async def use_case() -> Sitting:
        return await sittings.begin(db, test_id, Manner(chosen), observed=observed, by=visitor)

    sitting = await attempt(db, form, MANNER, use_case)
    if sitting is None:
        return await _about(request, db, visitor, test_id, form)
    return to(request, f"{MINE}/sittings/{sitting.id}")


async def _about(
    request: AnyRequest, db: ReadSession, visitor: Visitor, test_id: UUID, form: Form
) -> Response[str]:
    mine = [one for one in await offered_to(db, visitor) if one.campaign.id == test_id]
    if not mine:
        raise NotFoundError
    words = wording_of(request)
    stands = await standing(db, visitor.territory.id, test_id)
    return page(
        request,
        "consultations/testing/about.html",
        offered=mine[0],
        stands=stands,
        gathering=stands.stage is Stage.GATHERING,
        tasks=await tasks_of(db, test_id),
        manners=[
            (one.value, words.say(label), None) for one, label in MANNERS.items() if one not in TYPED_FOR_THEM
        ],
        form=form,
    )


@get(SITTING, guards=SIGNED_IN)
async def resume(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, sitting_id: FromPath[UUID]
) -> Redirect:
    """Where one goes on who comes back, on whatever device."""
    sitting = await sitting_of(reading, visitor, sitting_id)
    stands = await standing(reading, visitor.territory.id, sitting.campaign_id)
    tasks = [one.id for one in await tasks_of(reading, sitting.campaign_id)]
    answered = await said_so_far(reading, sitting)
    part = resumed_at(answered, tasks, with_sus=stands.campaign.asks_sus)
    return to(request, f"{MINE}/sittings/{sitting_id}/{part.value}")


@get(f"{SITTING}/{{part:str}}", guards=SIGNED_IN)
async def one_part(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    sitting_id: FromPath[UUID],
    part: FromPath[str],
) -> Response[str]:
    """As far as it was answered."""
    sitting = await sitting_of(reading, visitor, sitting_id)
    asked = await _part(reading, visitor, sitting, part)
    typed = as_typed(sitting, await said_so_far(reading, sitting), await remarks_of(reading, sitting.id))
    return await shown(request, reading, visitor, sitting, asked, Form(typed))


@post(f"{SITTING}/{{part:str}}", guards=SIGNED_IN)
async def save_part(
    request: AnyRequest, visitor: TheVisitor, db: Writing, sitting_id: FromPath[UUID], part: FromPath[str]
) -> Response[str] | Redirect:
    """What is there is kept, also where something is missing yet: then the same page says what.

    Whoever goes to tell of what they stumbled on keeps what they have answered by then, as it is.
    """
    form = Form(await request.form())
    if part == Part.CHECK:
        return await _send(request, db, visitor, sitting_id, form)
    sitting = await sitting_of(db, visitor, sitting_id)
    asked = await _part(db, visitor, sitting, part)
    stands = await standing(db, visitor.territory.id, sitting.campaign_id)
    version = Form(form.values).whole("version", least=0, most=LATEST)
    told = read(form, asked, [one.id for one in await tasks_of(db, sitting.campaign_id)])
    missing, form.errors = form.errors, {}
    kept = None
    only_missing = all(error.code == MissingError.code for error in missing.values())
    if not missing or (only_missing and asked in REQUIRED):
        saving = partial(answers.save, db, sitting_id, told, version=version, by=visitor)
        kept = await attempt(db, form, asked.value, saving, elsewhere=ELSEWHERE)
    here = f"{MINE}/sittings/{sitting_id}"
    if form.ticked(FINDINGS) and form.sound and only_missing:
        return to(request, f"{here}/{FINDINGS}")
    for name, error in missing.items():
        form.refuse(name, error)
    if kept is None or not form.sound:
        saved_elsewhere = SavedElsewhereError.code in {error.code for error in form.errors.values()}
        now = await sitting_of(db, visitor, sitting_id)
        form.values = {**form.values, "version": str(now.version)}
        return await shown(request, db, visitor, now, asked, form, status=409 if saved_elsewhere else None)
    following = parts(with_sus=stands.campaign.asks_sus)
    after = following[following.index(asked) + 1]
    return to(request, f"{here}/{after.value}")


async def _send(
    request: AnyRequest, db: WriteSession, visitor: Visitor, sitting_id: UUID, form: Form
) -> Response[str] | Redirect:
    """Pressed twice, it is sent once, and whoever typed it is told so without reading it again."""
    sitting = await attempt(db, form, "send", partial(sittings.send, db, sitting_id, by=visitor))
    if sitting is not None:
        return _sent(request, visitor, sitting)
    kept = await sitting_of(db, visitor, sitting_id)
    return await shown(request, db, visitor, kept, Part.CHECK, form)


def _sent(request: AnyRequest, visitor: Visitor, sitting: Sitting) -> Redirect:
    if sitting.person_id == (visitor.person.id if visitor.person else None):
        text = say("Thank you: your answers are sent. You hear by mail what becomes of what you found.")
        return said(to(request, MINE), "success", text)
    text = say("The answers are sent. Nobody sees who gave which.")
    return said(to(request, f"/back-office/tests/{sitting.campaign_id}"), "success", text)


async def _part(db: ReadSession, visitor: Visitor, sitting: Sitting, part: str) -> Part:
    """NotFoundError for one that this test does not ask."""
    stands = await standing(db, visitor.territory.id, sitting.campaign_id)
    for one in parts(with_sus=stands.campaign.asks_sus):
        if one.value == part:
            return one
    raise NotFoundError


async def shown(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    sitting: Sitting,
    part: Part,
    form: Form,
    *,
    status: int | None = None,
) -> Response[str]:
    """A part of a sitting; once it is sent, all that can be seen is what was said."""
    stands = await standing(db, visitor.territory.id, sitting.campaign_id)
    tasks = await tasks_of(db, sitting.campaign_id)
    answered = await said_so_far(db, sitting)
    following = parts(with_sus=stands.campaign.asks_sus)
    untold, unrated = lacking(answered, [one.id for one in tasks])
    words = wording_of(request)
    return page(
        request,
        f"consultations/testing/parts/{part.value}.html",
        status=status,
        sitting=sitting,
        stands=stands,
        over=sitting.completed_at is not None or stands.stage is not Stage.GATHERING,
        mine=visitor.person is not None and sitting.person_id == visitor.person.id,
        tasks=tasks,
        answered=answered,
        lacking=(untold, unrated),
        remarks={one.task_id: one.words for one in await remarks_of(db, sitting.id)},
        findings=await findings_of(db, sitting.id),
        whole=await tried(db, stands),
        part=part,
        labels=[words.say(PARTS[one]) for one in following],
        place=following.index(part) + 1,
        outcomes=[(one.value, words.say(label), None) for one, label in OUTCOMES.items()],
        form=form,
        **_words_for(words),
    )


def _words_for(words: Any) -> Mapping[str, Any]:
    looked = (
        ("reached", words.say(say("I looked there, and found help"))),
        ("not_reached", words.say(say("I looked there in vain"))),
        ("unsaid", words.say(say("I looked there; I would rather not say more"))),
    )
    return {
        "questions": {axis: QUESTIONS[axis] for axis in Axis},
        "sources": [(source.value, words.say(SOURCES[source])) for source in Source],
        "looked": looked,
        "sentences": [words.say(one) for one in SENTENCES],
        "agreement": [words.say(one) for one in AGREEMENT],
        "severities": SEVERITIES,
        "outcome_words": OUTCOMES,
    }


async def tried(db: ReadSession, stands: Standing) -> Whole:
    """The version that is tested, with its steps and files."""
    (whole,) = await wholes(db, [stands.version])
    return whole


@get(f"{SITTING}/files/{{file_id:uuid}}", guards=SIGNED_IN)
async def tested_file(
    visitor: TheVisitor,
    reading: Reading,
    settings: TheSettings,
    sitting_id: FromPath[UUID],
    file_id: FromPath[UUID],
) -> File:
    """Of the version that is tried, also before everyone reads it."""
    sitting = await sitting_of(reading, visitor, sitting_id)
    stands = await standing(reading, visitor.territory.id, sitting.campaign_id)
    for one in (await tried(reading, stands)).files:
        if one.id == file_id:
            return handed_out(one, settings, name=f"{stands.procedure.slug}-{stands.version.number}")
    raise NotFoundError


ROUTES: Sequence[Any] = (mine, about, begin, resume, one_part, save_part, tested_file)
