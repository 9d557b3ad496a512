"""The list: one line is one person, what is doubtful waits for somebody, a newer list replaces it."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from consultations.eligibility.census import deciding, lists
from consultations.eligibility.census.models import CensusClaim, CensusEntry, CensusList
from consultations.eligibility.census.rules import (
    AlreadyKnownError,
    ClaimDecidedError,
    ListEmptyError,
    ListInForceError,
    Reason,
    Typed,
    Verdict,
)
from consultations.eligibility.census.service import PROVING, prove_by_list
from consultations.eligibility.codes.service import Seen
from consultations.eligibility.counter import known_at_counter, receive
from consultations.eligibility.models import Ended, ResidenceFact
from consultations.eligibility.queries import facts_of
from consultations.eligibility.rules import Proof
from consultations.eligibility.service import ended_between, take_back
from okote.platform.audit import AuditEntry
from okote.platform.errors import ForbiddenError, NotFoundError, TooManyRequestsError
from tests.consultations.eligibility.conftest import ANNE, CSV, PAUL


async def known(db, visitor):
    return await facts_of(db, visitor.territory.id, visitor.person.id)


async def waiting(db):
    return (
        await db.exec(select(CensusClaim).where(CensusClaim.verdict == Verdict.WAITING))
    ).all()  # unordered


async def test_a_line_shows_where_somebody_lives_and_their_age(db, bring, resident, place):
    await bring()
    fact = await prove_by_list(db, ANNE, by=resident)
    assert (fact.proof, fact.place_id) == (Proof.LIST, place.id)
    assert fact.valid_until - fact.shown_on == timedelta(days=730)
    facts = await known(db, resident)
    assert (facts.age.at_least, facts.age.born_on) == (18, None), "of whoever is 18, no birth date is kept"
    assert await prove_by_list(db, ANNE, by=resident), "again, with one's own line"


async def test_of_a_child_the_birth_date_is_kept(db, bring, resident):
    await bring("nom;prenom;ne le;adresse\nPetit;Zoé;2015-03-01;1 rue Haute\n")
    assert await prove_by_list(db, Typed("Zoe", "Petit", date(2015, 3, 1), "1 rue Haute"), by=resident)
    facts = await known(db, resident)
    assert (facts.age.at_least, facts.age.born_on) == (0, date(2015, 3, 1))


async def test_whoever_is_not_found_is_told_the_same_as_whoever_is_taken(db, bring, resident, other):
    """Case 14: homonyms, and who is on the list twice; nobody silently takes the first line."""
    await bring()
    assert await prove_by_list(db, Typed("Nobody", "Here", date(1980, 1, 1), "1 rue X"), by=other) is None
    assert await waiting(db) == []
    await prove_by_list(db, ANNE, by=resident)
    assert await prove_by_list(db, ANNE, by=other) is None
    (taken,) = await waiting(db)
    assert taken.reason is Reason.TAKEN
    assert await prove_by_list(db, PAUL, by=other) is None
    (several,) = await waiting(db)
    assert (several.id, several.reason, len(several.entries)) == (taken.id, Reason.SEVERAL, 2)
    assert (await known(db, other)).lives is None


async def test_one_account_has_one_line(db, bring, resident):
    await bring()
    await prove_by_list(db, ANNE, by=resident)
    jean = Typed("Jean", "Tour", date(1975, 5, 2), "3 rue du moulin")
    assert await prove_by_list(db, jean, by=resident) is None
    (asked,) = await waiting(db)
    assert asked.reason is Reason.SECOND


async def test_nobody_tries_for_long(db, bring, resident):
    await bring()
    for _ in range(PROVING.most):
        await prove_by_list(db, Typed("A", "B", date(1980, 1, 1), "1 rue X"), by=resident)
    with pytest.raises(TooManyRequestsError):
        await prove_by_list(db, ANNE, by=resident)


async def test_somebody_decides_who_it_is(db, bring, resident, other, administrator, agent):
    await bring()
    await prove_by_list(db, PAUL, by=resident)
    (asked,) = await waiting(db)
    lines = list(asked.entries)
    with pytest.raises(ForbiddenError):
        await deciding.decide(db, asked.id, lines, "", by=agent)
    with pytest.raises(NotFoundError):
        await deciding.decide(db, asked.id, [asked.id], "", by=administrator)
    await deciding.decide(db, asked.id, lines, "", by=administrator)
    assert (await known(db, resident)).lives.proof is Proof.LIST
    with pytest.raises(ClaimDecidedError):
        await deciding.decide(db, asked.id, lines, "", by=administrator)
    await prove_by_list(db, PAUL, by=other)
    (again,) = await waiting(db)
    await deciding.decide(db, again.id, [], "Venez au guichet.", by=administrator)
    assert (again.verdict, (await known(db, other)).lives) == (Verdict.REFUSED, None)
    own = CensusClaim(
        territory_id=administrator.territory.id,
        person_id=administrator.person.id,
        reason=Reason.TAKEN,
        entries=lines,
        at=await db.now(),
    )
    db.add(own)
    await db.flush()
    with pytest.raises(ForbiddenError):
        await deciding.decide(db, own.id, lines, "", by=administrator)


async def test_who_was_known_at_the_counter_opens_an_account(
    db, bring, resident, agent, place, administrator
):
    """Case 16: a person decides, the line moves, and what the counter did is known as the same human's."""
    await bring()
    managed = await receive(db, ANNE, Seen("Titre de séjour", place.id), by=agent)
    assert (await facts_of(db, place.territory_id, managed.id)).lives.proof is Proof.COUNTER
    assert (await known_at_counter(db, ANNE, by=agent)).person_id == managed.id
    with pytest.raises(AlreadyKnownError):
        await receive(db, ANNE, Seen("Passeport", place.id), by=agent)
    assert await prove_by_list(db, ANNE, by=resident) is None
    (asked,) = await waiting(db)
    assert asked.reason is Reason.COUNTER
    await deciding.decide(db, asked.id, asked.entries, "", by=administrator)
    assert (await facts_of(db, place.territory_id, managed.id)).lives is None
    assert (await known(db, resident)).lives.proof is Proof.LIST
    assert await deciding.formerly(db, place.territory_id, resident.person.id) == {managed.id}
    assert (await known_at_counter(db, ANNE, by=agent)).own_account
    with pytest.raises(ForbiddenError):
        await receive(db, PAUL, Seen("Passeport", place.id), by=resident)


