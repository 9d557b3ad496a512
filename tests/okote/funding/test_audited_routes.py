"""What is done in the back office leaves its line in the audit trail, or stands on a list with its reason."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.approvals.models import Approval
from okote.funding.bookkeeping import FAMILIES
from okote.funding.calls.models import Call
from okote.funding.campaigns.checklist.models import CheckItem
from okote.funding.campaigns.models import Campaign, Reward
from okote.funding.campaigns.rules import CampaignState
from okote.funding.categories.models import Category
from okote.funding.cheques.models import Cheque
from okote.funding.conditions.rules import CURRENT
from okote.funding.matching.models import SignedCommitment
from okote.funding.needs.models import Help, Need
from okote.funding.news.models import News
from okote.funding.partners.models import Partner
from okote.funding.pledges.models import Pledge, PledgeReward
from okote.funding.questions.models import Question
from okote.funding.thanks.queries import shown_to_holder
from okote.identity.models import Grant, Invitation, Role
from okote.identity.tokens.models import AccessToken
from okote.territories.models import Place
from okote.territories.wording import NAMES as SETTING_NAMES
from okote.webhooks.models import Webhook, WebhookDelivery
from tests.okote.app_client import WHY
from tests.okote.audited import Walk, acting
from tests.okote.funding.audited_money import explain, mend, transfer
from tests.okote.funding.chosen.buttons import press_chosen
from tests.okote.platform.files.test_papers import PDF

OF_ITS_WRITERS = "the campaign’s history says who wrote and when; it promises nothing before it is approved"
SAID_BY = "the comment itself says whose it is and when, and stays"
EXEMPT = {
    "/campaigns": OF_ITS_WRITERS,
    "/campaigns/{campaign_id:uuid}/edit": OF_ITS_WRITERS,
    "/campaigns/{campaign_id:uuid}/edit/kept": OF_ITS_WRITERS,
    "/campaigns/{campaign_id:uuid}/edit/kept/throw-away": OF_ITS_WRITERS,
    "/campaigns/{campaign_id:uuid}/comments": SAID_BY,
    "/campaigns/{campaign_id:uuid}/comments/{comment_id:uuid}/done": SAID_BY,
    "/calls/{commitment_id:uuid}/proofs": "the paper says who handed it in and when, and decides nothing",
    "/holders/{holder_id:uuid}/onboarding": "it leads to Stripe and changes nothing here",
    "/stripe/reconciliation": "it looks; each comparison stays with its figures",
}

HOLDER = {
    "name": "Les Jardins de l’Ill",
    "legal_form": "association de droit local",
    "identifier": "Strasbourg, volume 97, folio 13",
    "address": "5 rue du Moulin",
    "email": "bonjour@jardins.test",
    "language": "de",
    "statement_name": "OKOTE JARDINS",
}
PARTNER = {"kind": "public", "name": "La Région", "siren": "", "email": "f@region.test", "language": "fr"}
ENVELOPE = {"name": "Budget", "decision": "26-1", "decided_on": "2026-01-15", "amount": "30000"}
TERMS = {
    "threshold": "60",
    "threshold_on": "pledges",
    "commission": "7.5",
    "commission_on": "all",
    "vat": "20",
    "own_people": "refused",
    "longest_campaign": "45",
    "smallest_pledge": "5",
    "takes_cheques": "yes",
}
NEED = {"kind": "time", "title": "Des bras", "wanted": "3", "measure": "people", "place": "Le quai"}
HELP = {"quantity": "2", "name": "Louise", "contact": "06 12 34 56 78"}
DRAWN = {"amount": "100", "drawer": "Ada Kern", "address": "2 rue Basse"}
PAPER = {"amount": "100", "number": "7000123", "bank": "Banque", "written_on": "2026-03-01", "proof": "1"}
SETTINGS = dict.fromkeys(SETTING_NAMES, "bonjour@exemple.test") | {"primary_colour": "#0b5d4b"}
SETTINGS |= {"operator_siren": "123 456 782", "operator_orias": "12 345 678"}
CALL = {"title": "Se nourrir d’ici", "text": "Pour des projets d’ici.", "criteria": "Ouvert à tout le monde"}
CALL |= {"first_day": "2026-01-15", "last_day": "2026-02-15"}
NAMES = {"name-fr": "Manger", "name-de": "Essen", "name-en": "Food"}


@pytest.fixture
def walk(house):
    return Walk(house, acting(house))


async def keep_lists(walk, boss):
    await walk.press(boss, "/categories", NAMES)
    category = (await walk.latest(Category)).id
    await walk.press(boss, "/categories/{category_id:uuid}", NAMES, category_id=category)
    await walk.press(boss, "/categories/{category_id:uuid}/retire", category_id=category)
    await walk.press(boss, "/categories/{category_id:uuid}/take-up", category_id=category)
    await walk.press(boss, "/calls-for-projects", CALL)
    call = (await walk.latest(Call)).id
    await walk.press(boss, "/calls-for-projects/{call_id:uuid}", CALL, call_id=call)
    await walk.press(boss, "/calls-for-projects/{call_id:uuid}/remove", call_id=call)
    await walk.press(boss, "/places", {"name": "Aubeterre"})
    place = (await walk.latest(Place)).id
    await walk.press(boss, "/places/{place_id:uuid}", {"name": "Aubeterre-la-Haute"}, place_id=place)
    await walk.press(boss, "/checklist/usual")
    await walk.press(boss, "/checklist", NAMES)
    item = (await walk.latest(CheckItem)).id
    await walk.press(boss, "/checklist/{item_id:uuid}", NAMES, item_id=item)
    await walk.press(boss, "/terms", TERMS)
    await walk.press(boss, "/settings", SETTINGS)
    await walk.press(boss, "/accessibility", {"rate": "82", "by": "Atelier", "on": "2026-01-15"})
    account = {"number": "706100", "label": "Frais"}
    await walk.press(boss, "/ledger/chart/{family:str}", account, family=next(iter(FAMILIES)))
    return item


async def keep_people(walk, boss, office):
    offer = {"email": "new@exemple.test", "role": "agent"}
    await walk.press(boss, "/people/invitations", offer)
    invitation = (await walk.latest(Invitation)).id
    withdrawal = "/people/invitations/{invitation_id:uuid}/withdraw"
    await walk.press(boss, withdrawal, invitation_id=invitation)
    await office.enter("yanis", Role.COACH)
    await walk.press(boss, "/people/{grant_id:uuid}/revoke", grant_id=(await walk.latest(Grant)).id)
    await boss.post("/en/account/tokens", {"name": "Tableau", "read:me": "yes", "days": "30"})
    await walk.press(boss, "/tokens/{token_id:uuid}", WHY, token_id=(await walk.latest(AccessToken)).id)


async def connect_a_system(walk, boss):
    """Its secret is in the answer itself, which is why that leads nowhere else."""
    asked = {"url": "https://agenda.example/", "description": "Agenda", "kind-news.published": "yes"}
    await walk.press(boss, "/webhooks/new", asked, status=200)
    here = {"webhook_id": (await walk.latest(Webhook)).id}
    base = "/webhooks/{webhook_id:uuid}"
    await walk.press(boss, f"{base}/edit", asked, **here)
    await walk.press(boss, f"{base}/secret", status=200, **here)
    for what in ("off", "on", "test"):
        await walk.press(boss, f"{base}/{what}", **here)
    sent = (await walk.latest(WebhookDelivery)).id
    await walk.press(boss, f"{base}/sent/{{delivery_id:uuid}}/again", delivery_id=sent, **here)
    await walk.press(boss, f"{base}/remove", **here)


async def lead_a_campaign(walk, boss, lea, office, item):
    await walk.press(lea, "/holders", HOLDER)
    holder = await office.holder()
    corrected = HOLDER | {"identifier": "000 000 018"}
    await walk.press(lea, "/holders/{holder_id:uuid}/edit", corrected, holder_id=holder.id)
    await walk.press(boss, "/holders/{holder_id:uuid}/account", holder_id=holder.id)
    await press_chosen(walk, lea, holder)
    campaign = await office.campaign(lea, holder)
    await office.write(lea, campaign)
    here = {"campaign_id": campaign.id}
    ticking = "/campaigns/{campaign_id:uuid}/checklist/{item_id:uuid}"
    await walk.press(boss, ticking, **here, item_id=item)
    await walk.press(boss, f"{ticking}/untick", **here, item_id=item)
    sent = {"version": "1"}
    base = "/campaigns/{campaign_id:uuid}"
    await walk.press(lea, f"{base}/submit", sent, **here)
    await walk.press(boss, f"{base}/send-back", {"reason": "Le budget"}, **here)
    await lea.post(f"/en/back-office/campaigns/{campaign.id}/submit", sent)
    for one in await items(walk):
        await boss.post(f"/en/back-office/campaigns/{campaign.id}/checklist/{one}")
    await walk.press(boss, f"{base}/approve", sent, **here)
    await walk.press(lea, f"{base}/take-back", **here)
    await sign(walk, boss, campaign)
    await walk.press(boss, f"{base}/cancel", {"cancel_reason": "Projet retiré"}, **here)


async def items(walk):
    async with walk.house.database.reading() as db:
        return (await db.exec(select(CheckItem.id))).all()


async def sign(walk, boss, campaign):
    await walk.press(boss, "/partners", PARTNER)
    partner = {"partner_id": (await walk.latest(Partner)).id}
    await walk.press(boss, "/partners/{partner_id:uuid}/edit", PARTNER, **partner)
    await walk.press(boss, "/partners/{partner_id:uuid}/envelopes", ENVELOPE, **partner)
    async with walk.house.database.reading() as db:
        envelope = await db.scalar(text("SELECT id FROM envelope ORDER BY id DESC LIMIT 1"))
    promise = {"envelope": str(envelope), "ceiling": "600", "rule": "per_euro", "rate": "1"}
    await walk.press(boss, "/campaigns/{campaign_id:uuid}/commitments", promise, campaign_id=campaign.id)
    commitment = (await walk.latest(SignedCommitment)).id
    amending = "/commitments/{commitment_id:uuid}"
    changed = {"ceiling": "700", "reason": "Voté"}
    await walk.press(boss, amending, changed, commitment_id=commitment)
    await walk.press(boss, f"{amending}/withdraw", {"withdrawal": "Dissoute"}, commitment_id=commitment)


async def talk(walk, boss, nadia, scene, office):
    here = {"campaign_id": scene.campaign.id}
    told = {"title": "Les murs", "body": "Ils montent."}
    await walk.press(nadia, "/campaigns/{campaign_id:uuid}/news", told, **here)
    news = {"news_id": (await walk.latest(News)).id}
    await walk.press(nadia, "/news/{news_id:uuid}/edit", told | {"body": "Ils sont là."}, **news)
    await walk.press(boss, "/news/{news_id:uuid}/hide", WHY, **news)
    camille = await office.enter("camille")
    for number, (what, typed) in enumerate((("answer", {"answer": "Oui"}), ("set-aside", {"reason": "Non"}))):
        await camille.post(f"{scene.path}/questions", {"question": f"Quand ? ({number})", "name": ""})
        question = (await walk.latest(Question)).id
        await walk.press(nadia, f"/questions/{{question_id:uuid}}/{what}", typed, question_id=question)


async def ask_for_help(walk, nadia, scene, office):
    await walk.press(nadia, "/campaigns/{campaign_id:uuid}/needs", NEED, campaign_id=scene.campaign.id)
    need = {"need_id": (await walk.latest(Need)).id}
    await walk.press(nadia, "/needs/{need_id:uuid}", NEED | {"wanted": "4"}, **need)
    await walk.press(nadia, "/needs/{need_id:uuid}/close", **need)
    await walk.press(nadia, "/needs/{need_id:uuid}/open", **need)
    louise = await office.enter("camille")
    await louise.post(f"/en/campaigns/{scene.campaign.slug}/needs/{need['need_id']}", HELP)
    accepted = {"pressed": "accept", "accept": "Merci"}
    await walk.press(nadia, "/help/{help_id:uuid}", accepted, help_id=(await walk.latest(Help)).id)


async def keep_cheques(walk, boss, lea, scene, office):
    """One that counts, one that goes back, one that does not come."""
    entered = DRAWN | PAPER | {"campaign": str(scene.campaign.id)}
    await walk.press(lea, "/cheques/new", entered)
    counts = {"cheque_id": (await walk.latest(Cheque)).id}
    await walk.press(boss, "/cheques/{cheque_id:uuid}/confirm", **counts)
    scans = f"/en/back-office/cheques/{counts['cheque_id']}/scans"
    known = await walk.count()
    await office.send(lea, scans, {}, PDF, field="scan")
    assert await walk.count() > known
    walk.left.remove("/cheques/{cheque_id:uuid}/scans")
    camille = await office.enter("camille")
    for what, typed in (("withdraw", None), ("receive", PAPER), ("give-back", {"note": "Par la poste"})):
        if what != "give-back":
            announced = DRAWN | {"conditions": CURRENT.isoformat()}
            await camille.post(f"/en/campaigns/{scene.campaign.slug}/cheque", announced)
        cheque = (await walk.latest(Cheque)).id
        await walk.press(lea, f"/cheques/{{cheque_id:uuid}}/{what}", typed, cheque_id=cheque)
    return counts


async def keep_promises(walk, boss, nadia, scene, counts):
    """Once the campaign has succeeded: a moment of it, of which nothing else is made here."""
    here = {"campaign_id": scene.campaign.id}
    chosen = await an_owed_reward(walk, scene)
    await walk.press(boss, "/cheques/{cheque_id:uuid}/bank", **counts)
    await walk.press(boss, "/cheques/{cheque_id:uuid}/bounce", {"note": "Sans provision"}, **counts)
    await walk.press(nadia, "/campaigns/{campaign_id:uuid}/rewards/sent", {"sent": str(chosen)}, **here)
    base = "/campaigns/{campaign_id:uuid}/thanks"
    await walk.press(nadia, base, {"body": "Merci"}, **here)
    async with walk.house.database.reading() as db:
        handle = (await shown_to_holder(db, scene.campaign.id))[0].handle
    await walk.press(nadia, f"{base}/{{handle:uuid}}", {"body": "Merci"}, handle=handle, **here)
    await stands(walk, scene, CampaignState.LIVE)


async def an_owed_reward(walk, scene):
    """What a donor who shows a name chose, in a campaign that has succeeded."""
    given, month = await scene.pledge(50), scene.campaign.last_day.replace(day=1)
    jar = Reward(campaign_id=scene.campaign.id, position=0, title="Un bocal", month=month)
    jar.starts_at_minor, jar.value_minor = 20_00, 5_00
    async with walk.house.database.unit_of_work() as db:
        db.add(jar)
        await db.flush()
        chosen = {"pledge_id": given.id, "territory_id": given.territory_id, "reward_id": jar.id}
        db.add(PledgeReward(**chosen, chosen_at=await db.now()))
        (await db.get_one(Pledge, given.id)).sqlmodel_update({"public_name": "Ada", "name_shown": True})
    await stands(walk, scene, CampaignState.FUNDED)
    return given.id


async def stands(walk, scene, state):
    async with walk.house.database.unit_of_work() as db:
        (await db.get_one(Campaign, scene.campaign.id)).state = state


async def report(walk, boss, scene):
    """Once its year is over."""
    async with walk.house.database.reading() as db:
        year = (await db.now()).year
    await scene.move_clock(days=366)
    await boss.arrive("ines")
    governed = {"governance": "Un conseil élu"}
    await walk.press(boss, "/yearly-reports/{year:int}", governed, year=year)


async def watch(walk, boss):
    await walk.press(boss, "/vigilance/sums", {"person": "10", "body": ""})
    pledge = (await walk.latest(Pledge)).id
    seen = WHY | {"outcome": "seen"}
    await walk.press(boss, "/vigilance/{pledge_id:uuid}", seen, pledge_id=pledge)


async def decide_in_two(walk, boss, office, scene):
    await walk.press(boss, "/approvals/sum", {"above": "1"})
    solene = await office.enter("solene", Role.ADMINISTRATOR)
    here = f"/en/back-office/campaigns/{scene.campaign.id}/cancel"
    for what in ("refuse", "approve"):
        await solene.post(here, {"cancel_reason": "Projet retiré"})
        approval = (await walk.latest(Approval)).id
        await walk.press(boss, f"/approvals/{{approval_id:uuid}}/{what}", WHY, approval_id=approval)
    async with walk.house.database.reading() as db:
        person = await db.scalar(text("SELECT decided_by FROM approval WHERE verdict IS NOT NULL LIMIT 1"))
        today = (await db.now()).date()
    named = {"person": str(person), "until": str(today + timedelta(days=7))}
    await walk.press(boss, "/approvals/deputies", named)


async def test_each_button_of_the_back_office_leaves_its_line(walk, scene, office, only_territory):
    boss = await office.enter("ines", Role.ADMINISTRATOR)
    lea = await office.enter("lea", Role.AGENT)
    nadia = await office.enter("nadia", Role.HOLDER, scope=scene.campaign.holder_id)
    assert not EXEMPT.keys() - walk.left, "gone, or never there"

    await keep_people(walk, boss, office)
    item = await keep_lists(walk, boss)
    await connect_a_system(walk, boss)
    await lead_a_campaign(walk, boss, lea, office, item)
    await talk(walk, boss, nadia, scene, office)
    await ask_for_help(walk, nadia, scene, office)
    counts = await keep_cheques(walk, boss, lea, scene, office)
    await keep_promises(walk, boss, nadia, scene, counts)
    await mend(walk, boss, scene)
    await transfer(walk, boss, scene)
    await explain(walk, boss)
    await watch(walk, boss)
    await decide_in_two(walk, boss, office, scene)
    await report(walk, boss, scene)

    assert walk.left == EXEMPT.keys()
