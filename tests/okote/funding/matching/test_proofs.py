"""A partner's people prove that they have paid, and read what they promised and paid, year by year."""

from datetime import date

import pytest
from sqlmodel import select

from okote.funding.matching.models import FundsCall, FundsProof
from okote.funding.matching.rules.proofs import (
    MOST_PROOFS,
    ProofTooLateError,
    TooManyProofsError,
    check_proof,
)
from okote.identity.models import Role
from okote.platform.files.papers import kept_paper
from tests.okote.funding.matching.test_calls import PLACE, called
from tests.okote.funding.office import picture
from tests.okote.platform.files.test_papers import PDF


def test_proofs_are_taken_until_the_payment_is_recorded():
    check_proof(None, sent=MOST_PROOFS - 1)
    with pytest.raises(TooManyProofsError):
        check_proof(None, sent=MOST_PROOFS)
    with pytest.raises(ProofTooLateError):
        check_proof(date(2026, 11, 22), sent=0)


@pytest.fixture
async def partner(office):
    return await office.partner()


@pytest.fixture
async def call(office, partner):
    return await called(office, partner, due_in=40)


@pytest.fixture
async def hugo(office, partner):
    return await office.enter("hugo", Role.PARTNER, scope=partner.id)


async def send(office, visitor, call, data, name="paper"):
    return await office.send(visitor, f"{PLACE}/{call.commitment_id}/proofs", {}, data, field=name)


async def test_a_proof_is_sent_read_by_the_accountant_and_by_nobody_else(office, hugo, call):
    here = f"{PLACE}/{call.commitment_id}"
    for data, status in ((b"", 422), (b"MZ\x90", 422), (PDF, 303), (picture(), 303)):
        assert (await send(office, hugo, call, data)).status_code == status
    async with office.house.database.reading() as db:
        kept = (await db.exec(select(FundsProof).order_by(FundsProof.id))).all()
    assert [proof.kind for proof in kept] == ["pdf", "jpg"]
    marc = await office.enter("marc", Role.ACCOUNTANT)
    assert await office.waiting(marc) == {"calls": 1}
    answer = await marc.get(f"{here}/proofs/{kept[0].id}")
    assert (answer.content, answer.headers["content-type"]) == (PDF, "application/pdf")
    assert answer.headers["content-disposition"].startswith("attachment")
    other = await office.partner("Cuisines du Ried")
    stranger = await office.enter("yanis", Role.PARTNER, scope=other.id)
    assert (await stranger.get(f"{here}/proofs/{kept[0].id}")).status_code == 403
    assert (await send(office, stranger, call, PDF)).status_code == 403
    elsewhere = await called(office, other, due_in=1)
    wrong = f"{PLACE}/{elsewhere.commitment_id}/proofs/{kept[0].id}"
    assert (await marc.get(wrong)).status_code == 404
    kept_paper(office.house.settings.uploads_folder, kept[0]).unlink()
    assert (await marc.get(f"{here}/proofs/{kept[0].id}")).status_code == 404


async def test_the_statement_of_a_year_holds_what_was_called_or_paid_in_it(office, hugo, partner, call):
    here = f"/en/back-office/partners/{partner.id}/statement"
    assert "<dt>Still to be paid</dt><dd>€1,420.50</dd>" in (await hugo.get(here)).text
    async with office.house.database.unit_of_work() as db:
        asked = await db.get_one(FundsCall, call.commitment_id)
        year = asked.called_at.year
        asked.received_on, asked.proof = date(year + 1, 1, 4), "=1+1"
    for shown, sums in ((year, ("€1,420.50", "€0")), (year + 1, ("€0", "€1,420.50"))):
        page = (await hugo.get(f"{here}?year={shown}")).text
        assert [f"<dd>{one}</dd>" in page for one in sums] == [True, True]
        assert "<dt>Still to be paid</dt><dd>€0</dd>" in page
    assert "Nothing in this year" in (await hugo.get(f"{here}?year={year - 3}")).text
    assert (await hugo.get(f"{here}?year=20260")).status_code == 400
    assert ",'=1+1" in (await hugo.get(f"{here}/{year}")).text
    stranger = await office.enter("yanis", Role.PARTNER, scope=(await office.partner("Autre")).id)
    assert (await stranger.get(here)).status_code == 403
