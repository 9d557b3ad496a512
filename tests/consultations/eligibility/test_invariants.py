"""What each check of who may take part finds, planted one by one."""

import pytest
from sqlmodel import text

from consultations.eligibility.census.service import prove_by_list
from consultations.eligibility.codes import packages
from consultations.eligibility.codes.service import ask_letter, prove_by_code
from consultations.eligibility.invariants import INVARIANTS
from okote.platform.checks import violations
from tests.consultations.eligibility.conftest import ANNE, PAUL

PLANTED = {
    "resident-stays-in-their-territory": "UPDATE place SET territory_id = :elsewhere",
    "residence-by-the-list-is-of-a-line": "UPDATE census_entry SET person_id = NULL, claimed_at = NULL",
    "nobody-recognises-themselves": (
        "UPDATE census_claim SET verdict = 'granted', decided_at = at, decided_by = person_id"
    ),
    "downloaded-letters-have-codes": "UPDATE letter_package SET downloaded_at = NULL",
    "code-that-was-used-leaves-no-name": "UPDATE residence_letter SET name = 'Ada' WHERE used_at IS NOT NULL",
}


@pytest.fixture
async def whole(db, bring, resident, other, administrator, place):
    """Somebody known by the list, a question that waits, and a letter that came back."""
    await bring()
    await prove_by_list(db, ANNE, by=resident)
    await prove_by_list(db, PAUL, by=other)
    await ask_letter(db, "Paul", "1 place Neuve", place.id, by=other)
    package = await packages.pack_waiting(db, by=administrator)
    (one,) = await packages.download(db, package.id, by=administrator)
    await prove_by_code(db, one.code, by=other)
    await db.flush()


@pytest.mark.usefixtures("whole")
async def test_nothing_is_found_where_all_is_well_and_each_thing_that_is_planted(db, elsewhere):
    assert {one.name for one in INVARIANTS} == PLANTED.keys()
    assert await violations(db, INVARIANTS) == []
    for name, planted in PLANTED.items():
        async with db.begin_nested() as saved:
            await db.exec(text(planted), params={"elsewhere": elsewhere.id} if ":" in planted else None)
            assert [one.invariant.name for one in await violations(db, INVARIANTS)] == [name]
            await saved.rollback()
