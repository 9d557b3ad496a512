"""What administrators do about a territory itself."""

from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

PLACE = Subject(
    "place",
    say("Place"),
    "/back-office/places/{}",
    fields={"name": say("Name"), "latitude": say("Latitude"), "longitude": say("Longitude")},
)


class TerritoryDeed(Deed):
    PLACE_ADDED = PLACE, say("Added a place")
    PLACE_CHANGED = PLACE, say("Changed a place")


DEEDS = tuple(TerritoryDeed)
