"""What public partners grant follows the schema, which is written down here as a table.

SCDL subventions 2.1.1 (2023-09-28), schema.json at commit 706ad01 of git.opendatafrance.net/scdl/subventions.
"""

import csv
import re
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest

from okote.funding.campaigns.models import CampaignStep
from okote.funding.campaigns.rules import Actor, CampaignState
from okote.funding.figures.datasets import DATASETS
from okote.funding.figures.subventions import SUBVENTIONS, left_out, rows
from okote.funding.matching.models import FundsCall, SignedCommitment
from okote.funding.partners.rules import PartnerKind
from okote.funding.sirene import is_sound
from okote.web.spreadsheets import spreadsheet
from payments.money import Money
from tests.okote.funding.rows import a_holder, a_partner, an_envelope
from tests.okote.funding.scene import an_offer

DAY = r"\d{4}-\d{2}-\d{2}"
SHORT = r"(?s).{1,256}"
SCHEMA = {
    "nomAttribuant": (True, r".+"),
    "idAttribuant": (True, r"\d{14}"),
    "dateConvention": (True, DAY),
    "referenceDecision": (False, r".+"),
    "nomBeneficiaire": (True, r".+"),
    "idBeneficiaire": (False, r"\d{14}"),
    "rnaBeneficiaire": (False, r"W\d{9}"),
    "objet": (True, SHORT),
    "montant": (True, r"\d+(\.\d+)?"),
    "nature": (True, r"aide en numéraire|aide en nature|aide en numéraire;aide en nature"),
    "conditionsVersement": (True, SHORT),
    "datesPeriodeVersement": (True, rf"{DAY}(/{DAY})?"),
    "idRAE": (False, r".{1,5}"),
    "notificationUE": (True, r"oui|non"),
    "pourcentageSubvention": (True, r"0\.\d+|1(\.0+)?"),
    "dispositifAide": (False, r".+"),
}
"""By field, in their order: whether it is required, and what it looks like."""

SIRET, OTHER_SIRET = "99900041700017", "99900052400010"


def faults(row):
    """Where a row of the file breaks the schema."""
    found = [
        name
        for name, (required, form) in SCHEMA.items()
        if (required and not row[name]) or (row[name] and not re.fullmatch(form, row[name]))
    ]
    if not row["idBeneficiaire"] and not row["rnaBeneficiaire"]:
        found.append("idBeneficiaire or rnaBeneficiaire")
    found += [name for name in ("idAttribuant", "idBeneficiaire") if row[name] and not is_sound(row[name])]
    if not Decimal("0.01") <= Decimal(row["pourcentageSubvention"]) <= 1:
        found.append("pourcentageSubvention")
    return found


@pytest.fixture
def granted(db, territory, writer):
    """A match that a partner was called to pay; who is known by which number is the test's."""

    async def granted(slug, *, holder, kind=PartnerKind.PUBLIC, siret=SIRET, received_on=None):
        at = await db.now()
        association = a_holder(territory.id, at, **holder)
        partner = a_partner(territory.id, at, kind=kind, siret=siret)
        db.add_all([association, partner])
        await db.flush()
        campaign = an_offer(association, at, days=30, slug=slug, state=CampaignState.FUNDED)
        envelope = an_envelope(partner, at)
        db.add_all([campaign, envelope])
        await db.flush()
        db.add(CampaignStep(campaign_id=campaign.id, at=at, state=CampaignState.LIVE, actor=Actor.RULE))
        signed = SignedCommitment(
            territory_id=territory.id,
            campaign_id=campaign.id,
            partner_id=partner.id,
            envelope_id=envelope.id,
            rate_bp=10_000,
            ceiling_minor=5_000_00,
            signed_at=at,
            signed_by=writer.person.id,
        )
        db.add(signed)
        await db.flush()
        call = FundsCall(
            commitment_id=signed.id,
            territory_id=territory.id,
            amount_minor=Money.of("1234.50").minor,
            called_at=at,
            due_on=at.date(),
            received_on=received_on,
            proof=received_on and "Mandat 12",
        )
        db.add(call)
        await db.flush()

    return granted


async def written(db, territory):
    """The file, read again."""
    found = [row async for row in rows(db, territory)]
    table = spreadsheet([column.name for column in SUBVENTIONS.columns], found)
    return list(csv.DictReader(StringIO(table.removeprefix("\ufeff"))))


async def test_the_file_follows_the_schema(db, territory, granted):
    await granted("par-siret", holder={"identifier": "999\u202f000\u202f524\u202f00010"})
    await granted("par-rna", holder={"identifier": "W999000417"}, received_on=date(2026, 11, 2))
    await granted("au-tribunal", holder={"siret": OTHER_SIRET})
    found = await written(db, territory)
    assert [list(row) for row in found] == [list(SCHEMA)] * 3
    assert [faults(row) for row in found] == [[], [], []]
    assert {row["idBeneficiaire"] or row["rnaBeneficiaire"] for row in found} == {OTHER_SIRET, "W999000417"}
    assert {row["montant"] for row in found} == {"1234.50"}
    assert "2026-11-02" in {row["datesPeriodeVersement"] for row in found}
    assert await left_out(db, territory) == 0


async def test_what_a_reader_could_not_place_is_left_out_and_counted(db, territory, elsewhere, granted):
    await granted("sans-siret", holder={"siret": OTHER_SIRET}, siret=None)
    await granted("sans-numero", holder={})
    await granted("privee", holder={"siret": OTHER_SIRET}, kind=PartnerKind.PRIVATE)
    assert await written(db, territory) == []
    assert await left_out(db, territory) == 2
    assert await left_out(db, elsewhere) == 0


async def test_what_a_partner_was_called_for_is_told_beside_what_it_adds(db, territory, granted):
    await granted("appelee", holder={})
    matches = next(one for one in DATASETS if one.name == "matches")
    (row,) = [row async for row in matches.rows(db, territory)]
    assert (row["campaign"], row["added"], row["called"]) == ("appelee", 0, Decimal("1234.50"))
    assert row["called_on"] == territory.day(await db.now())


async def test_the_schema_finds_what_is_planted(db, territory, granted):
    await granted("bonne", holder={"siret": OTHER_SIRET})
    (good,) = await written(db, territory)
    for name, wrong in (
        ("idAttribuant", "99900041700018"),
        ("montant", "1 234,50"),
        ("nature", "don"),
        ("datesPeriodeVersement", "2 novembre"),
        ("pourcentageSubvention", "0.001"),
        ("idBeneficiaire", ""),
        ("dateConvention", ""),
    ):
        assert faults(good | {name: wrong}), name
