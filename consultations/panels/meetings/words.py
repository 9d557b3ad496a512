"""What is called whether somebody comes to a meeting."""

from collections.abc import Mapping

from consultations.panels.meetings.rules import Presence
from okote.platform.i18n import say

PRESENCES: Mapping[Presence, str] = {
    Presence.EXPECTED: say("expected"),
    Presence.CAME: say("came"),
    Presence.EXCUSED: say("excused"),
    Presence.MISSED: say("missed"),
}

TONES: Mapping[Presence, str] = {
    Presence.EXPECTED: "waiting",
    Presence.CAME: "done",
    Presence.EXCUSED: "waiting",
    Presence.MISSED: "refused",
}
"""As the component `status` knows them."""
