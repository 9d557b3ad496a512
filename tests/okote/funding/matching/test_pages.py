"""Commitments in the back office, for administrators and for the partners themselves."""

from html import unescape

import pytest
from sqlmodel import select

from okote.funding.campaigns.rules import CampaignState
from okote.funding.fields import NotAPercentageError, NotARateError
from okote.funding.fields.amounts import AmountEmptyError
from okote.funding.matching.models import SignedCommitment
from okote.funding.matching.rules import MOST_DONORS, ConditionOutOfRangeError, RateOutOfRangeError
from okote.funding.matching.service import CommitmentExistsError, CommitmentTooLateError
from okote.funding.partners.rules import EnvelopeExceededError
from okote.identity.models import Role
from okote.web.forms import MissingError, NotAChoiceError, NotANumberError
from payments.money import Money
from tests.okote.app_client import ELSEWHERE
from tests.okote.funding.office import typed_in

CAMPAIGNS = "/en/back-office/campaigns"


@pytest.fixture
async def lea(office):
    return await office.enter("lea", Role.AGENT)


@pytest.fixture
async def ines(office):
    return await office.enter("ines", Role.ADMINISTRATOR)


@pytest.fixture
async def campaign(office, lea):
    return await office.campaign(lea, await office.holder())


@pytest.fixture
async def partner(office):
    return await office.partner()


@pytest.fixture
async def typed(office, partner):
    envelope = await office.envelope(partner)
    of_rule = {"rule": "per_euro", "rate": "1", "per_donor": "500"}
    return {"envelope": str(envelope.id), "ceiling": "6 000", **of_rule}


async def signed(office):
    async with office.house.database.reading() as db:
        return (await db.exec(select(SignedCommitment).order_by(SignedCommitment.id))).all()


async def bring(office, campaign, state):
    async with office.house.database.unit_of_work() as db:
        kept = await db.merge(campaign)
        kept.state, kept.goal_minor, kept.threshold_bp = state, 100, 7_500
        kept.opens_at, kept.ends_at = kept.created_at.replace(year=2030), kept.created_at.replace(year=2031)


async def test_an_administrator_signs_what_a_partner_decided(office, ines, campaign, partner, typed):
    here = f"{CAMPAIGNS}/{campaign.id}/commitments"
    assert "Région des Trois-Rives, Budget 2027: €10,000 left" in (await ines.get(here)).text

    assert (await ines.post(here, typed)).headers["location"] == here

    (one,) = await signed(office)
    assert (one.rate_bp, one.ceiling_minor, one.ceiling_per_donor_minor) == (10_000, 600_000, 50_000)
    shown = unescape((await ines.get(here)).text)
    assert "adds €1 for each euro given, up to €6,000, counting at most €500 for each donor" in shown
    assert "€4,000" in (await ines.get(f"/en/back-office/partners/{partner.id}")).text


async def test_a_partner_finds_the_campaigns_that_it_may_support(office, campaign, partner, typed):
    hugo = await office.enter("hugo", Role.PARTNER, scope=partner.id)
    home = f"/en/back-office/partners/{partner.id}"
    assert campaign.title not in (await hugo.get(home)).text  # nobody has sent it in yet
    await bring(office, campaign, CampaignState.IN_REVIEW)
    here = f"{CAMPAIGNS}/{campaign.id}/commitments"
    assert here in (await hugo.get(home)).text

    assert (await hugo.post(here, typed)).status_code == 303

    shown = (await hugo.get(home)).text
    assert shown.count(here) == 1  # among its commitments, no longer among those to support
    assert (await hugo.get(f"{CAMPAIGNS}/{campaign.id}")).status_code == 403


async def test_an_agent_reads_of_partners_without_signing_for_them(office, lea, campaign, partner):
    await bring(office, campaign, CampaignState.IN_REVIEW)
    shown = await lea.get(f"/en/back-office/partners/{partner.id}")
    assert partner.name in shown.text
    assert campaign.title not in shown.text


