"""What people read when a territory can't be as it was described."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "territory_slug_malformed": say("Write the short name in lower-case letters, digits and hyphens."),
    "territory_slug_taken": say("There is already a territory with the short name %(slug)s."),
    "territory_languages_unknown": say("Choose one language at least, each once, among: %(known)s."),
    "territory_time_zone_unknown": say("Write a time zone such as Europe/Paris."),
    "place_exists": say("There is already a place called %(name)s."),
    "place_position_malformed": say("Write the latitude, then the longitude, such as 48.5734, 7.7521."),
    "audit_to_come": say("Write the day on which the audit was made: it can't be in the future."),
    "colour_malformed": say("Write the colour as # and six digits or letters from a to f."),
    "colour_unreadable": say(
        "This colour is too light to be read: its contrast is %(contrast)s, and must be %(least)s at least."
    ),
}
