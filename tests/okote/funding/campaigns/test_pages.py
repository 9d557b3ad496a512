"""A campaign's way through the back office, as the people who write and review it see it."""

import re
from html import unescape
from uuid import uuid4

import pytest
from sqlmodel import func, select

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.queries import budget_of
from okote.funding.campaigns.rules import CampaignState
from okote.funding.fields.amounts import (
    MOST_AMOUNT,
    AmountEmptyError,
    AmountNegativeError,
    AmountNotANumberError,
    AmountTooLargeError,
    AmountTooPreciseError,
    AmountZeroError,
)
from okote.identity.models import Person, Role
from okote.platform.files.models import StoredFile
from okote.web.forms import MissingError, NotAChoiceError, NotADateError, TooLongError
from payments.money import Money
from tests.okote.app_client import ELSEWHERE, counting_queries, person_id
from tests.okote.funding.office import picture, typed_in

PLACE = "/en/back-office/campaigns"


@pytest.fixture
async def holder(office):
    return await office.holder()


@pytest.fixture
async def nadia(office, holder):
    """Writes for the holder."""
    return await office.enter("nadia", Role.HOLDER, scope=holder.id)


@pytest.fixture
async def lea(office):
    """An agent, who has written nothing."""
    return await office.enter("lea", Role.AGENT)


@pytest.fixture
async def draft(office, nadia, holder):
    return await office.campaign(nadia, holder)


async def test_a_campaign_goes_from_a_title_to_its_approval(office, nadia, lea, draft):
    here = f"{PLACE}/{draft.id}"
    shown = await nadia.get(here)
    assert f'href="/en/back-office/campaigns/{draft.id}/edit#story"' in shown.text

    assert (await office.write(nadia, draft)).headers["location"] == here
    shown = await nadia.get(here)
    assert "Trop de légumes" in shown.text
    assert "edit#" not in shown.text

    assert (await nadia.post(f"{here}/submit", {"version": "1"})).status_code == 303
    assert (await nadia.post(f"{here}/approve", {"version": "1"})).status_code == 403
    assert "approve" in (await lea.get(here)).text
    assert (await lea.post(f"{here}/approve", {"version": "1"})).status_code == 303

    approved = await office.now(draft)
    assert (approved.state, approved.goal) == (CampaignState.SCHEDULED, Money.of("15000"))


async def test_what_was_typed_is_saved_as_typed(office, nadia, draft):
    await office.write(nadia, draft)

    shown = (await nadia.get(f"{PLACE}/{draft.id}/edit")).text

    sent = await office.offer()
    amounts = {"goal": "15000", "line-0-amount": "11000", "line-1-amount": "4000.50"}
    expected = sent | amounts | {"story": sent["story"].replace("\r", ""), "lines": "5", "version": "1"}
    assert {name: typed_in(shown, name) for name in expected} == expected
    async with office.house.database.reading() as db:
        stored = (await db.exec(select(StoredFile))).one()
        lines = await budget_of(db, draft.id)
    assert (typed_in(shown, "picture_id"), stored.public) == (str(stored.id), False)
    assert [(line.label, line.amount, line.needed) for line in lines] == [
        ("Autoclave", Money.of("11000"), True),
        ("Bocaux", Money.of("4000.50"), False),
    ]


WRONG = [
    ("title", "", MissingError()),
    ("title", "x" * 10_000, TooLongError(most=120, length=10_000)),
    ("summary", "x" * 201, TooLongError(most=200, length=201)),
    ("goal", "0", AmountZeroError()),
    ("goal", "-5", AmountNegativeError()),
    ("goal", "12,3456", AmountTooPreciseError()),
    ("goal", "beaucoup", AmountNotANumberError()),
    ("goal", "99999999", AmountTooLargeError(most=MOST_AMOUNT)),
    ("line-0-amount", "", AmountEmptyError()),
    ("line-1-label", "", MissingError()),
    ("first_day", "0001-01-01", NotADateError()),
    ("last_day", "9999-12-31", NotADateError()),
    ("place", str(uuid4()), NotAChoiceError()),
    ("tax_receipt", "peut-être", NotAChoiceError()),
]


async def test_what_cannot_be_right_is_said_in_three_languages_and_nothing_is_lost(office, nadia, draft):
    for field, value, error in WRONG:
        for language in ("fr", "de", "en"):
            answer = await office.write(nadia, draft, language=language, **{field: value})

            assert answer.status_code == 422
            page = unescape(answer.text)
            assert page.count(office.refusal(error, language)) >= 2  # in the summary, and beside the field
            assert re.search(f'href="#{field}">[^<]+ · ', page)  # named: two amounts read alike
            kept = await office.offer() | {field: value}
            for name in kept.keys() - {"place", "tax_receipt"}:
                assert typed_in(answer.text, name) == kept[name].replace("\r", "")
            assert typed_in(answer.text, "picture_id")  # the picture that was sent is not asked for again
    assert (await office.now(draft)).version == 0


