"""Somebody does all that there is to do here, and closes the account: nothing of theirs is left anywhere.

What the law keeps, or others rely on, is listed with its reason; any other trace fails.
"""

import json
import socket
from datetime import timedelta
from uuid import uuid4

import pytest
import structlog

from consultations.difficulties import service as difficulties
from consultations.difficulties.rules import AnsweredBy, Category, Reach
from consultations.ideas import service as ideas
from consultations.ideas.moderated import MODERATED
from consultations.moderation.contents import AllModerated
from consultations.moderation.rules import Given, Ground
from consultations.moderation.service.notices import report
from okote.demo.mailbox import serving as mail_server
from okote.funding.campaigns.autosave.models import KeptOffer
from okote.funding.campaigns.models import Reward
from okote.funding.campaigns.rules import HolderIdentifier, IdentifierKind
from okote.funding.cheques import service as cheques
from okote.funding.cheques.models import ChequeScan
from okote.funding.following.service import follow
from okote.funding.needs import service as needs
from okote.funding.needs.models import Need
from okote.funding.needs.rules import Counted, HelpStatus, NeedKind
from okote.funding.pledges import service as pledges
from okote.funding.pledges.rewards.service import say_where
from okote.funding.pledges.rules import Body
from okote.funding.questions import service as questions
from okote.funding.terms.models import FundingTerms
from okote.funding.thanks.models import DonorThanks
from okote.identity.account.service import change, write_to
from okote.identity.models import Invitation, Person, Role
from okote.identity.tokens import service as tokens
from okote.identity.tokens.rules import Scope
from okote.identity.typed.models import TypedForm
from okote.identity.visitors import Held, Visitor
from okote.platform.files.papers import PaperKind, paper_path
from okote.platform.mail.models import Mail, MailState
from okote.settings import MailSettings
from okote.territories.models import Territory
from payments.inbox.models import StripeEvent
from payments.inbox.rules import Source
from payments.money import Money
from tests.okote.app_client import ADDRESS, EMAILS, person_id, territory
from tests.okote.privacy.canaries import in_database, in_files

GOES = (
    "name",
    "address",
    "unconfirmed",
    "invited",
    "shown",
    "message",
    "recipient",
    "street",
    "helper",
    "contact",
    "offer",
    "asker",
    "question",
    "author",
    "back",
    "token",
    "browser",
    "typed",
    "draft",
    "thanks",
    "written",
    "difficulty",
    "reply",
    "telephone",
)
STAYS = {
    "asked": "others read the answer",
    "idea": "others support it",
    "report": "still looked at, for whom it is about; a year after it is decided",
    "drawer": "accounts, ten years",
    "bank": "accounts, ten years",
    "body": "accounts, ten years; it is an organisation",
    "scan": "accounts, ten years",
    "stripe": "proof of what Stripe said, 90 days",
}
CANARIES = {name: f"canari{number:02}{name}" for number, name in enumerate((*GOES, *STAYS))}
C = CANARIES
KEPT_IN = {
    "asked": {"question.body"},
    "idea": {"idea.title", "idea.body", "idea_version.content"},
    "drawer": {"cheque.drawer"},
    "bank": {"cheque.bank"},
    "body": {"cheque_body.name"},
    "report": {"moderation_notice.explanation"},
    "stripe": {"stripe_event.body"},
}


def test_there_are_twenty_that_go():
    assert len(GOES) >= 20
    assert len(set(CANARIES.values())) == len(CANARIES)


