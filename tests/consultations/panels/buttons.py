"""Every button of the desk of panels, pressed once: which line each leaves is looked at by who presses."""

from datetime import timedelta

from sqlalchemy import text
from sqlmodel import col, select

from consultations.panels.meetings.models import Compensation, Meeting
from consultations.panels.members.models import Observer, Seat
from consultations.panels.models import Panel, PanelFeature, Volunteer
from consultations.panels.opinions.models import Opinion
from consultations.panels.space.models import PanelDocument, PanelMessage
from consultations.services.models import Service
from okote.demo.work import finish
from okote.identity.models import Role
from okote.platform import clock
from tests.consultations.procedures.conftest import sent
from tests.okote.app_client import WHY, territory

ADA = {"name": "Ada", "telephone": "03", "feature-0": "ici", "consent": "yes"}
LIEU = {"name": "Lieu", "question": "Où ?", "value-0": "ici", "value-1": "là"}


async def press_panels(house, lea, walk):
    """A call, who volunteers by each way, and its end."""
    async with house.database.reading() as db:
        today = (await territory(house)).day(await db.now())
    days = {"first_day": str(today - timedelta(days=1)), "last_day": str(today + timedelta(days=5))}
    texts = {"purpose": "Essayer.", "asks": "Un soir.", "gives": "Une réponse."}
    written = {
        "kind": "citizens",
        "name": "Comité",
        "seats": "9",
        "smallest_group": "5",
        "youngest": "18",
        **texts,
        **days,
    }
    base = "/panels/{panel_id:uuid}"
    await walk.press(lea, "/panels/smallest-group", {"smallest_group": "4"})
    await walk.press(lea, "/panels", written)
    draft = {"panel_id": (await walk.latest(Panel)).id}
    await walk.press(lea, f"{base}/edit", written | {"seats": "10"}, **draft)
    await walk.press(lea, f"{base}/features", LIEU, **draft)
    asked = draft | {"feature_id": (await walk.latest(PanelFeature)).id}
    await walk.press(lea, f"{base}/features/{{feature_id:uuid}}", LIEU | {"least-0": "1"}, **asked)
    await walk.press(lea, f"{base}/features/{{feature_id:uuid}}/remove", **asked)
    await walk.press(lea, f"{base}/remove", **draft)
    await lea.post("/en/back-office/panels", written)
    panel = {"panel_id": (await walk.latest(Panel)).id}
    await lea.post(f"/en/back-office/panels/{panel['panel_id']}/features", LIEU)
    await walk.press(lea, f"{base}/open", **panel)
    await walk.press(lea, f"{base}/counter", ADA, **panel)
    ada = panel | {"volunteer_id": (await walk.latest(Volunteer)).id}
    await walk.press(lea, f"{base}/volunteers/{{volunteer_id:uuid}}/take-out", **ada)
    brought = {"text": "name,telephone,lieu\nBob,04,ici\nCleo,05,ici", "bring": "yes"}
    await walk.press(lea, f"{base}/list", brought, **panel)
    await walk.press(lea, f"{base}/codes", {"count": "3"}, status=200, **panel)
    await walk.press(lea, f"{base}/close", **panel)
    await press_members(house, lea, walk, panel["panel_id"])
    await press_space(lea, walk, panel)
    await press_opinions(lea, walk, panel, today)
    await walk.press(lea, f"{base}/end", **panel)


async def seated(house, panel_id):
    """Whoever was brought is invited."""
    async with house.database.unit_of_work() as db:
        at = await db.now()
        people = select(Volunteer).where(
            Volunteer.panel_id == panel_id, col(Volunteer.withdrawn_at).is_(None)
        )
        seats = [
            Seat(
                territory_id=one.territory_id,
                panel_id=panel_id,
                volunteer_id=one.id,
                stratum="ici",
                rank=0,
                state="invited",
                invited_at=at,
                answer_by=at.date() + timedelta(days=9),
            )
            for one in (await db.exec(people.order_by(col(Volunteer.id)))).all()
        ]
        db.add_all(seats)
    return [one.id for one in seats]


async def press_members(house, lea, walk, panel_id):
    """Who sits, who looks on, when they meet, and what each is paid."""
    bob, cleo = await seated(house, panel_id)
    base, panel, days = "/panels/seats/{seat_id:uuid}", {"panel_id": panel_id}, timedelta(days=20)
    async with house.database.reading() as db:
        today = (await territory(house)).day(await db.now())
    await walk.press(lea, f"{base}/time", {"answer_by": str(today + days)}, seat_id=bob)
    await walk.press(lea, f"{base}/answer", {"answer": "yes"}, seat_id=bob)
    await lea.post(f"/en/back-office/panels/seats/{cleo}/answer", {"answer": "yes"})
    await walk.press(lea, f"{base}/drop-out", seat_id=cleo)
    sworn = {"kind": "sworn", "name": "Me Roth", "function": "Commissaire de justice"}
    await walk.press(lea, "/panels/{panel_id:uuid}/observers", sworn, **panel)
    observer = (await walk.latest(Observer)).id
    await walk.press(lea, "/panels/observers/{observer_id:uuid}/remove", observer_id=observer)

    met = {"title": "Séance", "begins": "10:00", "ends": "12:00", "place": "Le Quai"}
    met |= {"day": str(today + timedelta(days=2))}
    for _ in range(2):
        await lea.post(f"/en/back-office/panels/{panel_id}/meetings", met)
    meeting = {"meeting_id": (await walk.latest(Meeting)).id}
    base = "/panels/meetings/{meeting_id:uuid}"
    await walk.press(lea, base, met | {"title": "Soirée"}, **meeting)
    await walk.press(lea, f"{base}/cancel", **meeting)
    await walk.press(lea, "/panels/{panel_id:uuid}/meetings", met, **panel)
    meeting = {"meeting_id": (await walk.latest(Meeting)).id}
    async with house.database.unit_of_work() as db:
        begun = "UPDATE meeting SET starts_at = okote_now(), ends_at = okote_now() + interval '1 hour'"
        await db.exec(text(begun))
    await walk.press(lea, f"{base}/presence", {f"seat-{bob}": "came"}, **meeting)
    owed = f"{base}/seats/{{seat_id:uuid}}/compensation"
    await walk.press(lea, owed, {"amount": "25", "travel": "3,60"}, seat_id=bob, **meeting)
    paid = {f"paid-{(await walk.latest(Compensation)).id}": "yes", "day": str(today)}
    await walk.press(lea, "/panels/{panel_id:uuid}/compensation", paid, **panel)


