"""What is done in the back office about ideas and services leaves its line in the audit trail."""

import re
from datetime import timedelta

from sqlmodel import select

from consultations.actions.models import Action, Evidence, Theme
from consultations.difficulties.models import Difficulty
from consultations.ideas.models import Idea
from consultations.procedures.models import Procedure, ProcedureFile, ProcedureVersion
from consultations.processes.models import Process
from consultations.ratings.models import OpenRating, RatingBurst, RatingWords
from consultations.ratings.rules import hour_of
from consultations.services.models import Service
from consultations.testing.models import Finding, Remark, Sitting, TaskOutcome, TestCampaign, TestTask
from okote.identity.models import Person, Role
from okote.platform import clock
from tests.consultations.ballots.exchange.buttons import press_votes
from tests.consultations.ballots.office.buttons import press_ballots
from tests.consultations.ballots.paper.buttons import press_papers
from tests.consultations.ballots.results.buttons import press_results
from tests.consultations.ballots.review.buttons import press_review
from tests.consultations.eligibility.buttons import press_residents
from tests.consultations.merging.buttons import press_merging
from tests.consultations.moderation.buttons import press_moderation
from tests.consultations.panels.buttons import press_draws, press_panels
from tests.consultations.procedures.conftest import FACTS, seen, sent
from tests.consultations.studying.buttons import press_studies
from tests.consultations.testing.conftest import panel_of
from tests.consultations.testing.conftest import seated as taken_seat
from tests.okote.app_client import territory
from tests.okote.audited import Walk, acting

ROADS = {"name": "Voirie", "email": "voirie@exemple.test"}
REPLY = {"title": "Répondre", "why": "C’est long."}
BOX = {
    "title": "La boîte à idées",
    "lead": "Proposez.",
    "body": "Voici comment.",
    "audience": "public",
    "language-fr": "yes",
    "reason": "Plus clair.",
}
WITHOUT_FUNDING = "/ballots/{ballot_id:uuid}/followup/{option_id:uuid}/campaign"
"""It asks whoever makes campaigns, who notes it: nobody does in a house without funding."""

BENCH = {"title": "Un banc", "body": "La côte est longue.", "place": "", "name": "C."}


async def test_each_button_of_the_back_office_leaves_its_line(house, browser, give_role, lea):
    walk = Walk(house, acting(house, "consultations"))
    await walk.press(lea, "/services", ROADS)
    roads = {"service_id": (await walk.latest(Service)).id}
    await walk.press(lea, "/services/{service_id:uuid}", ROADS | {"name": "Voirie et arbres"}, **roads)
    await walk.press(lea, "/services/{service_id:uuid}/retire", **roads)
    await walk.press(lea, "/services/{service_id:uuid}/take-up", **roads)

    camille, yanis = browser(), browser()
    await camille.arrive("camille")
    await yanis.arrive("yanis")
    draft = (await camille.post("/en/ideas", BENCH)).headers["location"].removesuffix("/where")
    await camille.post(f"{draft}/publish", {"version": "1"})
    bench = {"idea_id": (await walk.latest(Idea)).id}
    base = "/ideas/{idea_id:uuid}"
    await walk.press(
        lea, f"{base}/redact", {"title": "Un banc", "body": "Longue.", "why": "Un nom."}, **bench
    )
    await walk.press(lea, "/ideas/enter", BENCH, status=200)
    await walk.press(lea, f"{base}/entrust", {"service": str(roads["service_id"])}, **bench)
    await press_studies(lea, walk, bench, roads["service_id"])
    await walk.press(lea, f"{base}/answer", {"state": "accepted", "answer": "Au printemps."}, **bench)

    await press_actions(walk, lea, roads["service_id"])
    await press_processes(walk, lea, roads["service_id"])
    await press_ballots(house, lea, walk)
    await press_procedures(house, lea, walk, str(roads["service_id"]))
    await press_ratings(house, lea, walk)
    await press_panels(house, lea, walk)
    await press_residents(house, lea, walk)
    await press_tests(house, lea, walk)
    await press_draws(house, browser, give_role, lea, walk)
    await press_difficulties(house, browser, give_role, lea, walk)
    await press_merging(house, browser, lea, walk)
    await press_moderation(house, browser, give_role, lea, walk, bench["idea_id"])
    await press_results(house, lea, walk)

    async def enter(name="bruno"):
        agent = browser()
        await agent.arrive(name)
        return agent

    await press_votes(house, enter, walk)
    await press_papers(house, enter, walk)
    await press_review(house, await enter("lea"), walk)
    walk.left.remove(WITHOUT_FUNDING)
    assert walk.left == set()


