"""What happens to a volunteer, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VolunteerWithdrew:
    """Nothing is kept any more of what they said."""

    volunteer: UUID
