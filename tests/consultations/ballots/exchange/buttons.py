"""What is pressed about options and winners of a ballot, each press with its line in the trail."""

from sqlmodel import select

from consultations.ballots.models import BallotOption
from consultations.services.models import Service
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from tests.consultations.ballots.exchange.conftest import Hall
from tests.okote.app_client import ADDRESS, territory

BASE = "/ballots/{ballot_id:uuid}"


async def press_votes(house, enter, walk):
    """Days go by until it is published, and whoever was signed in comes again."""
    hall = await hall_of(house)
    await hall.draft(slug="budget-des-boutons", winners=1)
    here, agent = {"ballot_id": hall.key}, await enter()
    typed = {"text": "titre\nUn banc\nDes arbres\nUn puits\n", "how": "replace", "accept": "yes"}
    await walk.press(agent, f"{BASE}/import", typed, **here)
    await hall.announce()
    await hall.vote({1: 1}, {1: 1}, {2: 1})
    await hall.publish()
    agent = await enter()
    async with house.database.reading() as db:
        wanted = select(BallotOption).where(BallotOption.ballot_id == hall.key)
        won = (await db.exec(wanted.order_by(BallotOption.position).limit(1))).one().id
        service = (await db.exec(select(Service.id).where(Service.name == "Voirie").limit(1))).one()
    route = f"{BASE}/followup/{{option_id:uuid}}/action"
    await walk.press(agent, route, {f"service-{won}": str(service)}, option_id=won, **here)


async def hall_of(house):
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        people = [Person(created_at=await db.now(), email=f"{number}@exemple.test") for number in (1, 2)]
        db.add_all(people)
    held = frozenset([Held(Role.ADMINISTRATOR)])
    first, second = (
        Visitor(territory=here, language="fr", address=ADDRESS, person=one, roles=held) for one in people
    )
    return Hall(house, here, [first, second])
