"""Administrators, agents and residents, and a list in force."""

from datetime import date

import pytest

from consultations.eligibility.census import lists
from consultations.eligibility.census.rules import Typed
from okote.identity.models import Role, SignIn

CSV = """Nom;Prénoms;Date de naissance;Adresse;Numéro;Commune
LÉVÊQUE;Anne-Marie Élise;31/12/1980;12 bis, av. des Tilleuls, 67000 Rivemont;4711;Rivemont
de la Tour;Jean;1975-05-02;3 rue du Moulin;;
Müller;Jürgen;29/02/2008;Hauptstr. 7;4712;
Petit;Paul;01/01/1990;1 place Neuve;;
Petit;Paul Louis;01/01/1990;1 place Neuve;;
"""
ANNE = Typed("Anne", "Leveque", date(1980, 12, 31), "12 bis avenue des tilleuls")
PAUL = Typed("Paul", "Petit", date(1990, 1, 1), "1 pl. Neuve")


@pytest.fixture
async def administrator(someone):
    return await someone(Role.ADMINISTRATOR)


@pytest.fixture
def bring(db, place, administrator):
    """A list of such lines in force, instead of the one before."""

    async def bring(text=CSV, *, name="Liste", force=True):
        brought = await lists.bring(db, name, text, usual=place.id, kept_days=365, by=administrator)
        return await lists.put_in_force(db, brought.id, by=administrator) if force else brought

    return bring


@pytest.fixture
async def resident(db, someone):
    """Somebody who signs in."""
    return await signed_in(db, someone, "anne")


@pytest.fixture
async def other(db, someone):
    return await signed_in(db, someone, "paul")


async def signed_in(db, someone, subject):
    visitor = await someone()
    at = await db.now()
    db.add(SignIn(person_id=visitor.person.id, issuer="i", subject=subject, last_used_at=at))
    await db.flush()
    return visitor
