"""The manifest of the house itself: what every territory has, whichever features it runs."""

from pathlib import Path

from okote.feature import Feature
from okote.platform.mail.service import SEND, send
from okote.web import health, problems
from okote.web.files import static
from payments.jobs import Job

FEATURE = Feature(
    name="okote",
    controllers=(health.live, health.ready, static),
    jobs=(Job(SEND, send),),
    templates=(Path(__file__).parent / "identity" / "templates",),
    messages=problems.MESSAGES,
)
