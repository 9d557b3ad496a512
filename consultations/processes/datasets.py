"""What everyone may take away of consultations: those that are for everyone, a row for each phase."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from sqlmodel import col

from consultations.processes.models import Process
from consultations.processes.queries import beside, processes, shown
from consultations.processes.rules import Audience
from okote.feature import Column, Dataset
from okote.platform.i18n import say
from okote.territories.models import Territory
from payments.sessions import ReadSession


async def _rows(db: ReadSession, territory: Territory) -> AsyncIterator[Mapping[str, Any]]:
    public = processes(territory.id).where(
        col(Process.published_at).is_not(None), Process.audience == Audience.PUBLIC
    )
    found = await shown(db, public.order_by(col(Process.id)))
    about = await beside(db, [one.process.id for one in found])
    for one in found:
        process, there = one.process, about[one.process.id]
        total = sum(amount.major for _, _, amount in there.envelopes)
        for number, phase in enumerate(one.phases, 1):
            yield {
                "consultation": process.slug,
                "title": process.title,
                "template": process.template,
                "service": one.service,
                "places": "; ".join(there.places) or None,
                "pillars": "; ".join(there.pillars) or None,
                "at_stake": total or None,
                "phase": number,
                "kind": phase.kind,
                "starts_at": phase.starts_at.isoformat(),
                "ends_at": phase.ends_at.isoformat() if phase.ends_at else None,
                "permits": "; ".join(phase.permits) or None,
            }


DATASETS = (
    Dataset(
        "consultations",
        say("Consultations and their phases"),
        say("What residents are asked, in which phases, and the money at stake; a row for each phase."),
        (
            Column("consultation", say("Its name in addresses")),
            Column("title", say("Title")),
            Column("template", say("What it was begun from")),
            Column("service", say("The service that must answer")),
            Column("places", say("Where; nothing is the whole territory")),
            Column("pillars", say("Pillars")),
            Column("at_stake", say("Money at stake in all, in euros")),
            Column("phase", say("Number of the phase, from 1 on")),
            Column("kind", say("What the phase is for")),
            Column("starts_at", say("The first moment that is in it")),
            Column("ends_at", say("The first moment that no longer is; nothing without end")),
            Column("permits", say("What it lets people do")),
        ),
        _rows,
    ),
)
