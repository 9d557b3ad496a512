"""One row of each kind that is forgotten by itself, as it is on the day on which it begins to age."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from consultations.actions.models import Evidence
from consultations.ideas.models import Idea
from okote.api.idempotency.models import KeptAnswer
from okote.funding.campaigns.autosave.models import KeptOffer
from okote.funding.campaigns.models import Reward
from okote.funding.cheques.models import Cheque, ChequeScan
from okote.funding.cheques.rules import ChequeState
from okote.funding.needs.models import Help, Need
from okote.funding.needs.rules import Counted, HelpStatus, NeedKind
from okote.funding.pledges.models import PledgeReward
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.vigilance.models import DonorReview, Outcome
from okote.funding.refunds.models import BankRefund
from okote.funding.refunds.rules import BankRefundState
from okote.identity.mail_codes.models import MailCode
from okote.identity.models import Invitation, Person, Role, Session, SignInAttempt
from okote.identity.tokens.models import AccessToken
from okote.identity.typed.models import TypedForm
from okote.platform.files.papers import PaperKind, paper_path
from okote.platform.limits import LimitHit
from okote.platform.mail.models import Mail, MailState
from okote.webhooks.models import Webhook, WebhookDelivery
from okote.webhooks.rules import State
from payments.inbox.models import StripeEvent
from payments.inbox.rules import Source
from tests.consultations.actions.rows import an_action
from tests.okote.funding.rows import a_pledge
from tests.okote.privacy import kept_by_consultations

S = ChequeState
MINUTES, DAY = timedelta(minutes=10), timedelta(days=1)


def lifetimes(at):
    """Each kind with how long it is kept, from that moment on; one is there twice, of two ages."""
    ten_years = datetime(at.year + 11, 1, 1, tzinfo=UTC) - at
    told = {
        "sign-ins-begun": MINUTES,
        "mail-codes": MINUTES,
        "mails-with-codes": MINUTES,
        "typed-forms": timedelta(hours=1),
        "attempts": timedelta(hours=23),
        "api-answers": DAY,
        "sessions": timedelta(hours=36),
        "contributions-unpaid": 30 * DAY,
        "evidence-removed": 30 * DAY,
        "ideas-taken-back": 30 * DAY,
        "notifications": 30 * DAY,
        "invitations": 44 * DAY,
        "access-tokens": 60 * DAY,
        "bank-details": 60 * DAY,
        "help": 60 * DAY,
        "rewards": 60 * DAY,
        "offers-unsaved": 90 * DAY,
        "stripe-events": 90 * DAY,
        "cheques-that-never-came": 365 * DAY,
        "mails": 365 * DAY,
        "donors-looked-at": 1826 * DAY,
        "cheques": ten_years,
        "pictures-of-cheques": ten_years,
    }
    assert list(told.values()) == sorted(told.values())
    return [*told.items(), *kept_by_consultations.LIFETIMES, kept_by_consultations.grown(at)]


async def plant(house, scene, here):
    """The moment at which they are all as new, and where the picture of a cheque lies."""
    async with house.database.unit_of_work() as db:
        at, campaign = await db.now(), scene.campaign
        person = Person(created_at=at, email="ada@kern.test")
        db.add(person)
        await db.flush()
        where = {"territory_id": here.id, "campaign_id": campaign.id}
        token, webhook = a_token(here, person, at), a_webhook(here, at)
        need, reward = asked_and_offered(where, at)
        given, unpaid = a_pledge(campaign, person.id, at), never_paid(campaign, person, at)
        announced, received = (a_cheque(where, person, at, state) for state in (S.ANNOUNCED, S.RECEIVED))
        db.add_all([token, webhook, need, reward, given, unpaid, announced, received])
        await db.flush()
        scan = ChequeScan(
            territory_id=here.id, cheque_id=received.id, kind=PaperKind.PDF, sent_at=at, sent_by=person.id
        )
        sent = PledgeReward(
            pledge_id=given.id,
            territory_id=here.id,
            reward_id=reward.id,
            chosen_at=at,
            recipient="Ada Kern",
            sent_at=at,
            sent_by=person.id,
        )
        db.add_all([scan, sent, some_help(where, need, person, at), transferred(where, given, person, at)])
        db.add(KeptAnswer(token_id=token.id, key="k", asked=b"a" * 32, status=201, body=b"{}", at=at))
        db.add_all([*signing_in(person, at), *written(here, at), *told(here, webhook, at)])
        db.add_all(left_behind(here, campaign, person, at))
        promised = an_action(here, person, at)
        for row in promised:
            db.add(row)
            await db.flush()
        db.add(removed_evidence(promised[1], person, at))
        await kept_by_consultations.plant(db, here, person, at)
    picture = paper_path(house.settings.uploads_folder, scan.id, scan.kind)
    picture.parent.mkdir()
    picture.write_bytes(b"%PDF-")
    return at, picture


def a_token(here, person, at):
    return AccessToken(
        territory_id=here.id,
        person_id=person.id,
        name="Tableur",
        token_hash=b"t" * 32,
        begins="okote_abcd",
        scopes=["read:me"],
        created_at=at,
        expires_at=at + 30 * DAY,
    )


def a_webhook(here, at):
    return Webhook(
        territory_id=here.id,
        url="https://systeme.test/",
        description="Journal",
        kinds=["pledge.paid"],
        secret=uuid4(),
        created_at=at,
    )


def asked_and_offered(where, at):
    need = Need(**where, kind=NeedKind.TIME, title="Éplucher", wanted=3, measure=Counted.HOURS, created_at=at)
    reward = Reward(
        campaign_id=where["campaign_id"],
        position=0,
        title="Un bocal",
        starts_at_minor=20_00,
        value_minor=1_00,
        month=date(at.year + 1, 1, 1),
        needs_address=True,
    )
    return need, reward


def never_paid(campaign, person, at):
    over = {"status": PledgeStatus.EXPIRED, "paid_at": None, "ended_at": at}
    return a_pledge(campaign, person.id, at, **over, message="Bravo")


def some_help(where, need, person, at):
    return Help(
        **where,
        need_id=need.id,
        person_id=person.id,
        quantity=1,
        contact="06",
        language="fr",
        status=HelpStatus.DONE,
        offered_at=at,
        answered_at=at,
        answered_by=person.id,
        ended_at=at,
    )


def transferred(where, pledge, person, at):
    return BankRefund(
        **where,
        pledge_id=pledge.id,
        person_id=person.id,
        language="fr",
        state=BankRefundState.PAID,
        amount_minor=20_00,
        fee_minor=0,
        code="declined",
        owed_at=at,
        details=b"sealed",
        masked="FR14 … 606",
        named_at=at,
        order_id=None,
        paid_on=at.date(),
        reference="VIR 1",
        recorded_at=at,
        recorded_by=person.id,
        ended_at=at,
    )


def left_behind(here, campaign, person, at):
    yield KeptOffer(campaign_id=campaign.id, person_id=person.id, version=1, typed={}, kept_at=at)
    yield DonorReview(
        territory_id=here.id,
        person_id=person.id,
        outcome=Outcome.SEEN,
        reason="Vu",
        total_minor=20_00,
        at=at,
        by=person.id,
    )
    yield Idea(
        territory_id=here.id,
        number=1,
        person_id=person.id,
        title="Un banc",
        body="Au soleil",
        language="fr",
        proposed_at=at,
        since=at,
        withdrawn_at=at,
    )


def removed_evidence(action, person, at):
    return Evidence(
        territory_id=action.territory_id,
        action_id=action.id,
        title="La lettre",
        url="https://exemple.test/",
        added_at=at,
        added_by=person.id,
        removed_at=at,
    )


def a_cheque(where, person, at, state):
    paper = {"number": "7", "bank": "Banque", "written_on": at.date(), "proof": "classeur"}
    return Cheque(
        **where,
        person_id=person.id,
        form_token=uuid4(),
        reference=state.value,
        state=state,
        amount_minor=20_00,
        drawer="Ada Kern",
        address="2 rue Basse",
        language="fr",
        created_at=at,
        **(paper if state is S.RECEIVED else {}),
    )


def signing_in(person, at):
    host = "trois-rives.localhost"
    yield Session(
        token_hash=b"s" * 32,
        person_id=person.id,
        host=host,
        provider="demo",
        created_at=at,
        seen_at=at,
        expires_at=at + 30 * DAY,
    )
    yield TypedForm(person_id=person.id, host=host, path="/ideas", fields=[["body", "Un banc"]], at=at)
    yield SignInAttempt(
        state_hash=b"a" * 32,
        browser_hash=b"b" * 32,
        host=host,
        provider="demo",
        nonce="n",
        code_verifier="v",
        return_to="/",
        language="fr",
        expires_at=at + MINUTES,
    )
    yield MailCode(
        email="ada@kern.test",
        code_hash=b"c" * 32,
        browser_hash=b"b" * 32,
        host=host,
        return_to="/",
        created_at=at,
        expires_at=at + MINUTES,
    )
    yield LimitHit(bucket="sign-in:192.0.2.1", at=at)


def written(here, at):
    for key in ("sign-in-code:1", "thanks:1"):
        yield Mail(
            key=key,
            territory_id=here.id,
            recipient="ada@kern.test",
            subject="Merci",
            text="Merci",
            html="Merci",
            state=MailState.SENT,
            created_at=at,
            sent_at=at,
        )
    yield Invitation(
        territory_id=here.id,
        email="ida@kern.test",
        role=Role.AGENT,
        token_hash=b"i" * 32,
        created_at=at,
        expires_at=at + 14 * DAY,
    )


def told(here, webhook, at):
    yield WebhookDelivery(
        territory_id=here.id,
        webhook_id=webhook.id,
        event_id=uuid4(),
        kind="pledge.paid",
        occurred_at=at,
        body="{}",
        state=State.DELIVERED,
        tries=1,
    )
    yield StripeEvent(
        source=Source.PLATFORM,
        event_id="evt_1",
        type="charge.updated",
        livemode=False,
        body=b'{"id": "evt_1", "type": "charge.updated", "livemode": false}',
        created_at=at,
        received_at=at,
        handled_at=at,
    )