async def press_difficulties(house, browser, give_role, lea, walk):
    """What an agent types for somebody else, and a service that passes it on to another one and answers."""
    delays = {"acknowledge": "3", "answer": "30", "react": "30", "keep": "365"}
    await walk.press(lea, "/difficulties/terms", delays)
    agent, service = browser(), (await walk.latest(Service)).id
    await agent.arrive("bruno")
    await give_role("bruno", Role.AGENT)
    told = {"way": "telephone", "category": "social", "body": "Seule.", "channel": "telephone"}
    await walk.press(agent, "/difficulties", told | {"telephone": "01 02"})
    kept = {"difficulty_id": (await walk.latest(Difficulty)).id}
    base, here = "/difficulties/{difficulty_id:uuid}", f"/fr/back-office/difficulties/{kept['difficulty_id']}"
    await walk.press(agent, f"{base}/send", {"service": str(service)}, **kept)
    async with house.database.unit_of_work() as db:
        told = await db.get_one(Difficulty, kept["difficulty_id"])
        told.acknowledge_by -= timedelta(days=9)
    await walk.press(agent, f"{base}/take-back", **kept)
    await agent.post(f"{here}/send", {"service": str(service)})
    answering = browser()
    await answering.arrive("solene")
    await give_role("solene", Role.SERVICE, scope=service)
    await walk.press(answering, f"{base}/acknowledge", **kept)

    async def read(said):
        return said | {"seen": re.search(r'name="seen" value="([^"]*)"', (await answering.get(here)).text)[1]}

    await walk.press(answering, f"{base}/ask", await read({"question": "Depuis ?"}), **kept)
    await walk.press(agent, f"{base}/reply", {"words": "Mai."}, **kept)
    await walk.press(answering, f"{base}/answer", await read({"answer": "Oui."}), **kept)
    await walk.press(agent, f"{base}/close", {"helped": "no"}, **kept)
    await walk.press(agent, f"{base}/reopen", {"words": "Non."}, **kept)
    known = await walk.count()
    paper = {"to": "documents", "field": "document", "title": "Bail"}
    assert (await sent(agent, here, "bail.pdf", b"%PDF-1.7 %%EOF", **paper)).is_redirect
    assert await walk.count() > known
    walk.left.remove(f"{base}/documents")
    await walk.press(answering, f"{base}/pass-on", await read({"service": "agents", "note": "Qui ?"}), **kept)


async def press_actions(walk, lea, service):
    """What is done about actions, their lists and their editions."""
    await walk.press(lea, "/action-themes", {"kind": "aim", "name": "Simplicité", "position": "1"})
    aim = {"theme_id": (await walk.latest(Theme)).id}
    base = "/action-themes/{theme_id:uuid}"
    await walk.press(lea, base, {"name": "Clarté", "position": "1"}, **aim)
    await walk.press(lea, f"{base}/retire", **aim)
    await walk.press(lea, f"{base}/take-up", **aim)

    begun = {"begun": "2025-03-01", "origin": "own"}
    await walk.press(lea, "/actions/new", REPLY | begun | {"service": str(service)})
    reply = {"action_id": (await walk.latest(Action)).id}
    base = "/actions/{action_id:uuid}"
    await walk.press(lea, f"{base}/edit", REPLY | {"title": "Répondre vite", "version": "0"}, **reply)
    decided = {"state": "decided", "on": "2025-03-02", "deadline": "2025-09-01"}
    await walk.press(lea, f"{base}/move", decided, **reply)
    await walk.press(lea, f"{base}/publish", **reply)
    await walk.press(lea, f"{base}/evidence", {"title": "La lettre", "url": "https://exemple.fr/"}, **reply)
    shown = {"evidence_id": (await walk.latest(Evidence)).id}
    await walk.press(lea, f"{base}/evidence/{{evidence_id:uuid}}/remove", **reply, **shown)

    base = "/action-editions/{year:int}"
    read = re.search(
        r'name="read" value="(\w+)"', (await lea.get("/en/back-office/action-editions/2025")).text
    )
    await walk.press(lea, base, {"read": read[1]}, year=2025)
    await walk.press(lea, f"{base}/errata", {"body": "Lire 8 jours."}, year=2025)
    await lea.post("/en/back-office/services", {"name": "Écoles", "email": "ecoles@exemple.test"})
    schools = (await walk.latest(Service)).id
    entrusted = {"service": str(schools), "why": "Réorganisation."}
    await walk.press(lea, "/actions/{action_id:uuid}/entrust", entrusted, **reply)


