"""Whoever asks what is described, rightly or wrongly, is answered as described, never by a mistake of ours.

Schemathesis makes the requests from the description and holds each answer against it. A few for each route
in each run; fuzz.py asks for as many as it is told.
"""

import os
import re
import sys
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import timedelta
from math import ceil
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from sqlmodel import delete, select

from consultations.actions.models import Edition
from consultations.ideas.models import Idea
from consultations.panels.models import Panel
from consultations.services.models import Service
from okote.api.description import FILE
from okote.funding.calls.models import Call
from okote.funding.matching.models import SignedCommitment
from okote.identity.models import Person, Role
from okote.identity.roles.service import grant, name_deputy
from okote.platform.audit import Doer
from okote.platform.limits import LimitHit
from tests.architecture.furnishing import SEALED_DRAW, dated
from tests.architecture.rooms import results
from tests.architecture.spheres import Sphere
from tests.consultations.actions.rows import an_action
from tests.okote.app_client import ADDRESS, territory
from tests.okote.programs import API

NOT_WRONG = re.compile(
    r"parameter `Authorization`|\(was Authorization\)|query: violates `additionalProperties`"
)
"""What was made up for a token is not sent, as each program comes with its own; and whatever is asked besides
what is described is no matter.
"""

WRITES_A_DRAFT = f"PUT {API}/back-office/campaigns/{{campaign_id}}"
"""The one campaign is live, so its offer is frozen: test_work.py writes one."""

CHANGES_AN_IDEA = f"PUT {API}/ideas/{{idea_id}}"
"""Its author alone may, at the version that they read: test_programs.py changes one."""

UNGUESSED = {
    WRITES_A_DRAFT,
    CHANGES_AN_IDEA,
    f"DELETE {API}/comments/{{comment_id}}",
    f"POST {API}/comments/on/{{kind}}/{{subject_id}}",
    f"GET {API}/me/difficulties/{{number}}",
    f"POST {API}/moderation/notices",
    f"GET {API}/ideas/merges/{{merge_id}}",
    *(f"{method} {API}/ballots/{{ballot_id}}/votes" for method in ("DELETE", "POST", "PUT")),
    f"GET {API}/ballots/{{ballot_id}}/receipts",
    f"GET {API}/ballots/{{ballot_id}}/receipts/{{number}}",
    f"POST {API}/ballots/{{ballot_id}}/receipts/check",
    f"POST {API}/back-office/ballots",
    *(f"{method} {API}/back-office/ballots/{{ballot_id}}" for method in ("DELETE", "PUT")),
    *(
        f"POST {API}/back-office/ballots/{{ballot_id}}/{asked}"
        for asked in ("announce", "close", "options", "publish")
    ),
    f"DELETE {API}/back-office/ballots/{{ballot_id}}/options/{{position}}",
    f"PUT {API}/back-office/ballots/{{ballot_id}}/options/{{position}}",
    f"POST {API}/back-office/booths/{{booth_id}}/marks",
}
"""Nobody guesses what is theirs, in which phase people vote, at which booth, which comment is answered, what
to report, which ideas became one, nor what to vote or to change in a ballot that is over, which as an open
one has no receipts: tests of these rooms do.
"""

KEY = "Idempotency-Key"

CASES = int(os.environ.get("OKOTE_FUZZ_CASES", "0"))
"""Requests in all; where none are asked for, one example of each sort for each route and role."""


@pytest.fixture
async def tokens(house, scene, program):
    """By role, of someone who has it; a holder's and a partner's are about the campaign of the scene."""
    here = await territory(house)
    async with house.database.reading() as db:
        signed = (await db.exec(select(SignedCommitment.partner_id).order_by(SignedCommitment.id))).first()
    async with house.database.unit_of_work() as db:
        roads = Service(
            territory_id=here.id, name="Voirie", email="voirie@exemple.test", created_at=await db.now()
        )
        db.add(roads)
    scopes = {Role.HOLDER: scene.campaign.holder_id, Role.PARTNER: signed, Role.SERVICE: roads.id}
    made = {"stranger": await program()}
    for role in (None, *sorted(Role)):
        async with house.database.unit_of_work() as db:
            person = Person(created_at=await db.now())
            db.add(person)
            await db.flush()
            if role is not None:  # a deputy is one of those who hold a role, until a day
                lasting = Role.COACH if role is Role.DEPUTY else role
                await grant(
                    db, territory_id=here.id, person_id=person.id, role=lasting, scope=scopes.get(lasting)
                )
            if role is Role.DEPUTY:
                until = await db.now() + timedelta(days=30)
                await name_deputy(db, person.id, until, by=Doer(here.id, person.id))
        made[role or "resident"] = await program(person.id)
    return made