async def test_a_script_is_text_wherever_it_is_typed(office, nadia, lea, draft):
    script = "<script>alert(1)</script>"
    names = ("title", "summary", "story", "picture_text", "purpose", "surplus", "timetable", "line-0-label")
    await office.write(nadia, draft, **dict.fromkeys(names, script))
    for path in (PLACE, f"{PLACE}/{draft.id}", f"{PLACE}/{draft.id}/edit"):
        page = (await lea.get(path)).text
        assert script not in page
        assert "alert(1)" in page


@pytest.mark.parametrize("file", [b"not a picture", picture(8_001, 1)])
async def test_a_file_that_is_no_picture_loses_nothing_else(office, nadia, draft, file):
    sent = {**await office.offer(), "version": "0"}
    answer = await office.send(nadia, f"{PLACE}/{draft.id}/edit", sent, file)
    assert answer.status_code == 422
    assert 'id="picture-problem"' in answer.text
    assert typed_in(answer.text, "purpose") == sent["purpose"]


async def test_the_form_works_without_a_file_and_keeps_the_picture(office, nadia, draft):
    await office.write(nadia, draft)
    before = (await office.now(draft)).picture
    sent = {**await office.offer(), "version": "1", "picture_id": str(before), "purpose": "Autre chose"}
    assert (await office.send(nadia, f"{PLACE}/{draft.id}/edit", sent)).status_code == 303
    after = await office.now(draft)
    assert (after.picture, after.purpose, after.version) == (before, "Autre chose", 2)


async def test_lines_are_added_without_javascript(office, nadia, draft):
    answer = await office.write(nadia, draft, more="yes")
    assert answer.headers["location"] == f"{PLACE}/{draft.id}/edit?lines=6&members=0#budget"
    shown = (await nadia.get(f"{PLACE}/{draft.id}/edit?lines=6")).text
    assert 'name="line-5-label"' in shown
    assert 'name="line-6-label"' not in shown

    wrong = await office.write(nadia, draft, version=1, more="yes", goal="x")
    assert wrong.status_code == 422
    assert 'name="line-5-label"' in wrong.text


async def test_two_people_who_write_at_once_see_each_other(office, nadia, lea, draft):
    await office.write(lea, draft, purpose="Acheter des bocaux")

    answer = await office.write(nadia, draft, purpose="Acheter un four")

    assert answer.status_code == 409
    assert "(agent)." in answer.text  # as which of the two is known to the other
    assert typed_in(answer.text, "purpose") == "Acheter un four"
    assert (await office.now(draft)).purpose == "Acheter des bocaux"
    again = await office.write(nadia, draft, int(typed_in(answer.text, "version")), purpose="Un four")
    assert again.status_code == 303
    assert (await office.now(draft)).purpose == "Un four"


async def test_what_is_in_review_is_not_written_on_but_not_lost_either(office, nadia, draft):
    await office.write(nadia, draft)
    await nadia.post(f"{PLACE}/{draft.id}/submit", {"version": "1"})
    assert (await nadia.get(f"{PLACE}/{draft.id}/edit")).status_code == 422
    answer = await office.write(nadia, draft, 1, purpose="Encore une chose")
    assert answer.status_code == 422
    assert typed_in(answer.text, "purpose") == "Encore une chose"
    assert "no longer a draft" in answer.text


async def test_a_reviewer_sends_back_with_a_reason(office, nadia, lea, draft):
    here = f"{PLACE}/{draft.id}"
    await office.write(nadia, draft)
    await nadia.post(f"{here}/submit", {"version": "1"})

    for reason, says in (
        ("", "Say what the writers should change, here or beside a line."),
        ("x" * 10_000, "Write at most 1000"),
    ):
        answer = await lea.post(f"{here}/send-back", {"reason": reason})
        assert (answer.status_code, typed_in(answer.text, "reason")) == (422, reason)
        assert says in answer.text

    assert (await lea.post(f"{here}/send-back", {"reason": "Le budget <b>est</b> vague"})).status_code == 303
    assert "Le budget &lt;b&gt;est&lt;/b&gt; vague" in (await nadia.get(here)).text
    assert (await office.now(draft)).state is CampaignState.DRAFT


async def test_why_something_is_not_possible_is_said_on_the_same_page(office, nadia, lea, draft):
    here = f"{PLACE}/{draft.id}"
    answer = await nadia.post(f"{here}/submit", {"version": "0"})
    assert answer.status_code == 422
    assert "Something is still missing (" in answer.text
    answer = await nadia.post(f"{here}/take-back")
    assert answer.status_code == 422
    assert "has moved on" in answer.text
    assert (await nadia.post(f"{here}/submit", {"version": "x"})).status_code == 422

    await office.write(lea, draft)
    await nadia.post(f"{here}/submit", {"version": "1"})
    assert "someone else must review it" in (await lea.get(here)).text
    answer = await lea.post(f"{here}/approve", {"version": "1"})
    assert answer.status_code == 422
    assert "You wrote a part of this campaign." in answer.text
    assert (await nadia.post(f"{here}/take-back")).status_code == 303


