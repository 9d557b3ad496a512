"""The format of Pabulib (.pb): three sections, fields between semicolons, quoted as in CSV.

Stolicki, Szufa, Talmon, "Pabulib: A Participatory Budgeting Library", arXiv:2012.06539.
"""

META = "META"
PROJECTS = "PROJECTS"
VOTES = "VOTES"
SECTIONS = (META, PROJECTS, VOTES)

HEADED = ("num_projects", "num_votes", "budget", "vote_type")
"""What META says of the other sections, or else an election says by itself."""
COUNTED = ("votes", "score")
"""Columns of projects that are counted anew."""


class UnreadableError(Exception):
    """What is wrong with a file, and in which line: in English, for whoever runs the count."""

    def __init__(self, line: int | None, says: str) -> None:
        super().__init__(f"line {line}: {says}" if line else says)
        self.line = line
