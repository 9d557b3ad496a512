"""What administrators do about a territory itself."""

from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say
from okote.territories.wording import NAMES

PLACE = Subject(
    "place",
    say("Place"),
    "/back-office/places/{}",
    fields={"name": say("Name"), "latitude": say("Latitude"), "longitude": say("Longitude")},
)

TERRITORY = Subject(
    "territory",
    say("Settings of the site"),
    "/back-office/settings",
    fields=NAMES,
)


AUDIT = Subject(
    "accessibility",
    say("Accessibility"),
    "/back-office/accessibility",
    fields={
        "accessibility_rate": say("Criteria met, in percent"),
        "accessibility_audited_by": say("Who audited"),
        "accessibility_audited_on": say("When"),
    },
)


class TerritoryDeed(Deed):
    AUDIT_RECORDED = AUDIT, say("Recorded an audit of accessibility")
    SETTINGS_CHANGED = TERRITORY, say("Changed the settings of the site")
    PLACE_ADDED = PLACE, say("Added a place")
    PLACE_CHANGED = PLACE, say("Changed a place")


DEEDS = tuple(TerritoryDeed)
