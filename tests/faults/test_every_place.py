"""Each place between two effects fails once, in one story: nothing is lost, nothing doubled."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlmodel import select
from structlog.testing import capture_logs

from okote.demo.seeding.moments import Telling
from okote.webhooks import recording
from okote.webhooks.rules import Network
from okote.webhooks.service import WebhookDetails, add_webhook
from payments.failpoints import POINTS, FailpointError, watched
from payments.operations.models import Payment
from payments.operations.rules import PaymentStatus
from payments.operations.service import FIND_DISPUTES, FIND_RETURNS
from payments.reconciliation.jobs import reconcile_soon
from payments.simulator.messages import Response
from payments.simulator.serving import HttpServer
from tests.faults import planted
from tests.faults import round as siege
from tests.faults.books import disagreements
from tests.faults.donors import Donor
from tests.faults.journal import Journal
from tests.faults.places import PASSED
from tests.stories.service import SLUG, Service

pytestmark = pytest.mark.story

AT_ONCE = text("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo' AND attempts > 0")


class FailsOnce:
    """Fails the first time that anything passes by a place, whatever it is of; or only at those of `only`.

    What a job has done can't fail any more; that its process dies there is tried by killing it.
    """

    def __init__(self, only=None):
        self.only = only
        self.passed = Counter()

    def __call__(self, point):
        self.passed[point] += 1
        wanted = point in self.only if self.only else not point.startswith("job.done")
        if wanted and self.passed[point] == 1:
            raise FailpointError(point)


class Patient(Service):
    """What failed is tried again at once, until nothing new fails."""

    places: FailsOnce

    async def settle(self):
        known = -1
        while known != len(self.places.passed):
            known = len(self.places.passed)
            async with self.house.database.unit_of_work() as db:
                await db.exec(AT_ONCE)
            await super().settle()


@pytest.fixture
def patient(service: Service) -> Patient:
    waits = Patient(service.around, service.founded, service.people)
    waits.places = FailsOnce()
    return waits


@contextmanager
def another_system() -> Iterator[str]:
    """Which wants to be told of everything."""
    listening = HttpServer(0, lambda _: Response(200))
    listening.start()
    yield listening.url
    listening.stop()


async def told_to(service: Service, url: str) -> None:
    async with service.house.database.reading() as db:
        telling = Telling(service.house, service.stripe, await db.now())
    administrator = await telling.somebody(SLUG, service.founded.administrators[0])
    kinds = [kind.name for kind in recording.kinds(service.house.features)]
    async with service.house.database.unit_of_work() as db:
        details = WebhookDetails(url, "Entrepôt", kinds)
        await add_webhook(db, details, Network(here=True), by=administrator)


async def by_hand(service: Service) -> None:
    """Somebody has Stripe asked what went back in its own pages, and what a bank disputes."""
    async with service.house.database.unit_of_work() as db:
        paid = (await db.exec(select(Payment.id).where(Payment.status == PaymentStatus.PAID).limit(1))).one()
        for job in (FIND_RETURNS, FIND_DISPUTES):
            await db.defer(job, payment_id=str(paid))
    await service.settle()


async def compared(service: Service) -> None:
    """With Stripe, as each night."""
    async with service.house.database.unit_of_work() as db:
        await reconcile_soon(db)
    await service.settle()


async def test_all_of_them(patient: Patient):
    """While Stripe breaks down now and then, once everything is to be given back or paid."""
    journal = Journal()
    funded, failed = await siege.campaigns(patient, 1)
    with another_system() as url, watched(patient.places), capture_logs():
        await told_to(patient, url)
        await siege.given(patient, journal, funded, failed)
        await siege.last_minutes(patient, journal, failed)
        await by_hand(patient)
        await patient.stripe.post("topups", amount=500)
        await patient.stripe.misbehave(seed=1, server_error=0.2)
        await siege.ended(patient, failed)
        await patient.stripe.misbehave()
        await patient.let_pass(hours=2)
        await compared(patient)
    passed = set(patient.places.passed)
    assert {point.partition("/")[0] for point in passed} == set(POINTS)
    assert set(PASSED) - passed == set()
    assert await disagreements(patient.around, journal) == []


@pytest.mark.parametrize(
    ("fault", "place", "found"),
    [
        ("key-changes", "operation.called/refund", "refund: Counter"),
        ("recorded-first", "operation.committed/refund", "missing"),
    ],
)
async def test_a_planted_fault_is_found(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, fault: str, place: str, found: str
):
    """Each needs but one failure in the wrong place: what Stripe has then is not what we say."""
    patient.places = FailsOnce({place})
    campaign, journal = await patient.campaign("Un kiosque", 1_000), Journal()
    camille = Donor(await patient.signed_in("camille"), patient.stripe, journal)
    for owner, name, instead in planted.FAULTS[fault]:
        monkeypatch.setattr(owner, name, instead)
    gave = await camille.give(campaign, 20)
    await camille.pay(gave)
    with watched(patient.places), capture_logs():
        await camille.take_back(gave)
        await patient.settle()
    assert patient.places.passed[place] >= 1
    assert any(found in line for line in await disagreements(patient.around, journal))