async def test_what_cannot_be_right_is_said_in_three_languages_and_nothing_is_lost(
    office, ines, campaign, typed
):
    exceeded = EnvelopeExceededError(ceiling=Money.of("10000.01"), available=Money.of("10000"))
    wrong = [
        ("envelope", "x", NotAChoiceError()),
        ("rule", "", MissingError()),
        ("rule", "x", NotAChoiceError()),
        ("rate", "1:1", NotARateError()),
        ("rate", "11", RateOutOfRangeError()),
        ("ceiling", "", AmountEmptyError()),
        ("ceiling", "10000,01", exceeded),
    ]
    for field, value, error in wrong:
        sent = {**typed, field: value}
        for language in ("fr", "de", "en"):
            answer = await ines.post(f"/{language}/back-office/campaigns/{campaign.id}/commitments", sent)
            assert answer.status_code == 422
            assert unescape(answer.text).count(office.refusal(error, language)) >= 2
            kept = sent | ({field: ""} if field in {"envelope", "rule"} else {})
            assert {name: typed_in(answer.text, name) for name in sent} == kept
    assert await signed(office) == []


@pytest.mark.parametrize(
    ("rule", "condition", "least", "sentence"),
    [
        ("lump", ("donors", "100"), 100, "adds €6,000 as soon as 100 people have contributed"),
        ("lump", ("amount", "2 500,50"), 250_050, "adds €6,000 as soon as residents have given €2,500.50"),
        ("completion", ("share", "60"), 6_000, "up to €6,000, as soon as residents have given 60% of it"),
    ],
)
async def test_a_partner_promises_on_a_condition(
    office, ines, campaign, typed, rule, condition, least, sentence
):
    here = f"{CAMPAIGNS}/{campaign.id}/commitments"
    measure, figure = condition
    sent = {**typed, "rule": rule, "condition_on": measure, "condition": figure}
    assert (await ines.post(here, sent)).status_code == 303
    (one,) = await signed(office)
    assert (one.rule, one.rate_bp, one.ceiling_per_donor_minor) == (rule, None, None)
    assert (one.condition_on, one.condition_least) == (measure, least)
    assert sentence in unescape((await ines.get(here)).text)


@pytest.mark.parametrize(
    ("on", "least", "field", "error"),
    [
        ("", "60", "condition_on", MissingError()),
        ("share", "101", "condition", NotAPercentageError()),
        ("share", "0", "condition", ConditionOutOfRangeError()),
        ("amount", "", "condition", AmountEmptyError()),
        ("donors", "0", "condition", NotANumberError(least=1, most=MOST_DONORS)),
    ],
)
async def test_a_condition_that_cannot_be_is_refused_beside_its_field(
    office, ines, campaign, typed, on, least, field, error
):
    sent = {**typed, "rule": "completion", "condition_on": on, "condition": least}
    answer = await ines.post(f"{CAMPAIGNS}/{campaign.id}/commitments", sent)
    assert (answer.status_code, await signed(office)) == (422, [])
    assert f'href="#{field}"' in answer.text
    assert unescape(answer.text).count(office.refusal(error, "en")) >= 2
    assert {name: typed_in(answer.text, name) for name in sent} == sent


async def test_a_partner_changes_its_ceiling_and_says_why(office, ines, campaign, partner, typed):
    here = f"{CAMPAIGNS}/{campaign.id}/commitments"
    await ines.post(here, typed)
    (one,) = await signed(office)
    await bring(office, campaign, CampaignState.SCHEDULED)
    hugo = await office.enter("hugo", Role.PARTNER, scope=partner.id)
    change = f"/en/back-office/commitments/{one.id}"
    assert change in (await hugo.get(here)).text
    shown = (await hugo.get(change)).text
    assert "€4,000" in shown  # left in the envelope
    assert '<a href="/en/back-office/partners" aria-current="page">' in shown

    wrong = await hugo.post(change, {"ceiling": "11 000", "reason": ""})
    assert (wrong.status_code, typed_in(wrong.text, "ceiling")) == (422, "11 000")
    wrong = await hugo.post(change, {"ceiling": "11 000", "reason": "Plus"})
    assert "The envelope still holds €10,000" in wrong.text
    assert (await hugo.post(change, {"ceiling": "", "reason": "Plus"})).status_code == 422

    assert (await hugo.post(change, {"ceiling": "7 500", "reason": "Un <budget>"})).status_code == 303

    shown = unescape((await hugo.get(here)).text)
    assert "raised its ceiling from €6,000 to €7,500." in shown
    assert ("Un <budget>" in shown, "up to €7,500" in shown) == (True, True)
    await office.work()


