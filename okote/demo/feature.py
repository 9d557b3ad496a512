"""The manifest of the demo's own pages: who can come in, what time it is, which mails were sent."""

from pathlib import Path

from okote.demo import pages
from okote.feature import Feature, Place, Section
from okote.identity.permissions import anyone
from okote.platform.i18n import say

FEATURE = Feature(
    name="okote.demo",
    controllers=pages.ROUTES,
    sections=(
        Section(Place.FOOTER, say("This demonstration"), "/demo", anyone),
        Section(Place.FOOTER, say("Mails sent"), "/demo/mails", anyone),
    ),
    templates=(Path(__file__).parent / "templates",),
    messages={"leap_refused": say("Choose how far the clock moves.")},
)
