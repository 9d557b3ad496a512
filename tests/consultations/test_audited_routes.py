"""What is done in the back office about ideas and services leaves its line in the audit trail."""

from consultations.ideas.models import Idea
from consultations.services.models import Service
from tests.okote.app_client import WHY
from tests.okote.audited import Walk, acting

ROADS = {"name": "Voirie", "email": "voirie@exemple.test"}
BENCH = {"title": "Un banc", "body": "La côte est longue.", "place": "", "name": "C."}


async def test_each_button_of_the_back_office_leaves_its_line(house, browser, lea):
    walk = Walk(house, acting(house, "consultations"))
    await walk.press(lea, "/services", ROADS)
    roads = {"service_id": (await walk.latest(Service)).id}
    await walk.press(lea, "/services/{service_id:uuid}", ROADS | {"name": "Voirie et arbres"}, **roads)
    await walk.press(lea, "/services/{service_id:uuid}/retire", **roads)
    await walk.press(lea, "/services/{service_id:uuid}/take-up", **roads)

    camille, yanis = browser(), browser()
    await camille.arrive("camille")
    await yanis.arrive("yanis")
    await camille.post("/en/ideas", BENCH)
    bench = {"idea_id": (await walk.latest(Idea)).id}
    await yanis.post(f"/en/ideas/{bench['idea_id']}/report", WHY)
    base = "/ideas/{idea_id:uuid}"
    await walk.press(lea, f"{base}/keep", **bench)
    await walk.press(lea, f"{base}/hide", WHY, **bench)
    await walk.press(lea, f"{base}/show", **bench)
    await walk.press(lea, f"{base}/entrust", {"service": str(roads["service_id"])}, **bench)
    await walk.press(lea, f"{base}/answer", {"state": "accepted", "answer": "Au printemps."}, **bench)

    assert walk.left == set()
