"""What the demo's service is told: the same settings as anywhere, pointing at this machine alone."""

from collections.abc import Mapping

from okote.demo.fiction import TERRITORIES
from okote.demo.folder import DemoFolder
from okote.demo.identity_provider.clients import Client
from okote.demo.identity_provider.manners import MANNERS, MannerName
from okote.demo.identity_provider.settings import ISSUER
from okote.identity.openid.profiles import DISCOVERY
from okote.identity.openid.settings import ProviderSettings
from okote.settings import MailSettings, Settings, StripeSettings
from payments.simulator.server import LOCAL_KEY

HERE = "127.0.0.1"

PROVIDER = "demo"
"""Under which the demo's people sign in; part of the address that they come back to."""

CLIENT = "okote"

SENDER = "Okoté <ne-pas-repondre@trois-rives.example>"

WITNESS = "greffe@temoin.example"

LABELS: Mapping[str, str] = {
    "fr": "Identité de démonstration",
    "de": "Vorführ-Identität",
    "en": "Demonstration identity",
}


def addresses(port: int) -> dict[str, tuple[str, ...]]:
    """Each territory under its own name; the first also where nothing but `localhost` is known."""
    named = {slug: (f"http://{slug}.localhost:{port}",) for slug in TERRITORIES}
    first = TERRITORIES[0]
    return {**named, first: (*named[first], f"http://localhost:{port}")}


CONNECTIONS = 4
"""For a few people at one machine: each that was used costs PostgreSQL up to 20 MB."""


def demo_settings(folder: DemoFolder) -> Settings:
    ports, secrets = folder.ports, folder.secrets
    stripe, identity = f"http://{HERE}:{ports['stripe']}", f"http://{HERE}:{ports['identity']}"
    return Settings(
        environment="demo",
        secret_key=secrets["service"],
        addresses=addresses(ports["web"]),
        features=("okote.funding", "consultations", "okote.demo"),
        stripe=StripeSettings(
            api_key=LOCAL_KEY,
            api_base=stripe,
            webhook_secrets=(secrets["webhook"],),
            connect_webhook_secrets=(secrets["connect"],),
            checkout_origins=(stripe,),
            onboarding_origins=(stripe,),
        ),
        mail=MailSettings(
            host=HERE, port=ports["mail"], sender=SENDER, start_tls=False, relay="Messagerie Exemple"
        ),
        providers=providers(identity, secrets["identity"]),
        mail_code_sign_in=True,
        witness=WITNESS,
        state_folder=folder.path,
        uploads_folder=folder.path / "uploads",
        backups_folder=folder.path / "backups",
        log_format="text",
        pool_size=CONNECTIONS,
    )


def providers(identity: str, secret: str) -> tuple[ProviderSettings, ...]:
    """The provider as anybody's, which comes first, and as it answers like the two that have a profile."""
    usual = ProviderSettings(
        key=PROVIDER,
        labels=dict(LABELS),
        issuer=ISSUER,
        client_id=client_id("plain"),
        client_secret=secret,
        discovery_url=f"{identity}{DISCOVERY}",
    )
    profiled = (
        ProviderSettings(
            key=manner,
            profile=manner,
            issuer=f"{ISSUER}/{manner}",
            client_id=client_id(manner),
            client_secret=secret,
            discovery_url=f"{identity}/{manner}{DISCOVERY}",
        )
        for manner in MANNERS
        if manner != "plain"
    )
    return (usual, *profiled)


def clients(folder: DemoFolder) -> list[Client]:
    """The service as the identity provider knows it: it sends people back to these addresses alone."""
    known = [address for each in addresses(folder.ports["web"]).values() for address in each]
    return [
        Client(
            client_id=client_id(manner),
            client_secret=folder.secrets["identity"],
            name="Okoté",
            redirect_uris=tuple(f"{address}/sign-in/{key(manner)}/callback" for address in known),
            post_logout_redirect_uris=tuple(f"{address}/signed-out" for address in known),
            manner=manner,
        )
        for manner in MANNERS
    ]


def key(manner: MannerName) -> str:
    """Under which the provider is known here where it behaves so."""
    return PROVIDER if manner == "plain" else manner


def client_id(manner: MannerName) -> str:
    return CLIENT if manner == "plain" else f"{CLIENT}-{manner}"
