"""What is pressed in the back office about who may take part, each press with its line in the trail."""

from datetime import date

from sqlmodel import select

from consultations.eligibility.census.models import CensusClaim, CensusEntry, CensusList
from consultations.eligibility.codes.models import LetterPackage, ResidenceLetter
from consultations.eligibility.rules import Proof
from okote.identity.models import Person
from okote.territories.models import Place
from tests.consultations.procedures.conftest import sent
from tests.okote.app_client import territory

BASE = "/eligibility"
LINES = b"nom;prenom;ne le;adresse\nPetit;Paul;1990-01-01;1 rue Haute\n"


async def press_residents(house, lea, walk):
    async with house.database.reading() as db:
        here = (await territory(house)).id
        place = (await db.exec(select(Place).where(Place.territory_id == here).limit(1))).one()
    days = {"declared_days": "30", "list_days": "60", "code_days": "90", "oldest_floor": "18"}
    await walk.press(lea, BASE, days)
    seen = {"paper": "Passeport", "place": str(place.id), "account": "yes"}
    await walk.press(lea, "/residents", seen, status=200)
    await press_lists(house, lea, walk, place)
    await press_letters(house, lea, walk, place)


async def press_lists(house, lea, walk, place):
    here, fields = "/en/back-office/eligibility/lists", {"place": str(place.id), "kept_days": "9"}
    brought = []
    for title in ("Une", "Deux"):
        known = await walk.count()
        answer = await sent(lea, here, "l.csv", LINES, to="new", title=title, **fields)
        assert answer.is_redirect, answer.text
        assert await walk.count() > known
        brought.append((await walk.latest(CensusList)).id)
    walk.left.remove(f"{BASE}/lists/new")
    base = f"{BASE}/lists/{{list_id:uuid}}"
    await walk.press(lea, f"{base}/throw-away", list_id=brought[1])
    await walk.press(lea, f"{base}/in-force", list_id=brought[0])
    looked = {"name": "Petit", "reason": "Courrier"}
    await walk.press(lea, f"{base}/look", looked, status=200, list_id=brought[0])
    entry = await walk.latest(CensusEntry)
    claim = await asked(house, place, entry)
    base = f"{BASE}/claims/{{claim_id:uuid}}"
    await walk.press(lea, f"{base}/look", status=200, claim_id=claim)
    await walk.press(lea, base, {"verdict": "yes", f"line-{entry.id}": "yes"}, claim_id=claim)
    revoked = f"{BASE}/lists/{{list_id:uuid}}/lines/{{entry_id:uuid}}/revoke"
    await walk.press(lea, revoked, {"reason": "Parti"}, list_id=brought[0], entry_id=entry.id)


async def asked(house, place, entry):
    """Somebody whose line is doubtful, and who waits for a letter."""
    async with house.database.unit_of_work() as db:
        at = await db.now()
        person = Person(created_at=at)
        db.add(person)
        await db.flush()
        who = {"territory_id": place.territory_id, "person_id": person.id}
        claim = CensusClaim(**who, reason="several", entries=[str(entry.id)], born_on=date(1990, 1, 1), at=at)
        letter = ResidenceLetter(
            **who, place_id=place.id, proof=Proof.LETTER, name="Ada", address="1 rue Haute", asked_at=at
        )
        db.add_all([claim, letter])
    return claim.id


async def press_letters(house, lea, walk, place):
    await walk.press(lea, f"{BASE}/letters/waiting")
    package = {"package_id": (await walk.latest(LetterPackage)).id}
    await walk.press(lea, f"{BASE}/letters/{{package_id:uuid}}/download", status=200, **package)
    await walk.press(lea, f"{BASE}/letters/{{package_id:uuid}}/void", **package)
    here, fields = "/en/back-office/eligibility/lists", {"place": str(place.id), "kept_days": "9"}
    await sent(lea, here, "l.csv", LINES, to="new", title="Trois", **fields)
    newer = (await walk.latest(CensusList)).id
    async with house.database.unit_of_work() as db:
        entry = await walk.latest(CensusEntry)
        old = await db.get_one(CensusEntry, entry.id)
        old.name = "Pauline Petit"
        old.names = ["paulin", "petit"]
    await lea.post(f"{here}/{newer}/in-force", {})
    await walk.press(lea, f"{BASE}/letters/list")