async def test_a_partner_withdraws_and_says_why(office, ines, campaign, partner, typed):
    here = f"{CAMPAIGNS}/{campaign.id}/commitments"
    await ines.post(here, typed)
    (one,) = await signed(office)
    change = f"/en/back-office/commitments/{one.id}"
    assert (await ines.post(f"{change}/withdraw", {"withdrawal": ""})).status_code == 422

    assert (await ines.post(f"{change}/withdraw", {"withdrawal": "Dissoute"})).status_code == 303

    shown = (await ines.get(here)).text
    assert ("has withdrawn: it adds nothing" in shown, "Dissoute" in shown) == (True, True)
    assert "Withdraw from this campaign" not in (await ines.get(change)).text
    await bring(office, campaign, CampaignState.CLOSING)
    assert "stays as it is" in (await ines.get(change)).text
    assert change not in (await ines.get(here)).text


async def test_the_commitments_of_others_are_changed_by_nobody_else(office, ines, campaign, typed):
    await ines.post(f"{CAMPAIGNS}/{campaign.id}/commitments", typed)
    (one,) = await signed(office)
    other = await office.enter("hugo", Role.PARTNER, scope=(await office.partner("Cuisines")).id)
    change, sent = f"/en/back-office/commitments/{one.id}", {"ceiling": "7 000", "reason": "Plus"}
    assert (await other.get(change)).status_code == 403
    assert (await other.post(change, sent)).status_code == 403
    assert (await other.post(f"{change}/withdraw", {"withdrawal": "Non"})).status_code == 403


async def test_a_campaign_is_promised_something_once_and_in_time(office, ines, campaign, typed):
    here = f"{CAMPAIGNS}/{campaign.id}/commitments"
    await ines.post(here, typed)
    again = await ines.post(here, {**typed, "ceiling": "10"})
    assert office.refusal(CommitmentExistsError(), "en") in again.text
    await bring(office, campaign, CampaignState.LIVE)
    assert "Sign a commitment" not in (await ines.get(here)).text
    late = await ines.post(here, typed)
    assert (late.status_code, office.refusal(CommitmentTooLateError(), "en") in late.text) == (422, True)


async def test_a_partner_does_not_draw_on_the_envelope_of_another(office, campaign, typed):
    other = await office.partner("Cuisines du Ried")
    hugo = await office.enter("hugo", Role.PARTNER, scope=other.id)
    here = f"{CAMPAIGNS}/{campaign.id}/commitments"
    assert "Budget 2027" not in (await hugo.get(here)).text
    assert (await hugo.post(here, typed)).status_code == 422
    assert await signed(office) == []


async def test_who_writes_for_the_holder_sees_what_is_promised_to_it(office, ines, campaign, typed):
    here = f"{CAMPAIGNS}/{campaign.id}/commitments"
    await ines.post(here, typed)
    nadia = await office.enter("nadia", Role.HOLDER, scope=campaign.holder_id)
    page = (await nadia.get(here)).text
    assert ("€6,000" in page, "Sign a commitment" in page) == (True, False)
    assert (await nadia.post(here, typed)).status_code == 403
    marc = await office.enter("marc", Role.HOLDER, scope=(await office.partner("x")).id)
    assert (await marc.get(here)).status_code == 403


async def test_others_are_refused(office, ines, campaign, partner, typed):
    here = f"{CAMPAIGNS}/{campaign.id}/commitments"
    anonymous, resident = office.browser(), await office.enter("camille")
    assert (await anonymous.get(here)).headers["location"].startswith("/en/sign-in")
    assert (await resident.get(here)).status_code == 403
    stranger = office.browser(ELSEWHERE)
    await stranger.arrive("marc")
    await office.give_role("marc", Role.ADMINISTRATOR, slug="val-clair")
    assert (await stranger.get(here)).status_code == 404
    assert (await stranger.get(f"/en/back-office/partners/{partner.id}")).status_code == 404
