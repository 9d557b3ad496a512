"""The doctor and money: Stripe's key and secrets, and what must be on record of each operator."""

import msgspec
import pytest
from sqlalchemy import text

from okote.serving.doctor.findings import Level
from okote.serving.doctor.money import heard, operators, recorded, stripe
from okote.settings import load
from okote.territories.models import Territory
from payments.inbox.models import StripeEvent
from payments.inbox.rules import Source
from tests.okote.app_client import facts
from tests.okote.serving.doctor.said import said
from tests.okote.test_settings import SOUND


def with_stripe(**changes):
    settings = load(SOUND)
    return msgspec.structs.replace(settings, stripe=msgspec.structs.replace(settings.stripe, **changes))


def test_sound_settings_are_well():
    assert {one.level for one in stripe(load(SOUND))} == {Level.OK}


@pytest.mark.parametrize(
    ("changes", "level", "sentence"),
    [
        ({"api_key": "pk_something"}, Level.FAIL, "neither a live nor a test key"),
        ({"api_key": "sk_test_1"}, Level.OK, "a test one: no money moves"),
        ({"webhook_secrets": ("whsec_a", "secret")}, Level.FAIL, "does not begin with whsec_"),
        ({"connect_webhook_secrets": ("secret",)}, Level.FAIL, "does not begin with whsec_"),
        ({"connect_webhook_secrets": ()}, Level.WARN, "connect_webhook_secrets is empty"),
    ],
)
def test_what_is_amiss_with_stripe(changes, level, sentence):
    assert sentence in str(said(stripe(with_stripe(**changes)), level, "stripe"))


@pytest.mark.parametrize(
    ("orias", "approval", "fails"),
    [
        ("13 000 777", "3 February 2026", 0),
        ("13000777", None, 1),
        ("00 000 000", "3 February 2026", 1),
        ("pending", None, 2),
        ("130007771", "3 February 2026", 1),
    ],
)
def test_what_the_law_and_stripe_want_on_record(orias, approval, fails):
    territory = Territory(
        **facts("trois-rives", "Trois-Rives", operator_orias=orias, stripe_approval=approval).model_dump()
    )
    strict, lenient = recorded(territory, strict=True), recorded(territory, strict=False)
    assert len(said(strict, Level.FAIL, "trois-rives")) == fails
    assert len(said(lenient, Level.WARN, "trois-rives")) == fails
    assert len(said(lenient, Level.OK, "trois-rives")) == 2 - fails


async def test_a_territory_without_an_address_and_an_address_without_a_territory(house):
    house.settings.addresses["nowhere"] = ("http://nowhere.localhost",)
    del house.settings.addresses["val-clair"]
    async with house.database.reading() as db:
        found = await operators(house, db)
    assert "never founded" in said(found, Level.FAIL, "nowhere")[0]
    assert "has no address" in said(found, Level.FAIL, "val-clair")[0]
    assert not said(found, Level.FAIL, "trois-rives")


async def test_a_stripe_that_never_spoke(db):
    assert (await heard(db)).level is Level.WARN
    moment = await db.scalar(text("SELECT timestamptz '2026-11-03 12:30:00+00'"))
    known = {"type": "charge.refunded", "livemode": False, "body": b"", "event_id": "evt_1"}
    db.add(StripeEvent(source=Source.PLATFORM, created_at=moment, received_at=moment, **known))
    await db.flush()
    finding = await heard(db)
    assert (finding.level, finding.says) == (Level.OK, "told us something last on 2026-11-03 12:30 UTC.")
