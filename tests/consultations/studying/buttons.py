"""Presses each button of the desk of studies, for the audit trail."""

from datetime import timedelta

from consultations.services.models import Service
from consultations.studying.models import Study

BASE = "/ideas/{idea_id:uuid}/study"


async def press_studies(lea, walk, idea, roads):
    """Two more services are asked: one passes it on, the other is released."""
    await walk.press(lea, "/ideas/study/terms", {"days": "20"})
    services = []
    for name in ("Parcs", "Eau"):
        await lea.post("/en/back-office/services", {"name": name, "email": "s@exemple.test"})
        services.append(str((await walk.latest(Service)).id))
    parks, water = services
    due = await day(walk)
    await walk.press(lea, f"{BASE}/ask", {"asked": parks, "due": due}, **idea)
    study = {"study_id": (await walk.latest(Study)).id}
    of_it = BASE + "/{study_id:uuid}"
    await walk.press(lea, f"{of_it}/due", {f"due-{study['study_id']}": due}, **idea, **study)
    await walk.press(lea, f"{of_it}/pass-on", {f"to-{study['study_id']}": water}, **idea, **study)
    await walk.press(lea, f"{of_it}/release", **idea, study_id=(await walk.latest(Study)).id)
    seen = {"service": str(roads), f"seen-{roads}": "0"}
    await walk.press(lea, f"{BASE}/view", {"admissible": "yes", "feasible": "yes", **seen}, **idea)
    await walk.press(lea, f"{BASE}/notes", {"note": "Un platane."}, **idea)


async def day(walk):
    """Nine days from now."""
    return ((await walk.latest(Study)).asked_at + timedelta(days=9)).date().isoformat()
