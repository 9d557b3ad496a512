"""The connections that a service opens at most."""

from okote.platform.jobs import WORKER_CONNECTIONS
from okote.serving.budget import Budget, accepted
from okote.settings import MailSettings, Settings, StripeSettings
from payments.sessions import WriteSession


def test_pools_listeners_and_the_worker_are_counted():
    settings = Settings(
        secret_key="",
        addresses={},
        stripe=StripeSettings(api_key="", webhook_secrets=(), connect_webhook_secrets=()),
        mail=MailSettings(host="", sender=""),
        pool_size=8,
    )
    budget = Budget.of(settings, processes=3)
    worker = 8 + WORKER_CONNECTIONS
    assert budget.lines == (
        ("web process", 3, 10),
        ("worker", 1, worker),
        ("one that takes over from another", 1, worker),
    )
    assert budget.total == 3 * 10 + 2 * worker
    assert Budget.of_replica(settings, processes=3).total == 4 * 8


async def test_superusers_keep_connections_of_their_own(db: WriteSession):
    assert await accepted(db) == 200 - 3
