"""What everyone hears of a closing: who gave, who is paid, who owes."""

from collections import Counter

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.platform.mail.models import Mail
from tests.okote.funding.closing.deadline import close, past_the_deadline

DONOR, PUBLIC, PRIVATE = "donor@example.test", "public@partner.test", "private@partner.test"


OWES_NOTHING = text(
    "UPDATE commitment SET rate_bp = 1, ceiling_per_donor_minor = 100"
    " FROM partner WHERE partner.id = partner_id AND kind = 'private'"
)
"""A ten-thousandth of a euro for each donor: less than a cent in all."""


@pytest.fixture
async def told(scene):
    """How many letters of each kind went to whom, once what is due is closed, twice."""

    async def letters():
        await past_the_deadline(scene)
        await close(scene)
        await close(scene)
        async with scene.house.database.reading() as db:
            found = (await db.exec(select(Mail.key, Mail.recipient))).all()
        return Counter((key.partition(":")[0], recipient) for key, recipient in found)

    return letters


async def test_a_success_is_told_to_everyone_once(scene, told):
    for _ in range(3):
        await scene.pledge(1_300)
    letters = await told()
    assert letters["campaign-funded", DONOR] == 3
    assert letters["campaign-funded", PUBLIC] == letters["campaign-funded", PRIVATE] == 1
    assert letters.total() == 3 + 3 + 1 + 2  # confirmed, funded; to the holder; to partners


async def test_a_failure_is_told_to_partners_and_to_each_donor_by_the_refund(scene, told):
    for _ in range(2):
        await scene.pledge(20)
    letters = await told()
    assert letters["pledge-refunded", DONOR] == 2
    assert letters["campaign-unfunded", PUBLIC] == letters["campaign-unfunded", PRIVATE] == 1
    assert letters.total() == 2 + 2 + 1 + 2  # confirmed, refunded; to the holder; to partners


async def test_a_partner_that_owes_nothing_reads_that_the_campaign_is_funded(scene, told):
    async with scene.house.database.unit_of_work() as db:
        await db.exec(OWES_NOTHING)
    for _ in range(3):
        await scene.pledge(2_500)
    await told()
    async with scene.house.database.reading() as db:
        (subject,) = (await db.exec(select(Mail.subject).where(Mail.recipient == PRIVATE))).all()
    assert "est financé" in subject
    assert "vous ne devez rien" in subject