@pytest.fixture
async def real(house, scene, tokens):
    """What a path may name, of which there is one."""
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        at, day = await db.now(), timedelta(days=1)
        person = Person(created_at=at)
        db.add(person)
        await db.flush()
        idea = Idea(
            territory_id=here.id,
            person_id=person.id,
            number=1,
            title="Un banc",
            body="À mi-pente.",
            language="fr",
            proposed_at=at,
            since=at,
        )
        call = Call(
            territory_id=here.id,
            slug=scene.campaign.slug,
            title="Se nourrir d’ici",
            text="Pour les projets d’ici.",
            criteria="Ouvert à tous",
            opens_at=at - day,
            closes_at=at + day,
            created_at=at,
            published_at=at,
        )
        panel = Panel(
            territory_id=here.id,
            kind="testers",
            slug=scene.campaign.slug,
            name="Comité de testeurs",
            purpose="Essayer nos lettres.",
            asks="Quatre essais.",
            gives="Une réponse.",
            seats=9,
            opens_at=at - day,
            closes_at=at + day,
            created_at=at,
            published_at=at,
        )
        db.add_all([idea, call, panel])
        for row in an_action(here, person, at):
            db.add(row)
            await db.flush()
        told = {"territory": here.name, "on": "2025-12-31", "lines": []}
        db.add(Edition(territory_id=here.id, year=2025, contents=told, frozen_at=at, frozen_by=person.id))
        await db.flush()
        made = await tried_and_drawn(db, here, scene.campaign.slug, panel, person)
        await asked_and_discussed(db, made, idea)
        await put_to_the_vote(db, made)
    (partner, *_) = (await tokens["stranger"].get("/partners")).json()["items"]
    return {
        "slug": scene.campaign.slug,
        "campaign_id": str(scene.campaign.id),
        "holder_id": str(scene.campaign.holder_id),
        "partner_id": partner["id"],
        "idea_id": str(idea.id),
        "kind": "idea",
        "subject_id": str(idea.id),
        **{f"{one}_id": str(made.id(one)) for one in ("comment", "difficulty")},
        "ballot_id": str(made.id("counted_ballot")),
        "number": 1,
        "year": 2025,
    }


async def tried_and_drawn(db, here, slug, panel, person):
    """A procedure, a published test of it, and a draw whose lottery is sealed."""
    at = await db.now()
    colleague = Person(created_at=at)
    db.add(colleague)
    await db.flush()
    sphere = Sphere(slug, here.id, here.book, at, person.id, colleague.id, {"panel": {"id": panel.id}})
    await sphere.add(db, "service", name="Lettres", email="lettres@exemple.test")
    shown = {"slug": slug, "name": "La lettre", "channels": ["mail"], "papers": [], "published_at": at}
    await sphere.add(db, "procedure", service_id=sphere.id("service"), **shown)
    cleared = {"names_removed_at": at, "names_removed_by": person.id}
    await sphere.add(db, "procedure_version", published_at=at, text="Bonjour.", changed="", **cleared)
    await sphere.add(db, "test_campaign", **dated(sphere, slug), handed_over_at=at, published_at=at)
    await sphere.add(db, "draw", **SEALED_DRAW, computed_at=at)
    return sphere


async def asked_and_discussed(db, sphere, idea):
    """A consultation, a comment on an idea, and what somebody told a service."""
    said = {"lead": "Vous choisissez.", "body": "Voici.", "languages": ["fr"], "organisers": []}
    shown = {"slug": sphere.name, "published_at": sphere.at, "audience": "public"}
    await sphere.add(db, "process", service_id=sphere.id("service"), **said, **shown)
    about = {"kind": "idea", "subject_id": idea.id, "person_id": sphere.resident}
    words = {"stance": "for", "body": "Oui.", "version": 1, "written_at": sphere.at}
    await sphere.add(db, "comment", **about, **words)
    roads = (await db.exec(select(Service).where(Service.name == "Voirie"))).one()
    kept = {"told_late": False, "told_unseen": False, "emptied": False, "state": "acknowledged"}
    dates = {"told_at": sphere.at, "since": sphere.at, "forget_at": sphere.at + timedelta(days=365)}
    how = {"number": 1, "way": "site", "channel": "site", "body": "Le loyer.", "service_id": roads.id}
    await sphere.add(db, "difficulty", person_id=sphere.resident, **how, **kept, **dates)


