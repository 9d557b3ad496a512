"""Where people looked for help, and whether they found somebody."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from consultations.measures.statistics.shares import Share


class Source(StrEnum):
    """Whom one asks; those of the State's surveys, to be compared with them."""

    COUNTER = "counter"
    TELEPHONE = "telephone"
    MAIL = "mail"
    CHAT = "chat"
    RELATIVE = "relative"
    ASSOCIATION = "association"
    WEBSITE = "website"
    OTHER = "other"


Sought = Mapping[Source, bool | None]
"""Of one person, where they looked and whether they reached somebody; None where they did not say."""


@dataclass(frozen=True, slots=True)
class Seeking:
    """What a group did about help."""

    people: int
    asked: Mapping[Source, int]
    """How many looked there."""
    reached: Mapping[Source, Share]
    """How many got through, out of those who looked there and said."""
    autonomy: Share
    """Who needed none."""

    @property
    def reachability(self) -> Share:
        """Over all sources, as the State's surveys count: of all attempts, not of all people."""
        return Share(
            sum(one.count for one in self.reached.values()), sum(one.of for one in self.reached.values())
        )


def seeking(people: Iterable[Sought]) -> Seeking:
    """What they did in all; a source that nobody tried is left out."""
    everyone: Collection[Sought] = list(people)
    asked = Counter(source for one in everyone for source in one)
    said = Counter(source for one in everyone for source, reached in one.items() if reached is not None)
    through = Counter(source for one in everyone for source, reached in one.items() if reached)
    return Seeking(
        people=len(everyone),
        asked={source: asked[source] for source in Source if source in asked},
        reached={source: Share(through[source], said[source]) for source in Source if source in asked},
        autonomy=Share(sum(not one for one in everyone), len(everyone)),
    )