async def test_an_administrator_cancels_with_a_reason_that_all_may_read(office, lea, nadia, draft):
    here = f"{PLACE}/{draft.id}"
    ines = await office.enter("ines", Role.ADMINISTRATOR)
    assert (await lea.post(f"{here}/cancel", {"cancel_reason": "Non"})).status_code == 403
    assert (await ines.post(f"{here}/cancel", {"cancel_reason": " "})).status_code == 422
    assert (await ines.post(f"{here}/cancel", {"cancel_reason": "Projet retiré"})).status_code == 303
    assert (await office.now(draft)).cancel_reason == "Projet retiré"
    assert "Projet retiré" in (await nadia.get(here)).text


async def test_a_holder_sees_its_own_campaigns_alone(office, nadia, draft):
    other = await office.holder(name="Les Jardins")
    hugo = await office.enter("hugo", Role.HOLDER, scope=other.id)
    assert "La conserverie" in (await nadia.get(PLACE)).text
    assert "La conserverie" not in (await hugo.get(PLACE)).text
    for path in (f"{PLACE}/{draft.id}", f"{PLACE}/{draft.id}/edit"):
        assert (await hugo.get(path)).status_code == 403
    assert (await office.write(hugo, draft)).status_code == 403
    answer = await hugo.post(PLACE, {"title": "À la place d’une autre", "holder": str(draft.holder_id)})
    assert answer.status_code == 422
    assert typed_in(answer.text, "title") == "À la place d’une autre"


async def test_another_territory_does_not_exist_here(office, draft):
    stranger = office.browser(ELSEWHERE)
    await stranger.arrive("marc")
    await office.give_role("marc", Role.ADMINISTRATOR, slug="val-clair")
    assert "La conserverie" not in (await stranger.get(PLACE)).text
    for path in ("", "/edit", f"/{uuid4()}"):
        assert (await stranger.get(f"{PLACE}/{draft.id}{path}")).status_code == 404


async def test_others_are_asked_to_sign_in_or_refused(office, draft):
    anonymous, resident = office.browser(), await office.enter("camille")
    for path in (PLACE, f"{PLACE}/new", f"{PLACE}/{draft.id}", f"{PLACE}/{draft.id}/edit"):
        assert (await anonymous.get(path)).headers["location"].startswith("/en/sign-in")
        assert (await resident.get(path)).status_code == 403


async def test_the_list_is_paged_and_asks_as_much_for_one_as_for_fifty(office, lea, holder):
    async with office.house.database.unit_of_work() as db:
        at = await db.now()
        db.add(_row(holder, at, 0))
    with counting_queries(office.house) as for_one:
        await lea.get(PLACE)
    async with office.house.database.unit_of_work() as db:
        db.add_all([_row(holder, at, number) for number in range(1, 52)])
    with counting_queries(office.house) as for_many:
        first = await lea.get(PLACE)
    assert len(for_many) == len(for_one)
    assert "Campagne 51<" in first.text
    assert "Campagne 1<" not in first.text
    older = unescape(first.text).split('rel="next" href="')[1].split('"')[0]
    second = await lea.get(older)
    assert "Campagne 1<" in second.text
    assert "Campagne 51<" not in second.text
    assert "Campagne 51<" not in (await lea.get(f"{PLACE}?stage=running")).text


def _row(holder, at, number):
    return Campaign(
        territory_id=holder.territory_id,
        holder_id=holder.id,
        slug=f"campagne-{number}",
        title=f"Campagne {number}",
        created_at=at,
    )


async def test_a_new_campaign_needs_a_title_and_a_holder(office, lea):
    assert "There is no holder yet" in (await lea.get(f"{PLACE}/new")).text
    holder = await office.holder()
    assert typed_in((await lea.get(f"{PLACE}/new?holder={holder.id}")).text, "holder") == str(holder.id)
    answer = await lea.post(PLACE, {"title": "x" * 10_000, "holder": "x"})
    assert answer.status_code == 422
    assert typed_in(answer.text, "title") == "x" * 10_000
    async with office.house.database.reading() as db:
        assert (await db.exec(select(func.count()).select_from(Campaign))).one() == 0


async def test_what_waits_is_told_at_the_entrance(office, nadia, lea, draft):
    assert await office.waiting(nadia) == {"campaigns": 1}
    await office.write(nadia, draft)
    await nadia.post(f"{PLACE}/{draft.id}/submit", {"version": "1"})
    assert await office.waiting(lea) == {"campaigns": 1}
    assert await office.waiting(nadia) == {}


async def test_those_who_write_for_a_holder_read_no_agents_address(
    office, nadia, lea, draft, identity_provider
):
    await office.write(lea, draft)
    async with office.house.database.reading() as db:
        agent = await db.get_one(Person, await person_id(office.house, identity_provider, "lea"))
    assert agent.email
    shown = unescape((await nadia.get(f"{PLACE}/{draft.id}")).text)
    assert agent.email not in shown
    assert "· agent" in shown
