"""The result as it is published, in one way only: the same count gives the same bytes."""

import json
from typing import Any

from consultations.ballots.tally.counting import Outcome
from consultations.ballots.tally.election import Election, amount
from consultations.ballots.tally.pabulib.announced import OURS, told
from consultations.ballots.tally.rules import Rule, Settings
from consultations.ballots.tally.ties import options_hash


def result(election: Election, settings: Settings, outcome: Outcome) -> dict[str, Any]:
    """Identifiers of winners in the order in which they were taken; amounts are exact."""
    projects = election.projects
    total = sum(projects[place].cost for place in outcome.winners)
    found = {
        "announced": {name.removeprefix(OURS): text for name, text in told(settings).items()},
        "budget": amount(election.budget, election.unit),
        "left": amount(election.budget - total, election.unit),
        "options_sha256": options_hash(election),
        "projects": len(projects),
        "ties": [
            {
                "between": [projects[place].id for place in tie.between],
                "decided_by": tie.decided,
                "first": projects[tie.first].id,
                "round": tie.round,
            }
            for tie in outcome.ties
        ],
        "total_cost": amount(total, election.unit),
        "voters": election.voters,
        "winners": [projects[place].id for place in outcome.winners],
    }
    if settings.rule is Rule.EQUAL_SHARES and outcome.share is not None:
        found |= {
            "added": outcome.added,
            "share": amount(outcome.share, election.unit),
            "steps": outcome.steps,
        }
    return found


def result_text(election: Election, settings: Settings, outcome: Outcome) -> str:
    """JSON without spaces, sorted by name, and one newline: what `tally.py` prints as well."""
    found = result(election, settings, outcome)
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