async def put_to_the_vote(db, sphere):
    """An open ballot that is counted and published."""
    days = {"starts_at": sphere.at - timedelta(days=2), "ends_at": sphere.at - timedelta(days=1)}
    await sphere.add(db, "phase", kind="vote", permits=["vote"], audience="public", **days)
    await results(db, sphere, sphere.name)


def made_up(operation, mode, examples) -> list:
    """Requests as the description allows them or not, the same in each run unless it is a thorough one."""
    cases = []

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def collect(case):
        cases.append(case)

    with suppress(Unsatisfiable):  # what takes nothing can't be asked wrongly
        collect()
    return cases


async def uncounted(house):
    """Limits have tests of their own; here they would stand before everything else."""
    async with house.database.unit_of_work() as db:
        await db.exec(delete(LimitHit))


def enough(tokens, operations, modes) -> int:
    """How many of each sort make as many requests as are wanted in all."""
    if not CASES:
        return 1
    askable = (one for one in operations for mode in modes if made_up(one, mode, 1))
    return ceil(CASES / sum(len(of(tokens, operation)) for operation in askable))


def right_but_for(message: str) -> bool:
    """Whether all that was made up wrongly is nothing that anybody is to be refused for."""
    parts = [line for line in message.splitlines() if line.lstrip().startswith("- ")] or [message]
    return all(NOT_WRONG.search(part) for part in parts)


async def test_each_role_is_answered_as_described(tokens, real, house):
    import schemathesis  # takes a second, and only here
    from schemathesis import checks as known
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    checks = [
        known.not_a_server_error,
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    ]
    described = (await tokens["stranger"].get(FILE.removeprefix(API))).json()
    schema = schemathesis.openapi.from_dict(described)
    answered, told, findings = Counter(), Counter(), Counter()
    operations = [found.ok() for found in schema.get_all_operations()]
    modes = list(schemathesis.GenerationMode)
    examples = enough(tokens, operations, modes)
    for operation in operations:
        allowed, forbidden = (made_up(operation, mode, examples) for mode in modes)
        for number, case in enumerate([*allowed, *forbidden]):
            made_wrong = case in forbidden and number % 2 == 1
            for name in (case.path_parameters or {}).keys() & real.keys() if number % 2 == 0 else ():
                case.path_parameters[name] = real[name]
            if not made_wrong and KEY in case.headers:
                case.headers[KEY] = str(uuid4())  # the shortest that is made up was another route's already
            if operation.method != "get":
                await uncounted(house)
            for role in of(tokens, operation):
                answer = await send(tokens[role], case)
                held = [*checks, known.negative_data_rejection] if made_wrong else checks
                with noting(findings, operation.label):
                    case.validate_response(answer, checks=held)
                answered[operation.label, answer.status_code // 100] += 1
                told[role, answer.status_code] += 1
    for role in tokens:
        statuses = {status: number for (one, status), number in sorted(told.items()) if one == role}
        sys.stdout.write(f"{role}: {sum(statuses.values())}, {statuses}\n")
    sys.stdout.write(f"{answered.total()} requests of {len(operations)} operations\n")
    assert answered.total() >= CASES
    assert findings == Counter()
    succeeded = {label for label, hundreds in answered if hundreds == 2}
    assert {label for label, _ in answered} - succeeded == UNGUESSED


@contextmanager
def noting(findings, label):
    """One line for each kind of finding."""
    from schemathesis.core.failures import FailureGroup

    try:
        yield
    except FailureGroup as group:
        said = [f"{label}: {failure.title}: {failure.message}" for failure in group.exceptions]
        findings.update(one for one in said if not right_but_for(one))


def of(tokens, operation):
    """What is public is the same for everyone: a stranger and an administrator may stand for all."""
    public = "security" not in operation.definition.raw
    return ["stranger", Role.ADMINISTRATOR] if public else list(tokens)


async def send(program, case):
    """Under the program's own token, whatever the case made up."""
    sent = case.as_transport_kwargs(base_url=ADDRESS)
    made = {name: value for name, value in sent["headers"].items() if name.lower() != "authorization"}
    headers = {**made, "host": urlsplit(ADDRESS).netloc}
    if program.token is not None:
        headers["authorization"] = f"Bearer {program.token}"
    body = {name: sent[name] for name in ("params", "json") if sent.get(name) is not None}
    transport = httpx2.ASGITransport(program.app, client=("192.0.2.8", 4711))
    async with httpx2.AsyncClient(transport=transport) as client:
        return await client.request(sent["method"], sent["url"], headers=headers, **body)