async def press_processes(walk, lea, service):
    """A consultation is written, published and archived; its copy is thrown away."""
    box = BOX | {"service": str(service)}
    await walk.press(
        lea, "/processes/new/{template:str}", box | {"first_day": "2026-03-01"}, template="idea_box"
    )
    made = {"process_id": (await walk.latest(Process)).id}
    base = "/processes/{process_id:uuid}"
    await walk.press(lea, f"{base}/edit", box | {"title": "La boîte", "version": "0"}, **made)
    phase = {"phase-1": "ideas", "phase-1-first": "2026-01-01", "phase-1-audience": "public", "version": "1"}
    await walk.press(lea, f"{base}/phases", phase, **made)
    await walk.press(lea, f"{base}/publish", **made)
    await walk.press(lea, f"{base}/copy", {"first_day": "2027-03-01"}, **made)
    await walk.press(lea, f"{base}/remove", process_id=(await walk.latest(Process)).id)
    results = {"phase-1": "results", "phase-1-first": "2026-01-01", "phase-1-audience": "public"}
    await lea.post("/en/back-office/processes/new/idea_box", box | {"first_day": "2026-03-01"})
    over = {"process_id": (await walk.latest(Process)).id}
    there = f"/en/back-office/processes/{over['process_id']}"
    await lea.post(f"{there}/phases", results | {"version": "0"})
    await lea.post(f"{there}/publish")
    await walk.press(lea, f"{base}/archive", **over)
    await walk.press(lea, f"{base}/take-up", **over)


async def press_procedures(house, lea, walk, service):
    """A letter, from its first line to everyone's reading it, and beyond."""
    letter = FACTS | {"service": service}
    await walk.press(lea, "/procedures", letter)
    kept = {"procedure_id": (await walk.latest(Procedure)).id}
    base, version = "/procedures/{procedure_id:uuid}", "/procedures/versions/{version_id:uuid}"
    await walk.press(lea, f"{base}/edit", letter | {"name": "Une place"}, **kept)
    await walk.press(lea, f"{base}/versions", **kept)
    begun = {"version_id": (await walk.latest(ProcedureVersion)).id}
    here = f"/fr/back-office/procedures/versions/{begun['version_id']}"
    read = {"seen": await seen(lea, here), "since": "2026-03-01", "text": "Bonjour."}
    await walk.press(lea, version, read, **begun)
    await walk.press(lea, f"{version}/steps", {"title-1": "Lire"}, **begun)
    await add_letter(house, lea, walk, begun["version_id"])
    sent = begun | {"file_id": (await walk.latest(ProcedureFile)).id}
    file = f"{version}/files/{{file_id:uuid}}"
    await walk.press(lea, f"{file}/words", {f"words-{sent['file_id']}": "Oui."}, **sent)
    await walk.press(lea, f"{file}/remove", **sent)
    for _ in range(2):
        read = {"seen": await seen(lea, f"{here}/names"), "removed": "yes"}
        await walk.press(lea, f"{version}/names", read, **begun)
        if f"{version}/reopen" in walk.left:
            await walk.press(lea, f"{version}/reopen", **begun)
            walk.left.add(f"{version}/names")
    await walk.press(lea, f"{version}/publish", **begun)
    await walk.press(lea, f"{version}/withdraw", {"because": "Un nom."}, **begun)
    await walk.press(lea, f"{base}/retire", **kept)
    await walk.press(lea, f"{base}/take-up", **kept)


async def press_ratings(house, lea, walk):
    """What somebody said of that letter, within an hour that had more than usual."""
    letter, version = await walk.latest(Procedure), await walk.latest(ProcedureVersion)
    async with house.database.unit_of_work() as db:
        hour = hour_of(await db.now())
        of_it = {"territory_id": letter.territory_id, "procedure_id": letter.id, "hour": hour}
        burst = RatingBurst(**of_it)
        said = {"channel": "mail", "help": "none", "simplicity": 1, "efficiency": 1, "clarity": 1}
        when = {"version_id": version.id, "month": hour.date().replace(day=1)}
        db.add(burst)
        await db.flush()
        rating = OpenRating(**of_it, **said, **when, counted=False, burst_id=burst.id)
        db.add(rating)
        await db.flush()
        words = RatingWords(**of_it, rating_id=rating.id, words="Trop long")
        db.add(words)
    await walk.press(lea, "/ratings/{procedure_id:uuid}/site", procedure_id=letter.id)
    decided = {f"verdict-{burst.id}": "counted", f"reason-{burst.id}": "Jour d’inscription"}
    await walk.press(lea, "/ratings/bursts/{burst_id:uuid}", decided, burst_id=burst.id)
    reviewed = {f"review-{words.id}": "shown"}
    await walk.press(lea, "/ratings/words/{words_id:uuid}", reviewed, words_id=words.id)


