"""A panel whose call is open, those who run it, and letters that are written and stay in the queue."""

from datetime import timedelta

import pytest

from consultations.feature import FEATURE
from consultations.panels.meetings import letters as meetings
from consultations.panels.members import letters as members
from consultations.panels.opinions import letters as opinions
from consultations.panels.recruiting.rules import Said
from consultations.panels.rules import FeatureDetails, PanelDetails, PanelKind, QuotaDetails
from consultations.panels.service import add_feature, open_call, write_panel
from okote import rooms
from okote.identity.models import Role
from okote.platform import i18n
from okote.platform.jobs import jobs_app
from okote.platform.mail.service import SEND
from okote.web.assets import Assets
from okote.web.rendering import Renderer
from payments.jobs import Job

AGE = FeatureDetails("Âge", "Quel âge ?", (QuotaDetails("jeune", 2, 5), QuotaDetails("âgée", 3, 6)))
CONSENT = "J’accepte."


async def nobody(_context, **_arguments):
    """Mails stay in the queue."""


ORDERED = (members.WRITE, members.REMIND, meetings.WRITE, opinions.WRITE)
"""Letters that are set outside the transaction that orders them."""


def mail_queue(url):
    return jobs_app(url, [Job(name, nobody) for name in (SEND, *ORDERED)])


@pytest.fixture
def queue(shared_url):
    return mail_queue(shared_url)


@pytest.fixture(scope="session")
def renderer():
    folders = (*rooms.FEATURE.templates, *FEATURE.templates)
    return Renderer(catalogues=i18n.load(), assets=Assets(), folders=folders, sentences=FEATURE.messages)


def details(today, **changes):
    """A call that opened yesterday and lasts five days more, unless told otherwise."""
    written = {
        "kind": PanelKind.TESTERS,
        "name": "Comité de testeurs",
        "purpose": "Essayer nos lettres.",
        "asks": "Quatre soirs.",
        "gives": "Une réponse à chaque point.",
        "seats": 9,
        "first_day": today - timedelta(days=1),
        "last_day": today + timedelta(days=5),
    }
    return PanelDetails(**written | changes)


def said(name="Camille", age="jeune", **changes):
    given = {"email": "camille@exemple.test", "attributes": {"Âge": age}}
    return Said(name, **given | changes)


@pytest.fixture
async def samira(someone):
    return await someone(Role.ORGANISER)


@pytest.fixture
async def camille(someone):
    return await someone()


@pytest.fixture
async def draft(db, samira, roads):
    today = samira.territory.day(await db.now())
    panel = await write_panel(db, details(today), roads.id, by=samira)
    await add_feature(db, panel.id, AGE, by=samira)
    return panel


@pytest.fixture
async def panel(db, draft, samira):
    """Its call is open."""
    return await open_call(db, draft.id, by=samira)
