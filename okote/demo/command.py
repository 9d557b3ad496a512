"""`okote demo`: the whole service on this machine, with everything that it speaks to, until Ctrl-C."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
import uvloop
from rich.console import Console
from rich.table import Table
from rich.text import Text

from okote.demo.folder import DemoFolder, DemoRunsError
from okote.demo.identity_provider.people import PEOPLE
from okote.demo.settings import HERE, clients, demo_settings
from okote.serving.children import ChildFailedError, Program
from okote.serving.database import for_service
from okote.serving.inheritance import handed_down
from okote.serving.ports import kept
from okote.serving.supervisor import Supervisor, told_to_stop
from okote.settings import FILE, PREFIX, Settings, dump
from payments.inbox.routes import PATHS
from payments.inbox.rules import Source
from payments.simulator.remote import Remote

FOLDER = Path("var/demo")


def run(*, reset: bool, scale: float = 1.0, path: Path = FOLDER) -> int:
    """Its status for the shell; `scale` is how much of what crowds do is told the first time."""
    console, folder = Console(), DemoFolder(path)
    try:
        with folder.held():
            if reset or not folder.told.exists():
                folder.forget()
            folder.prepare()
            failure = uvloop.run(show(folder, console, scale))
    except (ChildFailedError, DemoRunsError) as error:
        failure = str(error)
    if failure is None:
        return 0
    console.print(Text(failure, "bold red"), soft_wrap=True)
    return 1


async def show(folder: DemoFolder, console: Console, scale: float) -> str | None:
    """Why it ended, if nobody asked for it; whatever was started has stopped."""
    told = told_to_stop()
    settings = demo_settings(folder)
    folder.write(folder.settings, dump(settings))
    folder.write(folder.clients, msgspec.json.encode(clients(folder)))
    with kept(HERE, folder.ports["web"]):  # nobody listens there until the story is told
        async with Supervisor() as supervisor:
            return await supervisor.until(told, started(supervisor, folder, settings, console, scale))


async def started(
    supervisor: Supervisor, folder: DemoFolder, settings: Settings, console: Console, scale: float
) -> None:
    """Everything in order: what is spoken to, the story, the service, and then who may come in."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environ[FILE] = str(folder.settings)
    with console.status("Starting PostgreSQL, a local Stripe, an identity provider and a mailbox…"):
        url, *_ = await supervisor.start(*surroundings(folder, environ))
    environ = handed_down(environ, url)
    await prepare(supervisor, folder, environ, console, scale)
    with console.status("Starting the service…"):
        await supervisor.start(program(folder, environ, "the archive", "okote.serving.backup.keeper"))
        await supervisor.start(*service(folder, handed_down(environ, for_service(settings, url))))
        await hear_stripe(folder, settings)
    welcome(folder, settings, console)


def surroundings(folder: DemoFolder, environ: Mapping[str, str]) -> list[Program]:
    """The database first, whose address is what it says."""
    ports = {name: str(port) for name, port in folder.ports.items()}
    arguments = {
        ("PostgreSQL", "okote.serving.postgres"): (str(folder.postgres), "--hurried"),
        ("the local Stripe", "payments.simulator"): (
            "--port",
            ports["stripe"],
            "--state",
            str(folder.stripe),
        ),
        ("the identity provider", "okote.demo.identity_provider"): (
            *("--port", ports["identity"]),
            *("--state", str(folder.identity)),
            *("--clients", str(folder.clients)),
        ),
        ("the mailbox", "okote.demo.mailbox"): ("--port", ports["mail"], "--folder", str(folder.mails)),
    }
    return [program(folder, environ, *key, *given) for key, given in arguments.items()]


def service(folder: DemoFolder, environ: Mapping[str, str]) -> list[Program]:
    web = ("--host", HERE, "--port", str(folder.ports["web"]))
    return [
        program(folder, environ, "the web service", "okote.serving.web", *web),
        program(folder, environ, "the worker", "okote.serving.worker"),
    ]


def program(
    folder: DemoFolder, environ: Mapping[str, str], name: str, module: str, *arguments: str
) -> Program:
    log = folder.logs / f"{module.rpartition('.')[2]}.log"
    return Program(name=name, module=module, arguments=arguments, environment=environ, log=log)


async def prepare(
    supervisor: Supervisor, folder: DemoFolder, environ: Mapping[str, str], console: Console, scale: float
) -> None:
    """The first time, the territories' stories are told; later they are found again."""
    first = not folder.told.exists()
    doing = "Telling a year of a territory’s life…" if first else "Finding everything again…"
    with console.status(doing) as status:

        def heard(where: str) -> None:
            if console.is_terminal:
                status.update(f"{doing} {where}")
            else:
                console.print(where)

        given = ("--tell", "--scale", str(scale)) if first else ()
        story = program(folder, environ, "the story", "okote.demo.seeding", *given)
        await supervisor.finish(story, heard)
    folder.told.touch()


async def hear_stripe(folder: DemoFolder, settings: Settings) -> None:
    """The local Stripe tells the service what happens, where the service is today."""
    web = f"http://{HERE}:{folder.ports['web']}"
    secrets = {
        Source.PLATFORM: settings.stripe.webhook_secrets,
        Source.CONNECT: settings.stripe.connect_webhook_secrets,
    }
    async with Remote(settings.stripe.api_base) as stripe:
        await stripe.post("silence")
        for source, path in PATHS.items():
            await stripe.listen(f"{web}{path}", *secrets[source], connect=source is Source.CONNECT)


def welcome(folder: DemoFolder, settings: Settings, console: Console) -> None:
    people = Table("Sign in as", "who", box=None, header_style="bold", padding=(0, 3, 0, 0))
    for person in PEOPLE:
        people.add_row(person.name, person.what["en"])
    console.print()
    for slug, addresses in settings.addresses.items():
        console.print(Text.assemble((f"{slug:<14}", "bold"), " or ".join(addresses)))
    first = settings.address(next(iter(settings.addresses)))
    console.print(Text.assemble(("mails, clock  ", "bold"), f"{first}/demo"))
    console.print(Text.assemble(("what is true  ", "bold"), f"OKOTE_FILE={folder.settings} okote check"))
    console.print()
    console.print(people)
    console.print(
        "\nCard 4242 4242 4242 4242 pays; the payment page names the others. Ctrl-C stops everything."
    )
