"""The list of services, and who answers for each."""

import pytest

from consultations.services.queries import Answering, answering, every_service, service_names, services
from consultations.services.rules import ServiceExistsError, check_name
from consultations.services.service import add_service, change_service, retire_service, take_up_service
from okote.identity.models import Role
from okote.identity.roles.service import grant
from okote.platform.errors import ForbiddenError


@pytest.fixture
async def administrator(someone):
    return await someone(Role.ADMINISTRATOR)


def test_two_services_are_not_called_the_same():
    check_name("Voirie", ["Écoles"])
    with pytest.raises(ServiceExistsError):
        check_name("voirie", ["Voirie"])


async def test_a_service_is_kept(db, territory, roads, administrator):
    schools = await add_service(db, "Écoles", "ecoles@exemple.test", by=administrator)
    assert [one.name for one in await services(db, territory.id)] == ["Écoles", "Voirie"]
    with pytest.raises(ServiceExistsError):
        await change_service(db, schools.id, "VOIRIE", "ecoles@exemple.test", by=administrator)
    await change_service(db, roads.id, "Voirie", "rues@exemple.test", by=administrator)
    await retire_service(db, schools.id, by=administrator)
    await db.flush()
    assert [one.name for one in await services(db, territory.id)] == ["Voirie"]
    assert [one.name for one in await every_service(db, territory.id)] == ["Voirie", "Écoles"]
    assert (await service_names(db, territory.id))[schools.id] == "Écoles"
    await take_up_service(db, schools.id, by=administrator)
    assert schools.retired_at is None


async def test_agents_keep_none(db, roads, agent):
    for use_case in (
        add_service(db, "Écoles", "ecoles@exemple.test", by=agent),
        retire_service(db, roads.id, by=agent),
    ):
        with pytest.raises(ForbiddenError):
            await use_case


async def test_who_answers(db, territory, roads, someone):
    claire = await someone()
    claire.person.public_name = "Claire"
    await grant(db, territory_id=territory.id, person_id=claire.person.id, role=Role.SERVICE, scope=roads.id)
    assert await answering(db, territory.id) == [Answering(roads.id, "Claire")]
