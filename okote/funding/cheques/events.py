"""What happens to a cheque, for whoever must know."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ChequeEvent:
    cheque: UUID


@dataclass(frozen=True, slots=True)
class ChequeAnnounced(ChequeEvent):
    """Its donor is about to send it."""


@dataclass(frozen=True, slots=True)
class ChequeReceived(ChequeEvent):
    """An agent has it in hand; a second one has not seen it yet."""


@dataclass(frozen=True, slots=True)
class ChequeBanked(ChequeEvent):
    """The holder has it."""


@dataclass(frozen=True, slots=True)
class ChequeBounced(ChequeEvent):
    """The holder handed it in, and its bank did not pay."""


@dataclass(frozen=True, slots=True)
class ChequeGivenBack(ChequeEvent):
    """Its donor has it again, or will find it in the post."""
