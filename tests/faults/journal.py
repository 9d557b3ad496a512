"""What donors were told, kept on their side of the line, as soon as an answer is there and never before."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass
class Given:
    """One donor's form: `pages` are the payment pages to which it led, each time that it was sent."""

    donor: str
    campaign: UUID
    euros: int
    pages: set[str] = field(default_factory=set)
    paid: bool = False
    taken_back: bool = False


@dataclass
class Journal:
    given: list[Given] = field(default_factory=list)
    signed_in: int = 0
    unanswered: int = 0
    """Requests to which no answer came, or one of the 500s: sent again."""

    def begin(self, donor: str, campaign: UUID, euros: int) -> Given:
        self.given.append(Given(donor, campaign, euros))
        return self.given[-1]
