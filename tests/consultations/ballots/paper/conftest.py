"""Booths of a ballot that many may vote in, a list of residents, and those who run and type."""

from datetime import date

import pytest

from consultations.ballots.paper import booths, codes
from consultations.eligibility.census import lists
from consultations.eligibility.census.rules import Typed
from consultations.eligibility.census.service import prove_by_list
from okote.identity.models import Role
from okote.territories.models import Place

PEOPLE = 12
CSV = "nom;prenom;ne le;adresse;numero\n" + "".join(
    f"Nom{chr(97 + number)}tel;Prenom;1980-01-{number + 1:02};{number + 1} rue Haute;N{number + 1}\n"
    for number in range(PEOPLE)
)


def resident(number):
    """As the list has them, from 0."""
    return Typed("Prenom", f"Nom{chr(97 + number)}tel", date(1980, 1, number + 1), f"{number + 1} rue Haute")


@pytest.fixture
def db(committing):
    return committing


@pytest.fixture
async def place(db, territory):
    commune = Place(territory_id=territory.id, name="Rivemont")
    db.add(commune)
    await db.flush()
    return commune


@pytest.fixture
async def listed(db, place, administrator):
    brought = await lists.bring(db, "Liste", CSV, usual=place.id, kept_days=365, by=administrator)
    return await lists.put_in_force(db, brought.id, by=administrator)


@pytest.fixture
async def booth(db, ballot, listed, administrator):
    return await booths.add_booth(db, ballot.id, "Mairie", "1 place Neuve", by=administrator)


@pytest.fixture
async def typist(someone):
    return await someone(Role.AGENT)


@pytest.fixture
async def other_typist(someone):
    return await someone(Role.AGENT)


@pytest.fixture
def letters(db, ballot, listed, administrator):
    """The codes of all on the list, as they are printed, in its order."""

    async def letters():
        package = await codes.pack_list(db, ballot.id, by=administrator)
        printed = await codes.download(db, ballot.id, package.id, by=administrator)
        order = sorted(printed, key=lambda one: int(one.address.split()[0]))
        return package, [one.code for one in order]

    return letters


@pytest.fixture
def marked(db, booth, typist):
    """So many of the list are given a paper at the booth."""

    async def marked(number):
        for one in range(number):
            await booths.mark_person(db, booth.id, resident(one), by=typist)

    return marked


@pytest.fixture
def lined(db, listed, someone):
    """An account that was found to be somebody on the list."""

    async def lined(number, *roles):
        voter = await someone(*roles)
        assert await prove_by_list(db, resident(number), by=voter)
        return voter

    return lined
