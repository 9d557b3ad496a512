"""What everyone may take away about procedures."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from consultations.procedures.queries import every_listed
from okote.feature import Column, Dataset
from okote.platform.i18n import say
from okote.territories.models import Territory
from payments.sessions import ReadSession


async def _procedures(db: ReadSession, territory: Territory) -> AsyncIterator[Mapping[str, Any]]:
    for shown in await every_listed(db, territory.id):
        one, current = shown.procedure, shown.current
        yield {
            "procedure": one.slug,
            "name": one.name,
            "summary": one.summary,
            "audience": one.audience,
            "service": shown.service,
            "kind": one.kind,
            "channels": " ".join(one.channels),
            "papers": len(one.papers),
            "version": current.number if current else None,
            "since": current.since if current else None,
        }


DATASETS: Sequence[Dataset] = (
    Dataset(
        "procedures",
        say("Procedures"),
        say("The catalogue of procedures: what people go through, how, with which service, and since when."),
        (
            Column("procedure", say("Last part of the address of its page, after /procedures/.")),
            Column("name", say("Its name.")),
            Column("summary", say("What it is for.")),
            Column("audience", say("Whom it is for.")),
            Column("service", say("The service that answers for it.")),
            Column("kind", say("letter, paper_form, online_form, call or reception.")),
            Column("channels", say("counter, phone, digital, mail, with spaces between them.")),
            Column("papers", say("How many documents people are asked for.")),
            Column("version", say("The number of the version in use.")),
            Column("since", say("The day since when that version is in use.")),
        ),
        _procedures,
    ),
)
