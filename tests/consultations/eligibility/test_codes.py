"""Codes by letter and at the counter: told once, good once, and a lost package is void as a whole."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from consultations.eligibility.census.models import CensusClaim
from consultations.eligibility.codes import packages, service
from consultations.eligibility.codes.models import ResidenceLetter
from consultations.eligibility.codes.rules import (
    ALPHABET,
    TRIES_MOST,
    LettersTooManyError,
    NobodyWaitsError,
    PackageGoneError,
    PackageVoidError,
    new_code,
    opens,
    plain,
    sealed,
)
from consultations.eligibility.codes.service import Seen, ask_letter, hand_over, prove_by_code
from consultations.eligibility.facts import BornError
from consultations.eligibility.queries import facts_of
from consultations.eligibility.rules import Proof
from okote.platform.errors import ForbiddenError


@given(st.lists(st.sampled_from(ALPHABET), min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_a_code_is_read_however_it_is_typed(letters, salt):
    code = new_code(lambda _, left=list(letters): left.pop(0))
    kept = plain(code)
    assert kept == "".join(letters)
    assert plain(code.lower().replace("-", " – ")) == kept
    assert plain(code.replace("0", "O").replace("1", "l")) == kept
    assert opens(kept, salt, sealed(kept, salt))
    assert not opens(kept, salt + b"x", sealed(kept, salt))


@pytest.mark.parametrize("typed", ["", "ABCD", "U" * 16, "0" * 17, "é" * 16])
def test_what_can_be_no_code(typed):
    assert plain(typed) is None


@pytest.fixture
def printed(db, administrator):
    """All letters that wait, as they are printed."""

    async def printed():
        package = await packages.pack_waiting(db, by=administrator)
        return package, await packages.download(db, package.id, by=administrator)

    return printed


async def test_a_letter_that_arrived_shows_where_somebody_lives_once(db, printed, resident, other, place):
    await ask_letter(db, "Anne", "1 rue Haut", place.id, by=resident)
    letter = await ask_letter(db, "Anne", "1 rue Haute", place.id, by=resident)
    package, (one,) = await printed()
    assert (one.name, one.address) == ("Anne", "1 rue Haute")
    assert await prove_by_code(db, one.code, by=other) is None, "it is another's"
    fact = await prove_by_code(db, one.code.lower(), by=resident)
    assert (fact.proof, fact.place_id) == (Proof.LETTER, place.id)
    assert await prove_by_code(db, one.code, by=resident) is None, "it is used"
    assert (letter.name, letter.address) == ("", "")
    await db.refresh(package)
    assert (package.letters, package.used) == (1, 1)


async def test_a_package_is_downloaded_once(db, printed, resident, place, administrator, agent):
    with pytest.raises(NobodyWaitsError):
        await packages.pack_waiting(db, by=administrator)
    await ask_letter(db, "Anne", "1 rue Haute", place.id, by=resident)
    package, (lost,) = await printed()
    with pytest.raises(PackageGoneError):
        await packages.download(db, package.id, by=administrator)
    with pytest.raises(ForbiddenError):
        await packages.void_letters(db, package.id, by=agent)
    await packages.void_letters(db, package.id, by=administrator)
    with pytest.raises(PackageVoidError):
        await packages.void_letters(db, package.id, by=administrator)
    assert await prove_by_code(db, lost.code, by=resident) is None
    _, (anew,) = await printed()
    assert anew.code != lost.code
    assert await prove_by_code(db, anew.code, by=resident)


async def test_a_whole_list_is_written_to_and_a_code_takes_its_line(
    db, bring, resident, other, administrator
):
    await bring(
        "nom;prenom;ne le;adresse;numero\nPetit;Zoé;2015-03-01;1 rue Haute;\nPetit;Al;2015-03-01;;12\n"
    )
    package = await packages.pack_list(db, by=administrator)
    (one,) = await packages.download(db, package.id, by=administrator)
    with pytest.raises(NobodyWaitsError):
        await packages.pack_list(db, by=administrator)
    assert (await prove_by_code(db, one.code, by=resident)).proof is Proof.LETTER
    assert (await facts_of(db, resident.territory.id, resident.person.id)).age.born_on is not None
    await packages.void_letters(db, package.id, by=administrator)
    (letter,) = (await db.exec(select(ResidenceLetter))).all()  # unordered
    letter.used_at = None
    letter.tries = 0
    package.voided_at = package.voided_by = None
    await db.flush()
    assert await prove_by_code(db, one.code, by=other) is None, "the line is another account's"
    assert len((await db.exec(select(CensusClaim))).all()) == 1  # unordered


async def test_a_code_ends_and_wrong_ones_wear_it_out(db, printed, resident, place):
    letter = await ask_letter(db, "Anne", "1 rue Haute", place.id, by=resident)
    _, (one,) = await printed()
    wrong = one.code[:-1] + ("0" if one.code[-1] != "0" else "2")
    for _ in range(3):
        assert await prove_by_code(db, wrong, by=resident) is None
    assert letter.tries == 3
    letter.tries = TRIES_MOST
    await db.flush()
    assert await prove_by_code(db, one.code, by=resident) is None
    letter.tries, letter.expires_on = 0, resident.territory.day(await db.now())
    await db.flush()
    assert await prove_by_code(db, one.code, by=resident) is None, "half-open"
    letter.expires_on += timedelta(days=1)
    await db.flush()
    assert await prove_by_code(db, one.code, by=resident)


async def test_nobody_asks_for_letters_without_end(db, printed, resident, place):
    for _ in range(service.ASKED_MOST):
        await ask_letter(db, "Anne", "1 rue Haute", place.id, by=resident)
        await printed()
    with pytest.raises(LettersTooManyError):
        await ask_letter(db, "Anne", "1 rue Haute", place.id, by=resident)


async def test_a_family_with_one_address_for_mails_goes_to_the_counter(db, resident, place, agent, elsewhere):
    """Case 15, and 32: an agent sees a paper and who agrees for a child; the code is typed at home."""
    today = resident.territory.day(await db.now())
    born = today - timedelta(days=365 * 12)
    seen = Seen("Livret de famille", place.id, born, "Léa Martin")
    with pytest.raises(ForbiddenError):
        await hand_over(db, seen, by=resident)
    with pytest.raises(BornError):
        await hand_over(db, replace(seen, born_on=today + timedelta(days=1)), by=agent)
    code = await hand_over(db, seen, by=agent)
    assert await prove_by_code(db, code, by=replace(resident, territory=elsewhere)) is None
    fact = await prove_by_code(db, code, by=resident)
    assert (fact.proof, fact.paper, fact.recorded_by) == (
        Proof.COUNTER,
        "Livret de famille",
        agent.person.id,
    )
    facts = await facts_of(db, resident.territory.id, resident.person.id)
    assert (facts.age.born_on, facts.guardian) == (born, today)
