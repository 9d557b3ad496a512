"""What a consultation's page says of its votes: which there are, and a button while one is open."""

from consultations.processes.models import Process
from consultations.processes.rules import Audience


async def page_of(house, browser, ballot):
    async with house.database.reading() as db:
        slug = (await db.get_one(Process, ballot.process_id)).slug
    shown = await browser().get(f"/fr/processes/{slug}")
    button = f'href="/fr/ballots?process={slug}"'
    return button in shown.text, f'href="/fr/ballots/{ballot.id}"' in shown.text


async def test_the_button_to_vote_stands_where_a_ballot_is_open(put_to_vote, house, browser, pass_days):
    ballot = await put_to_vote()
    assert await page_of(house, browser, ballot) == (True, True)
    assert await page_of(house, browser, await put_to_vote(announced=False)) == (False, False)
    assert await page_of(house, browser, await put_to_vote(days=(1, 2))) == (False, True)
    await pass_days(1)
    house.shared.forget()
    assert await page_of(house, browser, ballot) == (False, True)


async def test_it_leads_to_the_only_ballot_or_to_the_list(put_to_vote, house, browser):
    ballot = await put_to_vote()
    async with house.database.reading() as db:
        slug = (await db.get_one(Process, ballot.process_id)).slug
    answer = await browser().get(f"/fr/ballots?process={slug}")
    assert answer.headers["location"] == f"/fr/ballots/{ballot.id}"
    inner = await put_to_vote(audience=Audience.AGENTS, title="Entre nous")
    async with house.database.reading() as db:
        slug = (await db.get_one(Process, inner.process_id)).slug
    answer = await browser().get(f"/fr/ballots?process={slug}")
    assert (answer.status_code, "Entre nous" in answer.text) == (200, False)
