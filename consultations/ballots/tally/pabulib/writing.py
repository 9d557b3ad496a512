"""Writing: what reads back the same. Ballots are sorted by what they say and numbered anew."""

import csv
import io

from consultations.ballots.tally.election import Ballot, Election, amount
from consultations.ballots.tally.pabulib import META, PROJECTS, VOTES


def file(election: Election) -> bytes:
    """The whole election as UTF-8; nothing in it says who voted, or in which order."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\n")
    rows.writerow([META])
    rows.writerow(["key", "value"])
    rows.writerows(_meta(election).items())
    rows.writerow([PROJECTS])
    rows.writerows(_projects(election))
    rows.writerow([VOTES])
    points = election.has_points  # which looks at every ballot
    rows.writerow(["voter_id", "vote", *(["points"] if points else [])])
    number = 0
    for ballot in sorted(election.ballots, key=lambda ballot: (ballot.choices, ballot.points or ())):
        said = _said(election, ballot, points=points)
        for _ in range(election.ballots[ballot]):
            number += 1
            rows.writerow([number, *said])
    return text.getvalue().encode()


def _meta(election: Election) -> dict[str, str]:
    return {
        "num_projects": str(len(election.projects)),
        "num_votes": str(election.voters),
        "budget": amount(election.budget, election.unit),
        "vote_type": election.vote_type.value,
        **election.meta,
    }


def _projects(election: Election) -> list[list[str]]:
    besides = list(dict.fromkeys(name for project in election.projects for name in project.told))
    counts = [("votes", [str(votes) for votes in election.votes()])]
    if election.has_points:
        counts.append(("score", [amount(points, election.points_unit) for points in election.points()]))
    found = [["project_id", "cost", *(name for name, _ in counts), *besides]]
    for place, project in enumerate(election.projects):
        told = [project.told.get(name, "") for name in besides]
        cost = amount(project.cost, election.unit)
        found.append([project.id, cost, *(counted[place] for _, counted in counts), *told])
    return found


def _said(election: Election, ballot: Ballot, *, points: bool) -> list[str]:
    vote = ",".join(election.projects[choice].id for choice in ballot.choices)
    if not points:
        return [vote]
    return [vote, ",".join(amount(given, election.points_unit) for given in ballot.points or ())]
