"""What happens to people, for whoever keeps something of theirs."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AccountClosed:
    """Nobody may know any more who it was: what shows it goes, in the same transaction."""

    person_id: UUID
