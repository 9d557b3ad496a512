"""A territory with its people, and a holder whose offer lacks nothing."""

from datetime import date, timedelta

import pytest

from okote.funding.campaigns.rules import CampaignState, TaxReceipt
from okote.funding.campaigns.service import BudgetItem, Illustration, Member, OfferDetails
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.files.models import StoredFile
from okote.territories.models import Place, Territory
from payments.money import Money
from tests.okote.funding.clocks import PARIS
from tests.okote.funding.office import office
from tests.okote.funding.rows import a_holder
from tests.okote.funding.scene import account_id, an_offer, changed_settings, scene
from tests.payments.stripe_server import stripe_server

__all__ = ["account_id", "changed_settings", "office", "scene", "stripe_server"]

ADDRESS = "http://trois-rives.localhost"


def a_territory(slug):
    return Territory(
        slug=slug,
        name="Trois-Rives",
        tagline="On s’y met ensemble",
        languages=["fr", "de", "en"],
        telephone="03 88 00 00 00",
        counter="1 quai des Tonneliers, Rivemont, du lundi au vendredi de 9 h à 17 h",
        operator_name="Exemple",
        operator_form="association",
        operator_address="1 quai des Tonneliers, 67000 Rivemont",
        operator_email="bonjour@exemple.test",
        operator_siren="000 000 000",
        operator_orias="00 000 000",
        operator_insurer="Mutuelle d’exemple",
        payment_institution="Établissement d’exemple",
        publisher="Camille Exemple",
        host="Hébergeur d’exemple",
    )


@pytest.fixture
async def territory(db):
    here = a_territory("trois-rives")
    db.add(here)
    await db.flush()
    return here


@pytest.fixture
async def elsewhere(db):
    there = a_territory("val-haut")
    db.add(there)
    await db.flush()
    return there


@pytest.fixture
def someone(db, territory):
    """Someone who has signed in, with the roles named; a holder's or a partner's is about one body."""

    async def someone(*roles, scope=None, at=None):
        person = Person(created_at=await db.now(), email="quelqu’un@exemple.test")
        db.add(person)
        await db.flush()
        held = frozenset(Held(r, scope if r in {Role.HOLDER, Role.PARTNER} else None) for r in roles)
        return Visitor(territory=at or territory, language="fr", address=ADDRESS, person=person, roles=held)

    return someone


@pytest.fixture
async def administrator(someone):
    return await someone(Role.ADMINISTRATOR)


@pytest.fixture
async def holder(db, territory):
    """Its account at Stripe takes cards and transfers."""
    association = a_holder(territory.id, await db.now())
    db.add(association)
    await db.flush()
    return association


@pytest.fixture
async def live_campaign(db, holder):
    """A row as five days of contributions find it; how it came to be is told elsewhere."""
    campaign = an_offer(holder, await db.now(), days=30, slug="au-quai", state=CampaignState.LIVE)
    db.add(campaign)
    await db.flush()
    return campaign


@pytest.fixture
async def writer(someone, holder):
    return await someone(Role.HOLDER, scope=holder.id)


@pytest.fixture
async def place(db, territory):
    commune = Place(territory_id=territory.id, name="Rivemont")
    db.add(commune)
    await db.flush()
    return commune


@pytest.fixture
async def picture(db, territory):
    stored = StoredFile(territory_id=territory.id, width=1200, height=800, created_at=await db.now())
    db.add(stored)
    await db.flush()
    return stored


@pytest.fixture
async def tomorrow(db) -> date:
    return (await db.now()).astimezone(PARIS).date() + timedelta(days=1)


@pytest.fixture
async def pictures(db, territory):
    """Those besides the main one."""
    stored = [
        StoredFile(territory_id=territory.id, width=9, height=6, created_at=await db.now()) for _ in "ab"
    ]
    db.add_all(stored)
    await db.flush()
    return stored


@pytest.fixture
def offer(place, picture, pictures, tomorrow):
    """A form with nothing left to fill in."""
    return OfferDetails(
        title="La conserverie du quai",
        summary="Mettre les invendus en bocaux.",
        story="## Pourquoi\n\nTrop de légumes sont jetés.",
        picture=picture.id,
        picture_text="Des bocaux de tomates sur une table en bois.",
        pictures=[Illustration(one.id, "Le quai", "Le quai au matin") for one in pictures],
        video="https://videos.exemple.fr/au-quai",
        team=[Member("Nadia Ferrand", "Dirige la conserverie"), Member("Odile Jaeger")],
        place_id=place.id,
        purpose="Acheter un autoclave et des bocaux.",
        timetable="Travaux en janvier, ouverture en mars.",
        expected_result="6 000 bocaux par an et deux emplois.",
        surplus="Un second autoclave.",
        tax_receipt=TaxReceipt.UNCONFIRMED,
        first_day=tomorrow,
        last_day=tomorrow + timedelta(days=29),
        goal=Money.of("15000"),
        budget=[
            BudgetItem("Autoclave", Money.of("11000")),
            BudgetItem("Bocaux", Money.of("4000.50"), needed=False),
        ],
    )
