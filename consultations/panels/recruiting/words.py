"""By which way somebody came into the pool, and what that is called."""

from collections.abc import Mapping
from enum import StrEnum

from okote.platform.i18n import say


class Source(StrEnum):
    """A list is brought by an organiser, who answers for it."""

    SELF = "self"
    LIST = "list"
    LETTER = "letter"
    COUNTER = "counter"


SOURCES: Mapping[Source, str] = {
    Source.SELF: say("by themselves"),
    Source.LIST: say("from a list"),
    Source.LETTER: say("with a letter"),
    Source.COUNTER: say("at the counter"),
}
