"""Presses each button of the desk of mergings, for the audit trail."""

from sqlmodel import col, select

from consultations.ideas.models import Idea
from consultations.merging.models import IdeaMerge

NEW = {"title": "Des bancs", "body": "Partout.", "because": "Pareil."}
PARTS = {"title-1": "Un banc", "body-1": "Ici.", "title-2": "Un toit", "body-2": "Là.", "because": "Deux."}
BASE = "/ideas/merges/{merge_id:uuid}"


async def press_merging(house, browser, lea, walk):
    """Two ideas of the counter, which nobody has to be asked about; and one whose author objects."""
    for title in ("Une fontaine", "Deux fontabruno"):
        told = {"title": title, "body": f"{title}, ici.", "place": "", "name": ""}
        assert (await lea.post("/en/back-office/ideas/enter", told)).status_code == 200
    camille, bruno = browser(), browser()
    await camille.arrive("camille")
    await bruno.arrive("bruno")
    said = {"title": "Trois fontabruno", "body": "Sur la place.", "place": "", "name": ""}
    draft = (await camille.post("/en/ideas", said)).headers["location"].removesuffix("/where")
    await camille.post(f"{draft}/publish", {"version": "1"})
    async with house.database.reading() as db:
        latest = (await db.exec(select(Idea).order_by(col(Idea.number).desc()).limit(3))).all()
    numbers = [str(one.number) for one in reversed(latest)]
    await walk.press(lea, "/ideas/merges", NEW | {"ideas": ", ".join(numbers[:2])})
    merge = {"merge_id": (await walk.latest(IdeaMerge)).id}
    await walk.press(lea, f"{BASE}/carry-out", **merge)
    await walk.press(lea, f"{BASE}/undo", {"undo": "Trop tôt."}, **merge)
    await lea.post("/en/back-office/ideas/merges", NEW | {"ideas": ", ".join(numbers[1:])})
    merge = {"merge_id": (await walk.latest(IdeaMerge)).id}
    here = f"/en/ideas/merges/{merge['merge_id']}"
    await camille.post(f"{here}/answer", {"answer": "objects", "reason": "Non."})
    await walk.press(bruno, f"{BASE}/overrule", {"overrule": "Pareil."}, **merge)
    await walk.press(lea, f"{BASE}/drop", {"drop": "Finalement non."}, **merge)
    await walk.press(lea, "/ideas/{idea_id:uuid}/split", PARTS, idea_id=latest[0].id)