async def test_a_newer_list_replaces_it(db, bring, resident, other, place, agent, administrator):
    old = await bring()
    await prove_by_list(db, ANNE, by=resident)
    elsewhere = Typed("Eva", "Weber", date(1950, 1, 1), "9 rue Basse")
    managed = await receive(db, elsewhere, Seen("Passeport", place.id), by=agent)
    newer = CSV.replace("12 bis, av. des Tilleuls, 67000 Rivemont;4711", "4 quai Est;4711")
    newer = newer.replace(
        "de la Tour;Jean;1975-05-02;3 rue du Moulin;;", "Weber;Éva;01/01/1950;9 rue Basse;;"
    )
    new = await bring(newer)
    assert old.replaced_at == new.in_force_at
    claimed = {
        entry.name: entry.person_id
        for entry in await db.exec(
            select(CensusEntry).where(
                CensusEntry.list_id == new.id, col(CensusEntry.person_id).is_not(None)
            )  # unordered
        )
    }
    assert claimed == {"Anne-Marie Élise LÉVÊQUE": resident.person.id, "Éva Weber": managed.id}
    assert (await known(db, resident)).lives is not None
    jean = Typed("Jean", "Tour", date(1975, 5, 2), "3 rue du moulin")
    assert await prove_by_list(db, jean, by=other) is None, "he is on the list before alone"
    with pytest.raises(ListInForceError):
        await lists.throw_away(db, old.id, by=administrator)


async def test_a_list_is_looked_at_before_it_is_in_force(db, bring, resident, administrator):
    brought = await bring(force=False)
    assert await prove_by_list(db, ANNE, by=resident) is None
    await lists.throw_away(db, brought.id, by=administrator)
    assert (await db.exec(select(CensusEntry))).all() == []  # unordered
    assert (await db.exec(select(CensusList))).all() == []  # unordered
    with pytest.raises(ListEmptyError):
        await bring("nom;prenom;ne le\n")


async def test_each_look_is_written_down(db, bring, administrator, agent, resident):
    brought = await bring()
    (found,) = await lists.look_for(db, brought.id, "lévêque ANNE", "Demande reçue", by=administrator)
    assert found.number == "4711"
    deed = select(AuditEntry).where(AuditEntry.deed == "census_list_looked_at")
    (entry,) = (await db.exec(deed)).all()
    assert (entry.reason, entry.after) == ("Demande reçue", {})
    with pytest.raises(ForbiddenError):
        await lists.look_for(db, brought.id, "Anne", "", by=agent)


async def test_what_is_revoked_is_no_longer_known_and_listed_for_the_count(
    db, bring, resident, administrator
):
    """Case 11: judged at the moment of voting; what was revoked is listed to review before the count."""
    await bring()
    before = await db.now()
    fact = await prove_by_list(db, ANNE, by=resident)
    entry = (await db.exec(select(CensusEntry).where(CensusEntry.person_id == resident.person.id))).one()
    await lists.revoke(db, entry.id, "A déménagé", by=administrator)
    assert (await known(db, resident)).lives is None
    people, after = [resident.person.id], await db.now() + timedelta(seconds=1)
    (revoked,) = await ended_between(db, resident.territory.id, people, before, after)
    assert (revoked.id, revoked.ended_because) == (fact.id, Ended.REVOKED)
    assert await ended_between(db, resident.territory.id, people, after, after) == []


async def test_what_is_taken_back_shows_nobody_else(db, bring, resident, other):
    await bring()
    await prove_by_list(db, ANNE, by=resident)
    await take_back(db, by=resident)
    facts = await known(db, resident)
    assert (facts.lives, facts.age) == (None, None)
    assert await prove_by_list(db, ANNE, by=other) is None
    assert len(await waiting(db)) == 1
    kept = (await db.exec(select(ResidenceFact))).all()  # unordered
    assert [one.ended_because for one in kept] == [Ended.TAKEN_BACK]
