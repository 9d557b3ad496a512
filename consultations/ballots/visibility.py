"""Whether what people chose may be told yet: the one place that answers, for pages, exports and mails."""

from typing import Protocol

from consultations.ballots.models import Ballot


class Votes(Protocol):
    """Of a ballot, what decides whether its totals are told."""

    published_at: object


def totals_shown(ballot: Ballot | Votes) -> bool:
    """Never before two people published the result: neither totals, nor an order made of them, nor how many
    voted. It holds for whoever asks, administrators and services as anybody.
    """
    return ballot.published_at is not None
