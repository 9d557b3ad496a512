"""What of consultations a territory's own systems may be told of, once everyone reads them."""

from consultations.processes.events import ProcessChanged, ProcessPublished
from consultations.processes.models import Process, ProcessChange
from consultations.processes.rules import Audience
from okote.feature import Announced, WebhookKind
from okote.platform.i18n import say
from payments.sessions import ReadSession


async def _published(db: ReadSession, event: ProcessPublished) -> Announced | None:
    return _told(await db.get_one(Process, event.process))


async def _changed(db: ReadSession, event: ProcessChanged) -> Announced | None:
    change = await db.get_one(ProcessChange, event.change)
    return _told(await db.get_one(Process, change.process_id))


def _told(process: Process) -> Announced | None:
    """Nothing of what is for partners or agents alone."""
    if process.audience is not Audience.PUBLIC:
        return None
    data = {
        "process": str(process.id),
        "service": str(process.service_id),
        "template": process.template.value,
    }
    return Announced(process.territory_id, f"/processes/{process.slug}", data)


_EXAMPLE = {
    "process": "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f71",
    "service": "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f53",
    "template": "budget",
    "path": "/processes/budget-participatif-2026",
}

KINDS = (
    WebhookKind(
        "process.published", say("A consultation is published"), (ProcessPublished,), _published, _EXAMPLE
    ),
    WebhookKind(
        "process.changed",
        say("Days or words of a published consultation have changed"),
        (ProcessChanged,),
        _changed,
        _EXAMPLE,
    ),
)
