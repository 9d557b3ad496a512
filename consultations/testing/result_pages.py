"""What tests found, for everyone once it is published, for service and elected members some days before."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from consultations.measures.pictures.drawing import told_or_none
from consultations.measures.statistics.axes import Axis
from consultations.measures.words import OUTCOMES, QUESTIONS, SEVERITIES
from consultations.procedures.pages import Part
from consultations.procedures.queries import Shown, steps_of
from consultations.testing.models import TestCampaign
from consultations.testing.queries import standing as standings
from consultations.testing.queries.comparing import changes_of
from consultations.testing.queries.findings import findings_read, journey, weights
from consultations.testing.queries.results import found_by, found_simple, quoted
from consultations.testing.queries.standing import Standing
from consultations.testing.rules.findings import due
from consultations.testing.rules.reading import Stage, Thing
from consultations.testing.words import FINDING_STATES, FINDING_TONES, GROUPS, STAGE_TONES, STAGES
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.search import Typed
from okote.territories.models import Territory
from okote.web.pages import AnyRequest, Reading, page, wording_of
from okote.web.pagination import Before, latest
from okote.web.shared import ALIKE
from payments.sessions import ReadSession

TESTS = "/tests"


@get(TESTS, opt={ALIKE: True})
async def listed(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, q: Typed = "", before: Before = None
) -> Response[str]:
    """Those whose results everyone reads, the latest first; those that answer what was typed."""
    found = await standings.published(reading, visitor.territory.id, typed=q, before=before)
    return page(
        request,
        "consultations/testing/list.html",
        tests=latest(found, before, key=lambda one: one.campaign.id),
        typed=q,
    )


@get(f"{TESTS}/{{slug:str}}", opt={ALIKE: True})
async def results(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """Words before numbers; what testers stumbled on, and what the service says to each point."""
    stands = await readable(reading, visitor, slug)
    told = await told_of(reading, visitor, stands)
    return page(request, "consultations/testing/results.html", **told)


@get(f"{TESTS}/{{slug:str}}/synthesis", opt={ALIKE: True})
async def synthesis(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """The same on a sheet or two, to print."""
    stands = await readable(reading, visitor, slug)
    told = await told_of(reading, visitor, stands)
    return page(request, "consultations/testing/synthesis.html", **told)


@get(f"{TESTS}/{{slug:str}}/figures", opt={ALIKE: True})
async def figures(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """How far testers got, what they answered, and what hinders most; NotFoundError of too few."""
    stands = await readable(reading, visitor, slug)
    found = await found_by(reading, stands.campaign)
    if found.results is None:
        raise NotFoundError
    words = wording_of(request)
    names = {manner: words.say(label) for manner, label in GROUPS.items()}
    everyone = words.say(say("All testers"))
    points = None
    if stands.may(visitor, Thing.REVIEWED):
        points = weights(await findings_read(reading, stands.campaign.id, stands.complete))
    return page(
        request,
        "consultations/testing/figures.html",
        stands=stands,
        found=found,
        groups={axis: found.groups(axis, everyone, names) for axis in Axis},
        weights=points,
        public=stands.stage is Stage.PUBLISHED,
        questions={axis: QUESTIONS[axis] for axis in Axis},
        outcomes=OUTCOMES,
        severities=SEVERITIES,
        stages=STAGES,
        stage_tones=STAGE_TONES,
        told_mean=told_or_none,
    )


@get(f"{TESTS}/{{slug:str}}/compared", opt={ALIKE: True})
async def compared(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """What the same testers answered before and after; NotFoundError where they may not be told apart."""
    stands = await readable(reading, visitor, slug)
    found = await found_by(reading, stands.campaign)
    told = await _compared(reading, visitor, stands.campaign)
    if found.results is None or told.get("changes") is None:
        raise NotFoundError
    public = stands.stage is Stage.PUBLISHED
    asked = {axis: QUESTIONS[axis] for axis in Axis}
    return page(
        request, "consultations/testing/compared.html", stands=stands, questions=asked, public=public, **told
    )


async def readable(db: ReadSession, visitor: Visitor, slug: str) -> Standing:
    """NotFoundError until it is this reader's turn: nobody learns from here that something is tested."""
    stands = await standings.campaign_called(db, visitor.territory.id, slug)
    if not stands.may(visitor, Thing.RESULTS):
        raise NotFoundError
    return stands


async def told_of(db: ReadSession, visitor: Visitor, stands: Standing) -> Mapping[str, Any]:
    """As far as this reader reads: elected members no words of anybody before everyone does."""
    campaign = stands.campaign
    found = await found_by(db, campaign)
    told: dict[str, Any] = {
        "stands": stands,
        "found": found,
        "enough": found.results is not None,
        "public": stands.stage is Stage.PUBLISHED,
        "reply": campaign.reply if stands.may(visitor, Thing.REPLY) else "",
        "questions": {axis: QUESTIONS[axis] for axis in Axis},
        "severities": SEVERITIES,
        "stages": STAGES,
        "stage_tones": STAGE_TONES,
        "states": FINDING_STATES,
        "tones": FINDING_TONES,
        "due": None if campaign.published_at is None else due(campaign.published_at),
        "findings": None,
        "quotes": (),
        "changes": None,
        "before": None,
    }
    if found.results is None:
        return told
    if stands.may(visitor, Thing.REVIEWED):
        read = await findings_read(db, campaign.id, stands.complete)
        told |= {
            "findings": read,
            "journey": journey(await steps_of(db, stands.version.id), read, stands.complete),
            "quotes": await quoted(db, campaign.id),
        }
    return {**told, **await _compared(db, visitor, campaign)}


async def _compared(db: ReadSession, visitor: Visitor, campaign: TestCampaign) -> Mapping[str, Any]:
    """With the test before, where this reader reads that one too."""
    if campaign.before_id is None:
        return {}
    before = await standings.standing(db, visitor.territory.id, campaign.before_id)
    if not before.may(visitor, Thing.RESULTS):
        return {}
    return {"before": before, "changes": await changes_of(db, before.campaign, campaign)}


async def on_procedure(db: ReadSession, territory: Territory, shown: Shown) -> Part:
    """For the page of a procedure: its published tests, and how many testers found it simple in each."""
    tests = await standings.of_procedure(db, territory.id, shown.procedure.id)
    simple = await found_simple(db, *tests)
    values = {"tests": tests, "simple": simple, "question": QUESTIONS[Axis.SIMPLICITY]}
    return Part("consultations/testing/on_procedure.html", values)


ROUTES: Sequence[Any] = (listed, results, figures, synthesis, compared)
