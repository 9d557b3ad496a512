"""All that a story's service is and speaks to, each on a port of its own, in this process."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from okote.demo.mailbox import Mailbox
from okote.demo.mailbox import serving as mail_server
from okote.house import House
from okote.serving.ports import answered, kept
from okote.serving.web import server_of, stop
from okote.settings import MailSettings, Settings, StripeSettings
from payments.inbox.routes import PATHS
from payments.inbox.rules import Source
from payments.simulator.remote import Remote
from payments.simulator.server import LocalStripe
from tests.okote.composition import application, composed
from tests.okote.identity_provider_server import SERVICE, RunningIdentityProvider, running_identity_provider

HOST = "127.0.0.1"
SLUG, NEIGHBOUR = "trois-rives", "val-dorne"

SECRETS = {Source.PLATFORM: "whsec_of_the_platform", Source.CONNECT: "whsec_of_connected_accounts"}


@dataclass(eq=False)
class Surroundings:
    """`folder` holds what would be under `var`, `port` is kept for the service; `local` is Stripe itself."""

    house: House
    port: int
    local: LocalStripe
    stripe: Remote
    mailbox: Mailbox
    identity: RunningIdentityProvider
    folder: Path


@asynccontextmanager
async def surroundings(database_url: str, folder: Path, **changes: Any) -> AsyncIterator[Surroundings]:
    """The service answers, Stripe holds back its news; `changes` are settings."""
    async with prepared(database_url, folder, **changes) as around, served(around.house, around.port):
        yield around


@asynccontextmanager
async def prepared(database_url: str, folder: Path, **changes: Any) -> AsyncIterator[Surroundings]:
    """All but the service's own processes, for who starts and ends them."""
    async with AsyncExitStack() as stack:
        port, mail_port = stack.enter_context(kept(HOST)), free_port()
        stripe = stack.enter_context(LocalStripe())
        identity = stack.enter_context(running_identity_provider(folder / "identity"))
        mails = mail_server(folder / "mails", mail_port)
        mails.start()
        stack.callback(mails.stop)
        settings = settings_of(port, stripe, mail_port, identity, folder)
        house = composed(msgspec.structs.replace(settings, **changes), database_url)
        register(identity, house.settings)
        stack.push_async_callback(house.close)
        remote = await stack.enter_async_context(Remote(stripe.url))
        await remote.hold()
        for source, path in PATHS.items():
            connect = source is Source.CONNECT
            await remote.listen(f"http://{HOST}:{port}{path}", SECRETS[source], connect=connect)
        yield Surroundings(house, port, stripe, remote, Mailbox(folder / "mails"), identity, folder)


@asynccontextmanager
async def served(house: House, port: int) -> AsyncIterator[None]:
    """By granian, on this very event loop."""
    server = server_of(application(house), host=HOST, port=port)
    running = asyncio.create_task(server.serve())
    await asyncio.wait_for(answered(HOST, port), timeout=30)
    try:
        yield
    finally:
        stop(server, house)
        await running


def free_port() -> int:
    """For what shares none."""
    with socket.socket() as tried:
        tried.bind((HOST, 0))
        return int(tried.getsockname()[1])


def settings_of(
    port: int, stripe: LocalStripe, mail_port: int, identity: RunningIdentityProvider, folder: Path
) -> Settings:
    return Settings(
        environment="test",
        secret_key="a-secret-of-the-stories-and-of-nobody-else",
        addresses={
            SLUG: (f"http://{SLUG}.localhost:{port}", f"http://localhost:{port}"),
            NEIGHBOUR: (f"http://{NEIGHBOUR}.localhost:{port}",),
        },
        stripe=StripeSettings(
            api_key=stripe.api_key,
            api_base=stripe.url,
            webhook_secrets=(SECRETS[Source.PLATFORM],),
            connect_webhook_secrets=(SECRETS[Source.CONNECT],),
            checkout_origins=(stripe.url,),
            onboarding_origins=(stripe.url,),
        ),
        mail=MailSettings(host=HOST, port=mail_port, sender="Okoté <a@okote.example>", start_tls=False),
        providers=(identity.settings(),),
        mail_code_sign_in=True,
        state_folder=folder,
        uploads_folder=folder / "uploads",
    )


def register(identity: RunningIdentityProvider, settings: Settings) -> None:
    """The provider sends people back to where this service is."""
    known = [address for each in settings.addresses.values() for address in each]
    identity.provider.register(
        msgspec.structs.replace(
            SERVICE,
            redirect_uris=tuple(f"{address}/sign-in/demo/callback" for address in known),
            post_logout_redirect_uris=tuple(f"{address}/signed-out" for address in known),
        )
    )
