"""The back office: people with a role, signed in, and what they need on their desks."""

import re
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx2
import pytest
from PIL import Image
from sqlmodel import select

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.campaigns.service import open_due_campaigns
from okote.funding.partners.models import Envelope, Partner
from okote.house import House
from okote.identity.models import Role
from okote.platform.jobs import work_off
from okote.territories.models import Place
from payments.errors import DomainError
from payments.money import Money
from tests.okote.app_client import CSRF, Browser, territory
from tests.okote.funding.rows import a_holder, a_partner, an_envelope

BUDGET = {
    "line-0-label": "Autoclave",
    "line-0-amount": "11 000",
    "line-1-label": "Bocaux",
    "line-1-amount": "4 000,50",
    "line-1-desired": "yes",
}


def picture(width: int = 120, height: int = 80) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (width, height), "#0b5d4b").save(drawn, "PNG")
    return drawn.getvalue()


def typed_in(html: str, name: str) -> str:
    """What a field of the page holds, whichever kind of field it is."""
    escaped = re.escape(name)
    if found := re.search(rf'<textarea[^>]* name="{escaped}"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL):
        return unescape(found[1]).replace("\r", "")
    if found := re.search(rf'<select[^>]* name="{escaped}"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', found[1])
        return chosen[1] if chosen else ""
    if re.search(rf'<input type="(?:radio|checkbox)"[^>]* name="{escaped}"', html):
        ticked = re.search(rf'<input [^>]*name="{escaped}" value="([^"]*)" checked', html)
        return unescape(ticked[1]) if ticked else ""
    found = re.search(rf'<input[^>]* name="{escaped}"[^>]*>', html)
    value = re.search(r' value="([^"]*)"', found[0]) if found else None
    return unescape(value[1]) if value else ""


@dataclass
class Office:
    """The territory's back office, over HTTP."""

    house: House
    browser: Any
    give_role: Any

    async def enter(
        self, person: str, role: Role | None = None, *, scope: UUID | None = None, slug: str = "trois-rives"
    ) -> Browser:
        """Someone with a role, signed in."""
        visitor: Browser = self.browser()
        await visitor.arrive(person)
        if role is not None:
            await self.give_role(person, role, scope=scope, slug=slug)
        return visitor

    async def holder(self, *, ready: bool = True, slug: str = "trois-rives", **changes: Any) -> Holder:
        """An organisation that can be paid."""
        here = await territory(self.house, slug)
        async with self.house.database.unit_of_work() as db:
            made = a_holder(here.id, await db.now(), **({"account_ready": ready} | changes))
            db.add(made)
        return made

    async def partner(self, name: str = "Région des Trois-Rives", slug: str = "trois-rives") -> Partner:
        here = await territory(self.house, slug)
        async with self.house.database.unit_of_work() as db:
            made = a_partner(here.id, await db.now(), name=name)
            db.add(made)
        return made

    async def envelope(self, partner: Partner, amount: str = "10000") -> Envelope:
        async with self.house.database.unit_of_work() as db:
            made = an_envelope(partner, await db.now(), amount_minor=Money.of(amount).minor)
            db.add(made)
        return made

    async def campaign(
        self, writer: Browser, holder: Holder, title: str = "La conserverie du quai"
    ) -> Campaign:
        """A draft with nothing but a title."""
        answer = await writer.post("/en/back-office/campaigns", {"title": title, "holder": str(holder.id)})
        assert answer.status_code == 303, answer.text
        async with self.house.database.reading() as db:
            found = await db.exec(select(Campaign).order_by(Campaign.id.desc()).limit(1))
            return found.one()

    async def offer(self, **changes: str) -> dict[str, str]:
        """What a form holds that lacks nothing but its picture."""
        async with self.house.database.reading() as db:
            place = (await db.exec(select(Place).where(Place.name == "Rivemont"))).one()
            today = (await db.now()).date()
        written = {
            "title": "La conserverie du quai",
            "summary": "Mettre les invendus en bocaux.",
            "story": "## Pourquoi\r\n\r\nTrop de légumes sont jetés.",
            "place": str(place.id),
            "picture_text": "Des bocaux sur une table.",
            "purpose": "Acheter un autoclave et des bocaux.",
            "goal": "15 000",
            "surplus": "Un second autoclave.",
            "expected_result": "6 000 bocaux par an.",
            "timetable": "Ouverture en mars.",
            "first_day": today.replace(year=today.year + 1).isoformat(),
            "last_day": today.replace(year=today.year + 1).isoformat(),
            "tax_receipt": "unconfirmed",
            "lines": "3",
        }
        return {**written, **BUDGET, **changes}

    async def write(
        self, writer: Browser, campaign: Campaign, version: int = 0, language: str = "en", **changes: str
    ) -> httpx2.Response:
        """Send the whole form with its picture."""
        sent = {**await self.offer(), "version": str(version), **changes}
        path = f"/{language}/back-office/campaigns/{campaign.id}/edit"
        return await self.send(writer, path, sent, picture())

    async def send(
        self, visitor: Browser, path: str, typed: dict[str, str], file: bytes = b"", field: str = "picture"
    ) -> httpx2.Response:
        """A form with a file, as browsers send it."""
        if CSRF not in visitor.cookies:
            await visitor.get("/fr/signed-out")
        headers = {
            "host": "trois-rives.localhost:8000",
            "cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items()),
        }
        transport = httpx2.ASGITransport(visitor.app, client=(visitor.client, 4711))
        async with httpx2.AsyncClient(transport=transport) as client:
            answer = await client.post(
                f"{visitor.address}{path}",
                data={"_csrf_token": visitor.cookies[CSRF], **typed},
                files={field: ("photo.png" if file else "", file, "image/png")},
                headers=headers,
            )
        visitor._keep(answer)
        return answer

    async def waiting(self, visitor: Browser) -> dict[str, int]:
        """What the entrance tells: section to how many things wait."""
        page = (await visitor.get("/en/back-office")).text
        shown = page[page.index("<h1>") : page.index("</main>")]
        found = re.findall(r'<a href="/en/back-office/([^"]*)"><b>(\d+)', shown)
        return {section: int(number) for section, number in found}

    def refusal(self, error: DomainError, language: str) -> str:
        """What people read of a refusal."""
        return self.house.renderer.wording(language, "Europe/Paris").refusal(error)

    async def now(self, campaign: Campaign) -> Campaign:
        """The campaign as it stands."""
        async with self.house.database.reading() as db:
            return await db.get_one(Campaign, campaign.id)

    async def open_due(self) -> None:
        """What the clock says is due opens."""
        async with self.house.database.unit_of_work() as db:
            await open_due_campaigns(db)

    async def work(self) -> None:
        """Run every job that is due."""
        await work_off(self.house.queue, self.house.job_context)


@pytest.fixture
def office(house, browser, give_role) -> Office:
    return Office(house, browser, give_role)
