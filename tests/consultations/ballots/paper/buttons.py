"""What is pressed for who votes without an account, each press with its line in the trail."""

from sqlmodel import select

from consultations.ballots.paper.models import Booth, PaperBatch
from consultations.ballots.rules import Mode
from consultations.eligibility.census import lists
from consultations.eligibility.codes.models import LetterPackage
from okote.platform.clock import offset, set_offset
from okote.territories.models import Place
from tests.consultations.ballots.exchange.buttons import hall_of
from tests.consultations.ballots.exchange.conftest import DAY
from tests.consultations.ballots.paper.conftest import CSV

BASE = "/ballots/{ballot_id:uuid}"
BOOTH, BATCH = "/booths/{booth_id:uuid}", "/paper-batches/{batch_id:uuid}"


def typed(number):
    family, born = f"Nom{chr(97 + number)}tel", f"1980-01-{number + 1:02}"
    return {"family": family, "given": "Prenom", "born": born, "address": f"{number + 1} rue Haute"}


async def press_papers(house, enter, walk):
    """Two agents, of whom one administers; a ballot whose days go by."""
    hall = await hall_of(house)
    await hall.draft(slug="budget-des-bureaux", answers="Bureaux", mode=Mode.SEALED)
    await hall.announce()
    async with house.database.unit_of_work() as db:
        place = (await db.exec(select(Place).where(Place.territory_id == hall.here.id).limit(1))).one()
        brought = await lists.bring(db, "Bureaux", CSV, usual=place.id, kept_days=365, by=hall.first)
        await lists.put_in_force(db, brought.id, by=hall.first)
    which, lea = {"ballot_id": hall.key}, await enter("lea")
    await walk.press(lea, f"{BASE}/codes/number", {"many": "2"}, **which)
    await walk.press(lea, f"{BASE}/codes/list", **which)
    package = which | {"package_id": (await walk.latest(LetterPackage)).id}
    await walk.press(lea, f"{BASE}/codes/{{package_id:uuid}}/download", status=200, **package)
    await walk.press(lea, f"{BASE}/codes/reissue", typed(9), status=200, **which)
    await walk.press(lea, f"{BASE}/codes/{{package_id:uuid}}/void", **package)
    await walk.press(lea, f"{BASE}/assisted", typed(8), status=200, **which)
    await walk.press(lea, f"{BASE}/paper", {"title": "École"}, **which)
    small = {"booth_id": (await walk.latest(Booth)).id}
    await lea.post(f"/en/back-office/ballots/{hall.key}/paper", {"title": "Mairie"})
    booth = {"booth_id": (await walk.latest(Booth)).id}
    await walk.press(lea, f"{BOOTH}/mark", typed(0), **booth)
    for number in (1, 2):
        await lea.post(f"/en/back-office/booths/{booth['booth_id']}/mark", typed(number))
    marks = {"device": "a", "marks": "1; 2020-01-01T10:00; N9"}
    await walk.press(lea, f"{BOOTH}/upload", marks, **booth)
    await walk.press(lea, f"{BOOTH}/join", {"other": str(booth["booth_id"])}, **small)
    async with house.database.unit_of_work() as db:
        await set_offset(db, await offset(db) + 2 * DAY)
    await press_batch(walk, await enter("lea"), await enter("bruno"), booth)


async def press_batch(walk, lea, bruno, booth):
    await walk.press(lea, f"{BOOTH}/open", {"papers": "3"}, **booth)
    await walk.press(lea, f"{BOOTH}/batches", {"batch": "3"}, **booth)
    batch = {"batch_id": (await walk.latest(PaperBatch)).id}
    await walk.press(lea, f"{BATCH}/type", {"papers": "1\n-\nx"}, **batch)
    await bruno.post(f"/en/back-office/paper-batches/{batch['batch_id']}/type", {"papers": "2\n-\nx"})
    await walk.press(bruno, f"{BATCH}/settle", {"line-1": "1"}, **batch)
    await walk.press(lea, f"{BATCH}/agree", **batch)
    await walk.press(lea, f"{BATCH}/accept", **batch)
    await walk.press(lea, f"{BATCH}/remove", {"reason": "Mauvais paquet"}, **batch)
