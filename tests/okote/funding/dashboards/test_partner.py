"""Partners see what they have to do next, and how what they promised something to stands."""

from html import unescape

from sqlmodel import select

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.matching.models import FundsProof, SignedCommitment
from okote.funding.partners.models import Partner
from okote.identity.models import Role
from okote.platform.files.papers import PaperKind
from tests.okote.app_client import counting_queries
from tests.okote.funding.matching.test_calls import called

PARTNERS = "/en/back-office/partners"


def to_do(page):
    """What stands under the title of what is to be done."""
    shown = unescape(page)
    return shown[shown.index("What to do next") : shown.index("Envelopes</h2>")]


async def test_a_partner_reads_what_to_pay_by_when_and_what_to_decide(office):
    partner = await office.partner()
    hugo = await office.enter("hugo", Role.PARTNER, scope=partner.id)
    here = f"{PARTNERS}/{partner.id}"
    assert "Nothing waits for you." in to_do((await hugo.get(here)).text)
    first = await called(office, partner, due_in=40)
    late = await called(office, partner, due_in=-1)
    lea = await office.enter("lea", Role.AGENT)
    undecided = await office.campaign(lea, await office.holder(), "Un abri pour vélos")
    async with office.house.database.unit_of_work() as db:
        kept = await db.get_one(Campaign, undecided.id)
        kept.state, kept.goal_minor, kept.threshold_bp = CampaignState.SCHEDULED, 100, 7_500
        kept.opens_at, kept.ends_at = kept.created_at.replace(year=2030), kept.created_at.replace(year=2031)
    with counting_queries(office.house) as asked:
        steps = to_do((await hugo.get(here)).text)
    places = [steps.index(f"/back-office/calls/{call.commitment_id}") for call in (late, first)]
    assert places == sorted(places)
    assert ("it was due on" in steps, "“Un abri pour vélos”" in steps, "2030" in steps) == (True,) * 3
    await called(office, partner, due_in=3)
    with counting_queries(office.house) as for_more:
        await hugo.get(here)
    assert len(asked) == len(for_more) == 11
    async with office.house.database.unit_of_work() as db:
        author = (await db.get_one(SignedCommitment, late.commitment_id)).signed_by
        of = {"territory_id": late.territory_id, "commitment_id": late.commitment_id, "sent_by": author}
        db.add(FundsProof(**of, kind=PaperKind.PDF, sent_at=await db.now()))
    assert "it was due on" not in to_do((await hugo.get(here)).text)


async def test_a_partner_sees_day_by_day_what_came_in_and_nobody_s_name(office, scene, house):
    async with house.database.reading() as db:
        statement = select(SignedCommitment, Partner.name).join(Partner).order_by(Partner.name)
        signed, name = (await db.exec(statement)).first()
    hugo = await office.enter("hugo", Role.PARTNER, scope=signed.partner_id)
    here = f"/en/back-office/commitments/{signed.id}/standing"
    assert "Nothing has come in yet" in (await hugo.get(here)).text
    await scene.pledge(20)
    with counting_queries(house) as asked:
        page = unescape((await hugo.get(here)).text)
    assert ("What residents gave, by day" in page, "Who gave" in page) == (True, False)
    assert f"<dt>Added by {name} so far</dt><dd>€20</dd>" in page
    for _ in range(2):
        await scene.pledge(20)
    with counting_queries(house) as for_more:
        await hugo.get(here)
    assert len(asked) == len(for_more) == 6
    stranger = await office.enter("yanis", Role.PARTNER, scope=(await office.partner("Autre")).id)
    assert (await stranger.get(here)).status_code == 403
    assert here in (await hugo.get(f"{PARTNERS}/{signed.partner_id}")).text