async def press_space(lea, walk, panel):
    """What whoever runs the panel writes, adds and takes away."""
    await walk.press(lea, "/panels/{panel_id:uuid}/messages", {"body": "Bonjour."}, **panel)
    message = (await walk.latest(PanelMessage)).id
    await walk.press(lea, "/panels/messages/{message_id:uuid}/remove", message_id=message)
    known, here = await walk.count(), f"/fr/back-office/panels/{panel['panel_id']}"
    paper = {"to": "documents", "field": "document", "title": "Plan"}
    assert (await sent(lea, here, "plan.pdf", b"%PDF-1.7\n%%EOF\n", **paper)).is_redirect
    assert await walk.count() > known
    walk.left.remove("/panels/{panel_id:uuid}/documents")
    document = (await walk.latest(PanelDocument)).id
    await walk.press(lea, "/panels/documents/{document_id:uuid}/remove", document_id=document)


async def press_opinions(lea, walk, panel, today):
    """What the panel adopts, and what a service answers."""
    votes = {"in_favour": "5", "against": "2", "abstained": "1", "adopted_on": str(today)}
    written = {"title": "Des arbres", "text": "Douze.", **votes}
    await walk.press(lea, "/panels/{panel_id:uuid}/opinions", written, **panel)
    draft, base = {"opinion_id": (await walk.latest(Opinion)).id}, "/opinions/{opinion_id:uuid}"
    await walk.press(lea, f"{base}/edit", written | {"title": "Douze arbres"}, **draft)
    await walk.press(lea, f"{base}/remove", **draft)
    await lea.post(f"/en/back-office/panels/{panel['panel_id']}/opinions", written)
    opinion = {"opinion_id": (await walk.latest(Opinion)).id}
    asked = {"service": str((await walk.latest(Service)).id), "due_on": str(today + timedelta(days=30))}
    await walk.press(lea, f"{base}/publish", asked, **opinion)
    await walk.press(lea, f"{base}/answer", {"answer": "Dix."}, **opinion)
    await walk.press(lea, f"{base}/correct", {"correction": "Onze."}, **opinion)


async def press_draws(house, browser, give_role, lea, walk):
    """A pool is frozen, a draw voided by two, another drawn by two; nobody takes the seat."""
    async with house.database.reading() as db:
        today = (await territory(house)).day(await db.now())
    days = {"first_day": str(today - timedelta(days=1)), "last_day": str(today + timedelta(days=5))}
    texts = {"purpose": "Essayer.", "asks": "Un soir.", "gives": "Une réponse."}
    facts = {"kind": "testers", "name": "Tirage", "seats": "1", "smallest_group": "5", "youngest": "18"}
    await lea.post("/en/back-office/panels", facts | texts | days)
    panel = {"panel_id": (await walk.latest(Panel)).id}
    here, base = f"/en/back-office/panels/{panel['panel_id']}", "/panels/{panel_id:uuid}/draw"
    await lea.post(f"{here}/open")
    await lea.post(f"{here}/list", {"text": "name,telephone\nBob,04\nCleo,05", "bring": "yes"})
    named = {
        "lottery": "Loto",
        "which": "tous",
        "algorithm": "maximin",
        "day": str(today + timedelta(days=2)),
    }
    await walk.press(lea, f"{base}/freeze", named, **panel)
    await walk.press(lea, f"{base}/void", WHY, **panel)
    await walk.press(lea, f"{base}/void/keep", **panel)
    marc = browser()
    await marc.arrive("marc")
    await give_role("marc", Role.ORGANISER)
    await lea.post(f"{here}/draw/void", WHY)
    await walk.press(marc, f"{base}/void/confirm", **panel)
    await lea.post(f"{here}/draw/freeze", named)
    await finish(house, house.job_context)
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, await clock.offset(db) + timedelta(days=3))
    for visitor, person in ((lea, "lea"), (marc, "marc")):
        await visitor.arrive(person)
    await walk.press(lea, f"{base}/numbers", {"numbers": "1 2"}, **panel)
    await walk.press(marc, f"{base}/sheet", status=200, **panel)
    await marc.post(f"{here}/draw/numbers", {"numbers": "1 2"})
    for _ in ("who was drawn", "the reserve"):
        async with house.database.reading() as db:
            asked = select(Seat).where(Seat.panel_id == panel["panel_id"], Seat.state == "invited")
            [one] = (await db.exec(asked.order_by(col(Seat.id)))).all()
        await lea.post(f"/en/back-office/panels/seats/{one.id}/answer", {"answer": "no"})
    until = {"last_day": str(today + timedelta(days=9))}
    await walk.press(lea, f"{base}/reopen", until, **panel)
