"""What people read of panels: their kinds, where they stand, and what contradicts itself."""

from collections.abc import Mapping

from consultations.panels.rules import PanelKind, PanelStanding, Why
from okote.platform.i18n import say

KINDS: Mapping[PanelKind, str] = {
    PanelKind.TESTERS: say("panel of testers"),
    PanelKind.CITIZENS: say("panel of citizens"),
}

KIND_POWERS: Mapping[PanelKind, str] = {
    PanelKind.TESTERS: say("They try procedures, and say what they stumbled on."),
    PanelKind.CITIZENS: say("They deliberate, and give an opinion that is published with its answer."),
}

STANDINGS: Mapping[PanelStanding, str] = {
    PanelStanding.DRAFT: say("draft"),
    PanelStanding.COMING: say("opens soon"),
    PanelStanding.OPEN: say("looks for volunteers"),
    PanelStanding.OVER: say("call closed"),
    PanelStanding.ENDED: say("ended"),
}

TONES: Mapping[PanelStanding, str] = {
    PanelStanding.DRAFT: "waiting",
    PanelStanding.COMING: "waiting",
    PanelStanding.OPEN: "open",
    PanelStanding.OVER: "waiting",
    PanelStanding.ENDED: "done",
}
"""As the component `status` knows them."""

CONTRADICTIONS: Mapping[Why, str] = {
    Why.TOO_MANY_ASKED: say(
        "“%(feature)s” asks for at least %(total)s people, and the panel has %(seats)s seats."
    ),
    Why.TOO_FEW_ALLOWED: say(
        "“%(feature)s” allows %(total)s people at most, and the panel has %(seats)s seats."
    ),
}