@pytest.fixture
def changed_settings(changed_settings, tmp_path):
    """With a mail server, as what waits to be sent has to leave first."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = int(tried.getsockname()[1])
    server = mail_server(tmp_path.parent / f"{tmp_path.name}-mails", port)
    server.start()
    mail = MailSettings(host="127.0.0.1", port=port, sender="a@okote.example", start_tls=False)
    yield changed_settings | {"mail": mail}
    server.stop()


@pytest.fixture
async def camille(browser):
    camille = browser()
    await camille.sign_in("camille")
    await camille.get("/fr/account", **{"user-agent": C["browser"]})
    return camille


@pytest.fixture
async def me(camille, house, identity_provider):
    here, who = await territory(house), await person_id(house, identity_provider, "camille")
    async with house.database.unit_of_work() as db:
        await change(db, who, public_name=C["name"], language="fr")
        await write_to(db, who, f"{C['address']}@exemple.test")
    async with house.database.reading() as db:
        person = await db.get_one(Person, who)
    return Visitor(
        territory=here, language="fr", address=ADDRESS, host="trois-rives.localhost:8000", person=person
    )


@pytest.fixture
async def office(house, me, scene):
    """Who answers for the holder, and looks after cheques."""
    async with house.database.unit_of_work() as db:
        db.add(FundingTerms(territory_id=me.territory.id, takes_cheques=True))
        people = [Person(created_at=await db.now()) for _ in "ab"]
        db.add_all(people)
    held = frozenset(
        {Held(Role.HOLDER, scene.campaign.holder_id), Held(Role.AGENT), Held(Role.ADMINISTRATOR)}
    )
    return [
        Visitor(territory=me.territory, language="fr", address=ADDRESS, person=one, roles=held)
        for one in people
    ]


@pytest.fixture
async def lived(house, scene, me, office, camille):
    """All of it; the logs meanwhile."""
    with structlog.testing.capture_logs() as lines:
        async with house.database.unit_of_work() as db:
            await give(db, scene, me)
            await help_out(db, scene, me, office)
            await ask(db, scene, me, office)
            await propose(db, me, office)
            await struggle(db, me)
            await send_a_cheque(db, house, scene, me, office)
            await be_kept(db, house, scene, me)
        await camille.post("/fr/account/address", {"email": f"{C['unconfirmed']}@exemple.test"})
        await scene.work()
    return lines


async def give(db, scene, me):
    campaign = scene.campaign
    reward = Reward(
        campaign_id=campaign.id,
        position=0,
        title="Un bocal",
        starts_at_minor=20_00,
        value_minor=1_00,
        month=campaign.last_day.replace(day=1),
        needs_address=True,
    )
    db.add(reward)
    await db.flush()
    details = pledges.PledgeDetails(
        uuid4(),
        Money.of(20),
        C["shown"],
        name_shown=True,
        amount_shown=True,
        message=f"Bravo {C['message']}",
        reward=reward.id,
    )
    pledge, _ = await pledges.give(db, campaign.id, details, by=me)
    await say_where(db, pledge.id, C["recipient"], f"2 rue {C['street']}", by=me)
    await follow(db, campaign.id, by=me)
    db.add(
        DonorThanks(
            pledge_id=pledge.id,
            campaign_id=campaign.id,
            territory_id=me.territory.id,
            person_id=me.person.id,
            language="fr",
            author_id=me.person.id,
            body=f"Merci {C['thanks']}",
            sent_at=await db.now(),
        )
    )


async def help_out(db, scene, me, office):
    need = Need(
        territory_id=me.territory.id,
        campaign_id=scene.campaign.id,
        kind=NeedKind.TIME,
        title="Éplucher",
        wanted=3,
        measure=Counted.HOURS,
        created_at=await db.now(),
    )
    db.add(need)
    await db.flush()
    offered = await needs.offer_help(db, need.id, 2, C["helper"], C["contact"], C["offer"], by=me)
    await db.flush()
    await needs.respond(db, offered.id, HelpStatus.ACCEPTED, "Volontiers", by=office[0])


async def ask(db, scene, me, office):
    asked = await questions.ask(db, scene.campaign.id, f"Pourquoi {C['asked']}", C["asker"], by=me)
    await questions.ask(db, scene.campaign.id, f"Et {C['question']}", None, by=me)
    await db.flush()
    await questions.answer(db, asked.id, "Parce que", by=office[0])


async def propose(db, me, office):
    for title, public_name in ((C["idea"], C["author"]), (C["back"], None)):
        details = ideas.IdeaDetails(title, f"Un banc {title}", public_name=public_name)
        idea = await ideas.propose(db, details, by=me)
        await db.flush()
    await ideas.take_back(db, idea.id, by=me)
    other = await ideas.propose(db, ideas.IdeaDetails("Une fontaine", "Sur la place"), by=office[0])
    await db.flush()
    moderated = AllModerated.of(MODERATED)
    said = Given(Ground.DEFAMATION, f"Parce que {C['report']}", good_faith=True)
    await report(db, moderated, "idea", other.id, said, by=me)


async def struggle(db, me):
    called = Reach(AnsweredBy.TELEPHONE, telephone=C["telephone"])
    said = difficulties.Said(Category.OTHER, f"Trop dur {C['difficulty']}", reach=called)
    told = await difficulties.tell(db, said, by=me)
    await difficulties.reply(db, told.id, f"Encore {C['reply']}", by=me)


async def send_a_cheque(db, house, scene, me, office):
    body = Body(C["body"], "SARL", HolderIdentifier(IdentifierKind.SIREN, "000000018"))
    told = cheques.Announcement(uuid4(), Money.of(50), C["drawer"], "2 rue Basse", body=body)
    cheque = await cheques.announce(db, scene.campaign.id, told, by=me)
    await db.flush()
    at = await db.now()
    paper = cheques.Paper(Money.of(50), "7", C["bank"], at.date(), "classeur 3")
    await cheques.receive(db, cheque.id, paper, by=office[0])
    scan = ChequeScan(
        territory_id=me.territory.id,
        cheque_id=cheque.id,
        kind=PaperKind.PDF,
        sent_at=at,
        sent_by=office[0].person.id,
    )
    db.add(scan)
    picture = paper_path(house.settings.uploads_folder, scan.id, scan.kind)
    picture.parent.mkdir(parents=True)
    picture.write_bytes(f"%PDF- {C['scan']}".encode())


async def be_kept(db, house, scene, me):
    at, who, here = await db.now(), me.person.id, me.territory.id
    await tokens.make(db, house.renderer, C["token"], [Scope.READ_ME], 30, by=me)
    db.add(TypedForm(person_id=who, host=me.host, path="/ideas", fields=[["body", C["typed"]]], at=at))
    db.add(
        KeptOffer(
            campaign_id=scene.campaign.id,
            person_id=who,
            version=1,
            typed={"story": C["draft"]},
            kept_at=at,
        )
    )
    db.add(
        Invitation(
            territory_id=here,
            email=f"{C['invited']}@exemple.test",
            role=Role.AGENT,
            token_hash=b"i" * 32,
            created_at=at,
            expires_at=at + timedelta(days=14),
            accepted_at=at,
            accepted_by=who,
        )
    )
    db.add(
        Mail(
            key=f"anything:{who}",
            territory_id=here,
            person_id=who,
            recipient=f"{C['address']}@exemple.test",
            subject=C["written"],
            text=C["written"],
            html=C["written"],
            state=MailState.SENT,
            created_at=at,
            sent_at=at,
        )
    )
    db.add(
        StripeEvent(
            source=Source.PLATFORM,
            event_id="evt_1",
            type="charge.updated",
            livemode=False,
            body=json.dumps(
                {"id": "evt_1", "type": "charge.updated", "livemode": False, "name": C["stripe"]}
            ).encode(),
            created_at=at,
            received_at=at,
            handled_at=at,
        )
    )


async def traces(house):
    """Canaries, and Camille's own address at the identity provider: each with where it stands."""
    async with house.database.reading() as db:
        return await in_database(db, CANARIES | {"own": EMAILS["camille"]})


