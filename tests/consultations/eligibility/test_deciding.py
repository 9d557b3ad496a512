"""Whether somebody may take part, decided at this moment by what is in force."""

from dataclasses import replace
from datetime import timedelta
from gettext import NullTranslations

import pytest

from consultations.eligibility.messages import MESSAGES
from consultations.eligibility.models import AgeFact, GuardianConsent, ResidenceFact
from consultations.eligibility.queries import facts_of, place_names, sentence
from consultations.eligibility.rules import Conditions, NotEligibleError, Proof, Residence
from consultations.eligibility.service import check_eligible
from okote.identity import levels
from okote.identity.levels import Level
from okote.identity.sessions import fingerprint, open_session
from okote.platform.errors import NotFoundError, SignInRequiredError
from okote.territories.models import Place
from okote.territories.service import change_place
from okote.web.formatting import Wording


@pytest.fixture
async def resident(db, someone, place):
    """Shown for a year from today."""
    visitor = await someone()
    at = await db.now()
    today = visitor.territory.day(at)
    who = {"territory_id": visitor.territory.id, "person_id": visitor.person.id}
    until = today + timedelta(days=365)
    db.add(
        ResidenceFact(
            **who, place_id=place.id, proof=Proof.LIST, shown_at=at, shown_on=today, valid_until=until
        )
    )
    db.add(AgeFact(**who, at_least=18, on_day=today, proof=Proof.LIST, shown_at=at))
    db.add(GuardianConsent(**who, guardian="Léa", reached_at="", asked_at=at))
    await db.flush()
    return visitor


async def test_what_is_in_force_decides(db, resident, someone, elsewhere, place):
    asked = Conditions(Residence.LIST, frozenset({place.id}), age_floor=16)
    await check_eligible(db, asked, by=resident)
    with pytest.raises(NotEligibleError):
        await check_eligible(db, asked, by=replace(resident, territory=elsewhere))
    with pytest.raises(NotEligibleError):
        await check_eligible(db, asked, by=await someone())
    with pytest.raises(SignInRequiredError):
        await check_eligible(db, asked, by=resident.stranger)


async def test_how_strong_the_sign_in_was_is_of_the_session(db, resident):
    asked = Conditions(level=Level.SUBSTANTIAL)
    db.info[levels.KEY] = {"franceconnect": Level.SUBSTANTIAL}
    for provider, admitted in (("franceconnect", True), ("mail", False)):
        token = await open_session(
            db, resident.person.id, host="h", provider=provider, id_token=None, instead_of=None
        )
        await db.flush()
        by = replace(resident, session=fingerprint(token))
        if admitted:
            await check_eligible(db, asked, by=by)
        else:
            with pytest.raises(NotEligibleError):
                await check_eligible(db, asked, by=by)


async def test_two_communes_become_one_during_a_process(db, resident, place, agent):
    """Case 58: what was asked of the old commune, or is asked of the new one, holds for who lived in it."""
    merged = Place(territory_id=resident.territory.id, name="Rivemont-et-Val")
    db.add(merged)
    await db.flush()
    asked = Conditions(places=frozenset({merged.id}))
    with pytest.raises(NotEligibleError):
        await check_eligible(db, asked, by=resident)
    await change_place(db, place.id, place.name, position=None, within=merged.id, by=agent.doer)
    for into in (place.id, merged.id):
        with pytest.raises(NotFoundError):
            await change_place(db, merged.id, merged.name, position=None, within=into, by=agent.doer)
    await check_eligible(db, asked, by=resident)
    await check_eligible(db, Conditions(places=frozenset({place.id})), by=resident)
    facts = await facts_of(db, resident.territory.id, resident.person.id)
    assert facts.lives.within == {place.id, merged.id}


async def test_one_sentence_says_who_may_take_part(db, resident, place):
    words = Wording("en", NullTranslations(), sentences=MESSAGES)
    names = await place_names(db, resident.territory.id)
    asked = Conditions(Residence.CODE, frozenset({place.id}), 16, 18, Level.LOW)
    assert sentence(words, asked, territory="Trois-Rives", names=names) == (
        "People who live in Rivemont may take part, as a letter or the counter shows; from the age of 16; "
        "whoever is under 18, with the consent of a parent or guardian; you sign in by a way that vouches "
        "for who you are, such as FranceConnect; whoever has two homes chooses one."
    )
    assert sentence(words, Conditions(), territory="Trois-Rives") == "Everyone may take part."
    told = words.refusal(NotEligibleError(await _lack(db, resident, Conditions(age_floor=60))))
    assert told.startswith("You can’t take part in this yet. One must be 60 years old or older")


async def _lack(db, visitor, asked):
    with pytest.raises(NotEligibleError) as refused:
        await check_eligible(db, asked, by=visitor)
    return refused.value.missing
