"""What happens to a process, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ProcessPublished:
    """Whoever is of its audience reads it from now on."""

    process: UUID


@dataclass(frozen=True, slots=True)
class PhasesSet:
    """Its phases stand as they were set; whoever needs them otherwise refuses that."""

    process: UUID


@dataclass(frozen=True, slots=True)
class ProcessChanged:
    """Something of what everyone reads is no longer as it was."""

    change: UUID
