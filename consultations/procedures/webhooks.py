"""What of procedures a territory's own systems may be told of."""

from consultations.procedures.events import VersionPublished
from consultations.procedures.models import Procedure, ProcedureVersion
from okote.feature import Announced, WebhookKind
from okote.platform.i18n import say
from payments.sessions import ReadSession


async def _published(db: ReadSession, event: VersionPublished) -> Announced:
    version = await db.get_one(ProcedureVersion, event.version)
    procedure = await db.get_one(Procedure, version.procedure_id)
    data = {
        "procedure": str(procedure.id),
        "service": str(procedure.service_id),
        "version": version.number,
        "since": version.since.isoformat(),
    }
    return Announced(procedure.territory_id, f"/procedures/{procedure.slug}", data)


KINDS = (
    WebhookKind(
        "procedure.version_published",
        say("A procedure has a new version that everyone reads"),
        (VersionPublished,),
        _published,
        {
            "procedure": "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f54",
            "service": "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f53",
            "version": 2,
            "since": "2026-06-01",
            "path": "/procedures/demande-de-place-en-creche",
        },
    ),
)
