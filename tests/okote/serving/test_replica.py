"""Strangers read the replica, everybody else what they wrote; where it fails or lags, all the primary."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from okote.house import House
from okote.platform import migrations, replica
from okote.platform.embedded_postgres import EmbeddedPostgres
from okote.platform.replica import Replica, position
from okote.serving.doctor.database import following as examined
from okote.serving.doctor.findings import Level
from okote.serving.metrics.process import describe
from okote.web.from_replica import MAY_LAG, is_stranger, may_lag
from tests.architecture.test_routes import PUBLIC
from tests.machines.standby import MOST_CONNECTIONS, Standby, following, tell
from tests.okote.app_client import CSRF, FLASH, SESSION, SIGN_IN, Browser, settings, with_territories
from tests.okote.composition import application, composed
from tests.okote.identity_provider_server import RunningIdentityProvider
from tests.plugins.postgres import FLOORS

HOME = "/fr/"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("machines")
    for passed in (made, *made.parents[:2]):
        passed.chmod(0o711)  # the database's own account passes through
    return made


@pytest.fixture(scope="module")
def primary(folder: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(folder / "primary", max_connections=MOST_CONNECTIONS) as postgres:
        tell(postgres.url(), "ALTER SYSTEM SET synchronous_commit = off", "SELECT pg_reload_conf()")
        migrations.upgrade(postgres.url(), FLOORS)
        with_territories(postgres.url())
        yield postgres


@pytest.fixture
def standby(primary: EmbeddedPostgres, tmp_path: Path) -> Iterator[Standby]:
    for passed in (tmp_path, *tmp_path.parents[:2]):
        passed.chmod(0o711)
    with following(primary, tmp_path / "standby") as follower:
        yield follower


@pytest.fixture
async def house(
    primary: EmbeddedPostgres, standby: Standby, identity_provider: RunningIdentityProvider
) -> AsyncIterator[House]:
    known = settings(identity_provider, replica_url=standby.url)
    made = composed(known, primary.url())
    yield made
    await made.close()


@pytest.fixture
def browser(house: House, identity_provider: RunningIdentityProvider) -> Browser:
    return Browser(application(house), house, identity_provider)


def follower(house: House) -> Replica:
    assert house.database.replica is not None
    return house.database.replica


async def follows(house: House) -> None:
    async with asyncio.timeout(30):
        while not follower(house).usable:
            await follower(house).look(house.database.engine)


def rename(primary: EmbeddedPostgres, name: str) -> None:
    with psycopg.connect(primary.dsn(), autocommit=True) as connection:
        connection.execute("UPDATE territory SET tagline = %s WHERE slug = 'trois-rives'", [name])


async def test_strangers_read_what_was_and_others_what_is(
    house: House, primary: EmbeddedPostgres, standby: Standby, browser: Browser, monkeypatch
):
    """The replica is held still, so that each page shows where it was read; then it is too far behind."""
    rename(primary, "Avant")
    await follows(house)
    tell(standby.url, "SELECT pg_wal_replay_pause()")
    rename(primary, "Ensuite")

    async def sees(**headers: str) -> str:
        browser.cookies.clear()
        page = (await browser.get(HOME, **headers)).text
        return "Ensuite" if "Ensuite" in page else "Avant" if "Avant" in page else page

    assert await sees() == await sees(cookie=f"{CSRF}=any") == "Avant"
    for name in (SESSION, SIGN_IN, FLASH):
        assert await sees(cookie=f"{CSRF}=any; {name}=any") == "Ensuite"
    assert await sees(authorization="Bearer any") == "Ensuite"
    async with house.database.reading() as db:
        assert not (await db.exec(text("SELECT pg_is_in_recovery()"))).scalar_one()

    monkeypatch.setattr(replica, "MOST_LAG", 0.0)
    await follower(house).look(house.database.engine)
    assert (follower(house).usable, follower(house).lag) == (False, pytest.approx(0, abs=60))
    assert await sees() == "Ensuite"
    tell(standby.url, "SELECT pg_wal_replay_resume()")
    await follows(house)
    assert await sees() == "Ensuite"


async def test_a_replica_that_dies_is_nobodys_trouble(house: House, standby: Standby, browser: Browser):
    await follows(house)
    async with house.database.reading(may_lag=True) as db:
        assert (await db.exec(text("SELECT pg_is_in_recovery()"))).scalar_one()
        with pytest.raises(DBAPIError, match="read-only"):
            await db.exec(text("UPDATE territory SET tagline = ''"))
    statuses: list[int] = []
    ended = asyncio.Event()

    async def reading() -> None:
        while not ended.is_set():
            statuses.append((await browser.get(HOME)).status_code)

    readers = [asyncio.create_task(reading()) for _ in range(4)]
    await asyncio.to_thread(standby.stop)
    before = len(statuses)
    while len(statuses) < before + 12:  # noqa: ASYNC110 (whichever reader comes last)
        await asyncio.sleep(0)
    ended.set()
    await asyncio.gather(*readers)
    assert set(statuses) == {200}
    assert not follower(house).usable

    follower(house).usable = True  # as if nobody had noticed
    with pytest.raises(OperationalError):
        async with house.database.reading(may_lag=True) as db:
            await db.now()
    await follower(house).look(house.database.engine)
    assert not follower(house).usable


async def test_doctor_and_metrics_say_how_it_follows(house: House, standby: Standby):
    describe(house)
    gauge = house.meters.registry.get_sample_value
    async with house.database.reading() as db:
        found = await examined(house, db, 2)
        assert (found.level, found.says[:24]) == (Level.OK, "follows; 24 connections ")
        assert gauge("okote_replica_usable") == 1
        assert gauge("okote_replica_lag_seconds") == 0
        assert (await examined(house, db, 20)).level is Level.FAIL
        await asyncio.to_thread(standby.promote)
        await follower(house).look(house.database.engine)
        assert gauge("okote_replica_usable") == 0


def asked(method: str = "GET", **headers: str) -> dict:
    return {
        "type": "http",
        "method": method,
        "path": "/",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "state": {},
    }


@pytest.mark.parametrize(
    ("scope", "stranger"),
    [
        (asked(), True),
        (asked("HEAD"), True),
        (asked(cookie=f"{CSRF}=a"), True),
        (asked(cookie="somebody-elses=a"), False),
        (asked("POST"), False),
        (asked(authorization="Bearer a"), False),
    ],
)
def test_who_is_a_stranger(scope: dict, stranger: bool):
    assert is_stranger(scope) is stranger


def test_a_link_with_a_token_is_somebodys():
    scope = asked() | {"state": {MAY_LAG: True}}
    assert may_lag(scope)
    assert not may_lag(scope | {"path_params": {"token": "a"}})
    assert not may_lag(asked())


def test_what_strangers_send_leaves_a_cookie_or_leads_to_a_token():
    """Each of these: a sign-in under way (cookie), its end (nothing of theirs is left to be read), a link's
    own token, the code of a letter (its answer is a cookie), a rating or a report (the thanks say nothing),
    a ballot or a receipt to be looked at (nothing is written, but that a code was tried), and Stripe.
    Whatever is added here must be read from the primary afterwards.
    """
    assert {path for method, path in PUBLIC if method == "POST"} == {
        "/api/v1/ballots/{ballot_id:uuid}/receipts/check",
        "/ballots/{ballot_id:uuid}/check",
        "/ballots/{ballot_id:uuid}/code",
        "/ballots/{ballot_id:uuid}/receipts/check",
        "/ballots/{ballot_id:uuid}/vote",
        "/guardian/{token:str}",
        "/ideas/merges/for/{token:str}/answer",
        "/ideas/merges/for/{token:str}/withdraw",
        "/ideas/together/{token:str}/decline",
        "/moderation/followed/{token:str}/appeal",
        "/moderation/report/{kind:str}/{subject_id:uuid}",
        "/no-more-mails/{token:str}",
        "/panels/{slug:str}/letter",
        "/rate/{slug:str}",
        "/seats/{token:str}/answer",
        "/seats/{token:str}/drop-out",
        "/seats/{token:str}/meetings/{meeting_id:uuid}",
        "/seats/{token:str}/mails",
        "/seats/{token:str}/messages",
        "/sign-in-by-mail",
        "/sign-in-by-mail/code",
        "/sign-in/{provider:str}",
        "/sign-out",
        "/unsubscribe/digest/{token:str}",
        "/unsubscribe/{token:str}",
        "/webhooks/stripe",
        "/webhooks/stripe/connect",
    }


def test_positions_are_ordered_as_bytes_of_log():
    assert position("16/B374D848") == (0x16 << 32) + 0xB374D848
    assert position("0/FFFFFFFF") < position("1/0")
