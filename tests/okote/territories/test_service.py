"""Founding a territory, with or without its first administrator."""

import pytest
from pydantic import ValidationError
from sqlmodel import select, text

from okote.identity.addresses import EmailMalformedError
from okote.identity.founding import found
from okote.identity.models import Invitation, Role
from okote.platform.errors import NotFoundError
from okote.platform.mail.models import Mail
from okote.territories.models import Place, PlaceKind
from okote.territories.queries import by_slug, held, places
from okote.territories.rules import (
    LanguagesUnknownError,
    SlugMalformedError,
    SlugTakenError,
    TimeZoneUnknownError,
)
from okote.territories.service import add_places, found_territory
from okote.web.colours import ColourMalformedError, ColourUnreadableError
from tests.okote.app_client import facts


async def test_a_territory_has_its_places_and_a_ledger_of_its_own(db):
    one = await found_territory(
        db, facts("trois-rives", "Trois-Rives"), {"Rivemont": ["Le Quai"], "Port-Aval": []}
    )
    other = await found_territory(db, facts("val-clair", "Val-Clair"), {"Rivemont": []})
    assert one.book not in {other.book, one.id}
    assert (await by_slug(db, "trois-rives")) is one
    here = {place.name: place for place in await places(db, one.id)}
    assert list(here) == ["Le Quai", "Port-Aval", "Rivemont"]
    assert (here["Le Quai"].kind, here["Le Quai"].parent_id) == (PlaceKind.SECTOR, here["Rivemont"].id)
    assert (here["Rivemont"].kind, here["Rivemont"].parent_id) == (PlaceKind.COMMUNE, None)
    await add_places(db, other.id, {"Clairville": ["La Gare"]})
    assert [place.name for place in await places(db, other.id)] == ["Clairville", "La Gare", "Rivemont"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"slug": "Trois Rives"}, SlugMalformedError),
        ({"languages": ["it"]}, LanguagesUnknownError),
        ({"time_zone": "Mars/Olympus"}, TimeZoneUnknownError),
        ({"primary_colour": "green"}, ColourMalformedError),
        ({"primary_colour": "#ffff00"}, ColourUnreadableError),
    ],
)
async def test_a_territory_that_cannot_be(db, changes, refusal):
    with pytest.raises(refusal):
        await found_territory(db, facts("trois-rives", "Trois-Rives").model_copy(update=changes), {})
    assert await by_slug(db, "trois-rives") is None


async def test_a_short_name_is_taken_once(db):
    await found_territory(db, facts("trois-rives", "Trois-Rives"), {})
    with pytest.raises(SlugTakenError) as refused:
        await found_territory(db, facts("trois-rives", "Others"), {})
    assert refused.value.parameters == {"slug": "trois-rives"}


def test_what_is_too_long_or_left_out_is_named():
    with pytest.raises(ValidationError) as refused:
        facts("trois-rives", "x" * 121, operator_orias=None)
    assert {error["loc"][0] for error in refused.value.errors()} == {"name", "operator_orias"}


async def test_the_first_administrator_is_invited_by_mail(house):
    async with house.database.unit_of_work() as db:
        founded = await found(
            db,
            house.renderer,
            facts("haut-val", "Haut-Val"),
            {"Hautmont": []},
            administrator="Lea.Stoll@haut-val.example",
            address="https://haut-val.example",
        )
    async with house.database.reading() as db:
        invitation = (await db.exec(select(Invitation))).one()
        mail = (await db.exec(select(Mail))).one()
    assert (invitation.territory_id, invitation.role) == (founded.id, Role.ADMINISTRATOR)
    assert (invitation.email, invitation.invited_by) == ("lea.stoll@haut-val.example", None)
    assert "https://haut-val.example/fr/invitations/" in mail.text


async def test_without_an_address_to_invite_nothing_is_founded(house):
    with pytest.raises(EmailMalformedError):
        async with house.database.unit_of_work() as db:
            await found(
                db,
                house.renderer,
                facts("haut-val", "Haut-Val"),
                {},
                administrator="lea",
                address="https://x.example",
            )
    async with house.database.reading() as db:
        assert await by_slug(db, "haut-val") is None


async def test_what_is_held_together_with_others_is_read_once_and_only_for_its_territory(db):
    one = await found_territory(db, facts("trois-rives", "Trois-Rives"), {"Rivemont": []})
    other = await found_territory(db, facts("val-clair", "Val-Clair"), {})
    [place] = await places(db, one.id)
    await held(db, Place, one.id, place.id, shared=True)
    await db.exec(text("UPDATE place SET name = 'Amont'"))

    assert (await held(db, Place, one.id, place.id, shared=True)).name == "Rivemont"
    with pytest.raises(NotFoundError):
        await held(db, Place, other.id, place.id, shared=True)
    assert (await held(db, Place, one.id, place.id)).name == "Amont"
