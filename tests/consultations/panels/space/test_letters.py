"""New messages are told by one mail, not to who wrote them, and until somebody asks for none."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from consultations.panels.space.letters import GATHERED, MESSAGES, look
from consultations.panels.space.models import PanelMessage
from okote.platform import clock
from okote.platform.mail.models import Mail
from okote.platform.mail.wishes import refuse
from tests.consultations.panels.members.test_pages import (
    OFFICE,
    camille,
    link,
    panel,
    rows,
    run,
    samira,
    seats,
)
from tests.okote.app_client import person_id

__all__ = ["camille", "link", "panel", "samira"]


@pytest.fixture
async def members(house, browser, link, camille):
    """Ada, who has no account, and Camille, who has one."""
    await browser().post(f"{link}/answer", {"answer": "yes"})
    own = (await seats(house))["Camille"]
    await camille.post(f"/fr/my/panels/{own.id}/answer", {"answer": "yes"})
    await run(house)


async def later(house, by=GATHERED):
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, await clock.offset(db) + by)
    await look(SimpleNamespace(additional_context=house.job_context), timestamp=0)
    await run(house)


async def told(house):
    """Who was written to of messages so far, each as often as they were."""
    found = [one for one in await rows(house, Mail) if "messages" in one.key]
    return sorted(one.recipient for one in found)


@pytest.mark.usefixtures("members")
class TestMails:
    async def test_one_mail_for_all_of_a_while_to_everyone_but_who_wrote(self, house, browser, link, panel):
        for words in ("Qui vient en bus ?", "Ou à vélo ?"):
            assert (await browser().post(f"{link}/messages", {"body": words})).is_redirect
        await later(house, timedelta(minutes=14))
        assert await told(house) == []
        await later(house, timedelta(minutes=1))
        assert len(await told(house)) == 2
        mails = {one.recipient: one for one in await rows(house, Mail) if "messages" in one.key}
        assert "ada@exemple.test" not in mails
        mail = mails["camille@exemple.test"]
        assert re.search(r"/de/seats/[\w-]{43}/space", mail.text)
        assert "2 neue Nachrichten" in mail.text
        assert not [one for one in mails.values() if "bus" in one.text], "what was written stays there"
        await later(house)
        assert len(await told(house)) == 2, "once"
        assert panel

    async def test_the_organiser_is_not_told_of_their_own_nor_anyone_of_what_was_taken_away(
        self, house, browser, link, samira, panel
    ):
        await samira.post(f"{OFFICE}/{panel.id}/messages", {"body": "Bienvenue."})
        await browser().post(f"{link}/messages", {"body": "Un mot de trop."})
        [_, gone] = await rows(house, PanelMessage)
        await samira.post(f"{OFFICE}/messages/{gone.id}/remove")
        await later(house)
        assert await told(house) == ["ada@exemple.test", "camille@exemple.test"]
        assert all(one.told_at for one in await rows(house, PanelMessage))

    async def test_who_asks_for_none_has_none_by_the_link_or_with_their_account(
        self, house, identity_provider, browser, link, samira, panel
    ):
        assert "Ne plus recevoir ces" in (await browser().get(f"{link}/space")).text
        assert (await browser().post(f"{link}/mails", {"mails": "no"})).is_redirect
        assert "M’écrire quand d’autres ont écrit" in (await browser().get(f"{link}/space")).text
        person = await person_id(house, identity_provider, "camille")
        async with house.database.unit_of_work() as db:
            await refuse(db, person, [MESSAGES.name])
        await samira.post(f"{OFFICE}/{panel.id}/messages", {"body": "Bienvenue."})
        await later(house)
        assert await told(house) == []
        await browser().post(f"{link}/mails", {"mails": "yes"})
        await samira.post(f"{OFFICE}/{panel.id}/messages", {"body": "À jeudi."})
        await later(house)
        assert await told(house) == ["ada@exemple.test"]

    async def test_somebody_else_s_seat_is_nobody_s_to_silence(self, house, browser, camille):
        other = (await seats(house))["Ada"]
        assert (await camille.post(f"/fr/my/panels/{other.id}/mails", {"mails": "no"})).status_code == 404
        assert (await browser().post(f"/fr/seats/{'x' * 43}/mails", {"mails": "no"})).status_code == 404
        own = (await seats(house))["Camille"]
        assert (await camille.post(f"/fr/my/panels/{own.id}/mails", {"mails": "no"})).is_redirect
        assert [(await seats(house))[name].quiet_since is None for name in ("Ada", "Camille")] == [
            True,
            False,
        ]
