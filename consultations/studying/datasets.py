"""What services made of ideas, as open data: what everyone reads with the answer, and nobody's notes."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from consultations.studying.queries import each_view
from okote.feature import Column, Dataset
from okote.platform.i18n import say
from okote.territories.models import Territory
from payments.sessions import ReadSession


async def _rows(db: ReadSession, territory: Territory) -> AsyncIterator[Mapping[str, Any]]:
    async for idea, said in each_view(db, territory.id):
        view = said.view
        yield {
            "idea": idea.number,
            "service": said.service,
            "given": territory.day(view.at),
            "admissible": view.admissible,
            "feasible": view.feasible,
            "reasons": view.reasons,
            "cost_minor": view.cost_minor,
            "running_minor": view.running_minor,
            "currency": view.currency,
            "basis": view.basis,
            "cost_on": view.cost_on,
            "idea_version": view.idea_version,
        }


DATASETS = (
    Dataset(
        "idea-studies",
        say("Studies of ideas by services"),
        say("Of each idea that has its answer, what each service made of it, with the cost and its basis."),
        (
            Column("idea", say("Last part of the address of its page, after /ideas/n/.")),
            Column("service", say("The service that studied it.")),
            Column("given", say("The day on which it said so.")),
            Column("admissible", say("Whether it is the administration’s business, and keeps to the rules.")),
            Column("feasible", say("yes, changed (with changes) or no.")),
            Column("reasons", say("Why not, or which changes.")),
            Column("cost_minor", say("What it costs, in cents.")),
            Column("running_minor", say("What it costs each year once it is there, in cents.")),
            Column("currency", say("ISO 4217.")),
            Column("basis", say("estimate, quote, similar (work) or contract.")),
            Column("cost_on", say("The day on which the cost was worked out.")),
            Column("idea_version", say("The version of the idea’s text that was studied.")),
        ),
        _rows,
    ),
)