async def add_letter(house, lea, walk, version):
    """A form with a file, which no press of a button sends."""
    known = await walk.count()
    here = f"/fr/back-office/procedures/versions/{version}"
    assert (await sent(lea, here, "lettre.txt", b"Bonjour.")).is_redirect
    assert await walk.count() > known
    walk.left.remove("/procedures/versions/{version_id:uuid}/files")


READ = timedelta(days=8)
"""By then the service has had its days to read: who replies for it alone does not shorten them."""


async def press_tests(house, lea, walk):
    """A letter is tried by a panel: from the first line of the test to its published results."""
    panel, version, seats = await something_to_try(house)
    first = (await territory(house)).day(panel.opens_at + timedelta(days=30))
    written = {"title": "La lettre", "panel": str(panel.id), "version": str(version.id), "says-1": "Lire."}
    written |= {"first_day": str(first), "last_day": str(first + timedelta(days=3)), "reading_days": "3"}
    await lea.post("/en/back-office/tests", written)
    base = "/tests/{test_id:uuid}"
    await walk.press(lea, f"{base}/remove", test_id=(await walk.latest(TestCampaign)).id)
    await walk.press(lea, "/tests", written)
    kept = {"test_id": (await walk.latest(TestCampaign)).id}
    await walk.press(lea, f"{base}/edit", written | {"asks_sus": "yes"}, **kept)
    await walk.press(lea, f"{base}/open", **kept)
    await walk.press(lea, f"{base}/prolong", {"last_day": str(first + timedelta(days=5))}, **kept)
    await walk.press(lea, f"{base}/type", {"seat": str(seats[0].id), "manner": "paper"}, **kept)
    await all_answered(house, kept["test_id"], seats)
    remark, finding = (await walk.latest(Remark)).id, (await walk.latest(Finding)).id
    await walk.press(lea, "/tests/remarks/{remark_id:uuid}", {f"review-{remark}": "shown"}, remark_id=remark)
    told = {f"decision-{finding}": "own", f"title-{finding}": "La date"}
    await walk.press(lea, "/tests/findings/{finding_id:uuid}", told, finding_id=finding)
    await walk.press(lea, f"{base}/hand-over", **kept)
    await walk.press(lea, f"{base}/reply", {"reply": "Merci."}, **kept)
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, READ)
    await lea.arrive("lea")
    await walk.press(lea, f"{base}/publish", **kept)
    said = {f"answer-{finding}": "refused", f"why-{finding}": "La loi."}
    await walk.press(lea, "/tests/findings/{finding_id:uuid}/answer", said, finding_id=finding)


async def something_to_try(house):
    """A version without names, and a panel on which three people sit."""
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        at = await db.now()
        letter = (await db.exec(select(Procedure).limit(1).order_by(Procedure.id))).one()
        by = (await db.exec(select(Person.id).limit(1).order_by(Person.id))).one()
        of_it = {"territory_id": here.id, "procedure_id": letter.id, "since": at.date()}
        cleared = {"names_removed_at": at, "names_removed_by": by, "added_at": at}
        version = ProcedureVersion(**of_it, **cleared, number=2, changed="Court.", text="Bonjour.")
        panel = panel_of(here, at)
        db.add_all([version, panel])
        await db.flush()
        seats = [await taken_seat(db, panel) for _ in range(3)]
    return panel, version, seats


async def all_answered(house, campaign_id, seats):
    async with house.database.unit_of_work() as db:
        at, task = await db.now(), (await db.exec(select(TestTask))).one()
        of_it = {"territory_id": task.territory_id, "campaign_id": campaign_id}
        said = {"simplicity": 4, "efficiency": 4, "clarity": 4, "completed_at": at}
        known = (await db.exec(select(Sitting))).one()
        others = [Sitting(**of_it, seat_id=one.id, manner="alone", begun_at=at) for one in seats[1:]]
        db.add_all(others)
        await db.flush()
        for one in (known, *others):
            db.add(TaskOutcome(sitting_id=one.id, task_id=task.id, outcome="done"))
            for name, value in said.items():
                setattr(one, name, value)
        met = {"severity": 2, "title": "La date", "words": "", "suggestion": ""}
        db.add(Finding(**of_it, sitting_id=known.id, **met))
        db.add(Remark(territory_id=task.territory_id, sitting_id=known.id, words="Oui."))
