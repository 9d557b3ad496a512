"""Commands use the database that is there: the configured one, the running one, or one of their own."""

from pathlib import Path

import msgspec
import psycopg
import pytest

from okote.platform.database_url import libpq_url
from okote.platform.embedded_postgres.ownership import Ownership
from okote.serving.database import database, embedded_folder
from okote.settings import MailSettings, Settings, StripeSettings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        environment="test",
        secret_key="a-secret-that-is-long-enough-for-the-tests",
        addresses={"trois-rives": ("http://trois-rives.localhost:8000",)},
        stripe=StripeSettings(
            api_key="sk_test_local", webhook_secrets=("whsec_a",), connect_webhook_secrets=("whsec_b",)
        ),
        mail=MailSettings(host="127.0.0.1", sender="a@okote.example"),
        state_folder=tmp_path,
    )


def test_the_configured_database_is_taken_as_it_is(settings: Settings):
    with database(msgspec.structs.replace(settings, database_url="postgresql://db.example/okote")) as url:
        assert url == "postgresql://db.example/okote"


def test_the_embedded_one_is_started_once_and_shared_meanwhile(settings: Settings):
    with database(settings) as url:
        with database(settings) as same, psycopg.connect(libpq_url(same)) as connection:
            assert same == url
            assert connection.execute("SELECT current_database()").fetchone() == ("okote",)
        with psycopg.connect(libpq_url(url)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert Ownership(embedded_folder(settings).resolve()).read() is None
