"""The clocks of the places that tests are about."""

from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
REUNION = ZoneInfo("Indian/Reunion")
"""Four hours ahead of UTC, and never changed."""
