"""A letter is tried by a panel, on several devices and by telephone, until everyone reads what it found."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from consultations.panels.members.models import Seat
from consultations.panels.models import Volunteer
from consultations.procedures.models import ProcedureVersion
from consultations.procedures.queries import text_of, wholes
from consultations.procedures.rules import (
    Channel,
    ProcedureDetails,
    ProcedureKind,
    StepDetails,
    VersionDetails,
)
from consultations.procedures.service import catalogue, versions
from consultations.services.service import add_service
from consultations.testing.models import TestCampaign
from okote.demo.seeding.people import somebody
from okote.identity.models import Role
from okote.identity.permissions import person_of
from okote.identity.roles.service import grant
from tests.consultations.testing.conftest import panel_of, seated
from tests.stories.browsing import Page
from tests.stories.people import NOTHING, Somebody
from tests.stories.service import Service
from tests.stories.surroundings import SLUG

pytestmark = pytest.mark.story

DESK = "/back-office/tests"
TITLE = "La lettre de la cantine"
CANTEEN = "cantine@trois-rives.example"
ON_PAPER = "jeanne.martin@courriel.example"

Said = Mapping[str, str]

CONTENT: Said = {"simplicity": "5", "efficiency": "4", "clarity": "5"}
PUZZLED: Said = {"simplicity": "2", "efficiency": "3", "clarity": "1"}


@dataclass(frozen=True, slots=True)
class Canteen:
    """The letter of a service for which Claire answers, and a panel of four that may try it."""

    service: Service
    version: UUID
    panel: UUID


@pytest.fixture
def service_settings():
    return {"features": ("okote.funding", "consultations")}


@pytest.fixture
async def canteen(service: Service) -> Canteen:
    house = service.house
    lea, samira, paul, claire, bruno = [
        await somebody(house, SLUG, key) for key in ("lea", "samira", "paul", "claire", "bruno")
    ]
    here = lea.territory
    async with house.database.unit_of_work() as db:
        canteen = await add_service(db, "Cantines", CANTEEN, by=lea)
        roles = ((samira, Role.ORGANISER), (paul, Role.AGENT), (bruno, Role.ELECTED))
        for who, role in roles:
            await grant(db, territory_id=here.id, person_id=person_of(who).id, role=role)
        answers = person_of(claire).id
        await grant(db, territory_id=here.id, person_id=answers, role=Role.SERVICE, scope=canteen.id)
    async with house.database.unit_of_work() as db:
        channels = frozenset({Channel.MAIL})
        letter = ProcedureDetails(
            "Cantine", "Oui ou non.", "Parents", ProcedureKind.LETTER, channels, (), canteen.id
        )
        version = await _letter(db, letter, by=lea)
        panel = panel_of(here, await db.now(), name="Comité des lettres")
        db.add(panel)
        await db.flush()
        for key in ("camille", "yanis", "nadia"):
            who = person_of(await somebody(house, SLUG, key))
            await seated(db, panel, who.id, email=who.email, name=key.title())
        await seated(db, panel, email=ON_PAPER, name="Jeanne Martin")
    return Canteen(service, version.id, panel.id)


async def _letter(db, details, *, by) -> ProcedureVersion:
    """With two steps, its names removed."""
    made = await catalogue.add_procedure(db, details, by=by)
    version = await versions.add_version(db, made.id, by=by)
    said = VersionDetails(version.since, text="Répondez dans les délais impartis.")
    await versions.write_version(db, version.id, said, seen=text_of(version), by=by)
    await versions.write_steps(db, version.id, [StepDetails("Lire"), StepDetails("Répondre")], by=by)
    (whole,) = await wholes(db, [version])
    await versions.declare_names_removed(db, version.id, whole.seen, by=by)
    await versions.publish_version(db, version.id, by=by)
    return version


async def send(who: Somebody, page: Page, action: str, typed: Said) -> Page:
    """The form that leads to an address that ends so, with its first button."""
    form = page.form(action)
    return await who.browser.send(form, dict(typed), (form.buttons or [NOTHING])[0])


async def opened(canteen: Canteen, samira: Somebody) -> str:
    """Where it stands on the desk."""
    today = canteen.service.founded.territory.day(await canteen.service.now())
    typed = {
        "title": TITLE,
        "panel": str(canteen.panel),
        "version": str(canteen.version),
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=7)).isoformat(),
        "scenario-1": "Votre fille entre à l’école.",
        "says-1": "Dites jusqu’à quand répondre.",
    }
    draft = await send(samira, await samira.visit(f"{DESK}/new"), DESK, typed)
    await samira.press(draft, "/open")
    await canteen.service.settle()
    async with canteen.service.house.database.reading() as db:
        return f"{DESK}/{(await db.exec(select(TestCampaign.id))).one()}"


async def begin(who: Somebody) -> Page:
    mine = await who.visit("/my/tests")
    [path] = set(re.findall(r'href="/fr(/my/tests/[0-9a-f-]{36})"', mine.html))
    return await send(who, await who.visit(path), path, {"manner": "alone"})


def outcome(page: Page, value: str) -> Said:
    [name] = set(re.findall(r'name="(outcome-[0-9a-f-]{36})"', page.html))
    return {name: value}


async def go_on(who: Somebody, page: Page, said: Said, words: str = "") -> Page:
    """From the questions to the last page."""
    page = await send(who, page, "/questions", said)
    page = await send(who, page, "/help", {"help": "no"})
    page = await send(who, page, "/words", {"words": words})
    return await who.press(page, "/check")


async def answer(who: Somebody, page: Page, said: Said) -> Page:
    return await go_on(who, await send(who, page, "/tasks", outcome(page, "done")), said)


async def type_for_jeanne(canteen: Canteen, paul: Somebody, test: str) -> None:
    async with canteen.service.house.database.reading() as db:
        hers = select(Seat.id).join(Volunteer, Volunteer.id == Seat.volunteer_id)
        seat = (await db.exec(hers.where(Volunteer.email == ON_PAPER))).one()
    page = await send(
        paul, await paul.visit(f"{test}/type"), "/type", {"seat": str(seat), "manner": "telephone"}
    )
    sent = await answer(paul, page, CONTENT)
    assert "Les réponses sont envoyées" in sent.text
    again = await paul.visit(page.path.removeprefix("/fr"))
    assert again.status == 404, "who typed reads no more of it"


async def camille_tries(service: Service) -> None:
    """Begun on a phone, sent from a tablet; the phone is told where the tablet was quicker."""
    phone, tablet = await service.signed_in("camille"), await service.signed_in("camille")
    page = await begin(phone)
    page = await send(phone, page, "/tasks", outcome(page, "abandoned"))
    resumed = await tablet.visit(page.path.removeprefix("/fr").removesuffix("/questions"))
    assert resumed.path == page.path, "taken up where the phone left it"
    await send(tablet, resumed, "/questions", PUZZLED)
    stale = await send(phone, page, "/questions", CONTENT)
    assert stale.status == 409
    here = page.path.removeprefix("/fr").removesuffix("/questions")
    met = {"title": "La date est introuvable", "severity": "3", "step": "1", "words": "Aucun jour."}
    await send(tablet, await tablet.visit(f"{here}/findings"), "/findings", met)
    page = await tablet.visit(f"{here}/questions")
    sent = await go_on(tablet, page, PUZZLED, "Madame Martin m’a aidée.")
    assert "vos réponses sont envoyées" in sent.text


def subjects(service: Service, recipient: str) -> list[str]:
    """The earliest first, without what each kind of mail is about."""
    return [mail.subject.partition(":")[0].strip() for mail in reversed(service.mails(recipient))]


async def test_a_letter_is_tried_reviewed_answered_and_told_of(canteen: Canteen):
    service = canteen.service
    samira, claire, bruno, paul = [
        await service.signed_in(key) for key in ("samira", "claire", "bruno", "paul")
    ]
    test = await opened(canteen, samira)
    assert subjects(service, "camille")[-1] == "À essayer"
    assert subjects(service, ON_PAPER) == ["À essayer"]

    await camille_tries(service)
    for key in ("yanis", "nadia"):
        who = await service.signed_in(key)
        await answer(who, await begin(who), CONTENT)
    results = "/tests/la-lettre-de-la-cantine"
    for who in (samira, claire, bruno):
        assert (await who.visit(results)).status == 404, "Jeanne has not answered yet"
    assert "Madame Martin" not in (await samira.visit(f"{test}/texts")).text
    await type_for_jeanne(canteen, paul, test)

    texts = await samira.visit(f"{test}/texts")
    assert "Madame Martin m’a aidée." in texts.text
    await review(samira, test)
    await samira.press(await samira.visit(test), "/hand-over")
    await service.settle()
    assert subjects(service, CANTEEN) == ["Résultats à lire"]
    assert (await samira.visit(test)).text.count("Publier les résultats") == 0, "the service has its days"
    read = await claire.visit(results)
    assert "La date est introuvable" in read.text
    assert "Martin" not in read.text
    assert "On m’a aidée." not in (await bruno.visit(results)).text
    assert (await service.somebody().visit(results)).status == 404
    await send(claire, await claire.visit(test), "/reply", {"reply": "Nous écrirons le jour."})

    await samira.press(await samira.visit(test), "/publish")
    await service.settle()
    assert subjects(service, "camille")[-1] == "Ce que vous avez constaté"
    assert "La date est introuvable" in service.mails("camille")[0].text
    assert subjects(service, ON_PAPER)[-1] == "Ce que vous avez constaté"
    assert subjects(service, CANTEEN)[-1] == "Points de blocage à traiter"
    everyone = (await service.somebody().visit(results)).text
    assert "Nous écrirons le jour." in everyone
    assert "3 testeurs sur 4" in everyone

    await accept(claire, test)
    await service.settle()
    assert subjects(service, "camille")[-1] == "Une réponse à ce que vous avez signalé"
    assert "Dès lundi." in service.mails("camille")[0].text
    assert "Une réponse à ce que vous avez signalé" not in subjects(service, "yanis")
    assert "Dès lundi." in (await service.somebody().visit(results)).text
    await service.check()


async def review(samira: Somebody, test: str) -> None:
    """The remark without a name, the finding as it is."""
    page = await samira.visit(f"{test}/texts")
    [remark] = set(re.findall(r'name="review-([0-9a-f-]{36})"', page.html))
    told = {f"review-{remark}": "redacted", f"told-{remark}": "On m’a aidée."}
    page = await send(samira, page, f"/remarks/{remark}", told)
    [finding] = set(re.findall(r'name="decision-([0-9a-f-]{36})"', page.html))
    await send(samira, page, f"/findings/{finding}", {f"decision-{finding}": "own"})


async def accept(claire: Somebody, test: str) -> None:
    desk = await claire.visit(f"{test}/findings")
    [key] = set(re.findall(r'name="answer-([0-9a-f-]{36})"', desk.html))
    await send(claire, desk, f"{key}/answer", {f"answer-{key}": "accepted", f"why-{key}": "Dès lundi."})


async def test_of_a_test_that_few_answered_nothing_is_ever_told(canteen: Canteen):
    """Who has not answered is reminded once; it closes by the clock, and two are too few."""
    service = canteen.service
    samira = await service.signed_in("samira")
    test = await opened(canteen, samira)
    for key in ("yanis", "nadia"):
        who = await service.signed_in(key)
        await answer(who, await begin(who), CONTENT)
    late = await service.signed_in("camille")
    page = await begin(late)
    await service.move_clock(days=6)
    await look(service)
    await look(service)
    reminded = [subjects(service, one).count("Plus que quelques jours") for one in ("camille", "yanis")]
    assert reminded == [1, 0]
    await service.move_clock(days=3)
    over = await send(late, page, "/tasks", outcome(page, "done"))
    assert over.status == 422
    refused = await samira.press(await samira.visit(test), "/hand-over")
    assert refused.status == 422
    assert (await samira.visit("/tests/la-lettre-de-la-cantine")).status == 404
    await service.check()


async def look(service: Service) -> None:
    """As every morning."""
    async with service.house.database.unit_of_work() as db:
        await db.defer("tests.look", timestamp=0)
    await service.settle()