async def test_nothing_is_left_but_what_is_listed(lived, house, scene, camille, browser, caplog):
    before = await traces(house)
    assert {name for name, _ in before} >= set(CANARIES) - {"browser", "scan"}, "each was there to be found"
    with structlog.testing.capture_logs() as lines:
        answer = await camille.post("/fr/account/close/confirm")
        assert answer.headers["location"] == "/fr/signed-out"
        await scene.work()

    after = await traces(house)
    kept = {(name, place) for name, places in KEPT_IN.items() for place in places}
    assert sorted(after - kept) == []
    assert after == kept
    assert in_files(house.settings.uploads_folder, CANARIES) == {"scan"}
    said = f"{lived} {lines} {caplog.text}"
    assert "request" in said
    assert [name for name, word in CANARIES.items() if word in said] == []
    assert await found_by_search(house, browser) == {"idea"}


async def found_by_search(house, browser):
    """By anyone, in all that the site searches; the question itself comes after its heading."""
    reader, found = browser(), set()
    for name, word in CANARIES.items():
        answer = await reader.get(f"/fr/search?q={word}")
        if answer.text.count(word) > (await reader.get("/fr/search?q=rienderien")).text.count("rienderien"):
            found.add(name)
    return found


async def test_a_trace_is_found_wherever_it_is(house, tmp_path):
    words = {"bird": "canariplanted", "none": "canarielsewhere"}
    async with house.database.unit_of_work() as db:
        at = await db.now()
        event = StripeEvent(
            source=Source.PLATFORM,
            event_id="evt_1",
            type="charge.updated",
            livemode=False,
            body=b"...CanariPlanted...",
            created_at=at,
            received_at=at,
        )
        db.add(event)
        await db.defer("mail.send", mail_id="canariplanted")
        here = await db.get_one(Territory, (await territory(house)).id)
        here.tagline, here.languages = "canariplanted", ["fr", "zz"]
    async with house.database.reading() as db:
        found = await in_database(db, words | {"listed": "zz"})
    places = {"stripe_event.body", "procrastinate_jobs.args", "territory.tagline"}
    assert found == {("bird", place) for place in places} | {("listed", "territory.languages")}
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "paper").write_bytes(b"canariplanted")
    (tmp_path / "canarielsewhere.pdf").touch()
    assert in_files(tmp_path, words) == {"bird", "none"}
