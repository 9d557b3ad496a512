"""Before two people have published a result nobody is told how many voted, for what, or in which order."""

import re

import pytest
from litestar.routes import HTTPRoute
from sqlmodel import col, select

from consultations.ballots.rules import Mode
from consultations.processes.models import Process
from okote.identity.models import Role
from okote.platform.mail.models import Mail
from tests.consultations.ballots.polling.conftest import (
    all_vote,
    close,
    desk,
    pass_days,
    publish,
    put_to_vote,
    second,
    turn_over,
)
from tests.okote.composition import routed

__all__ = [
    "all_vote",
    "close",
    "desk",
    "pass_days",
    "publish",
    "put_to_vote",
    "second",
    "turn_over",
]

VOTES = [{at: 1 for at, many in ((5, 134), (3, 119), (2, 107)) if number < many} for number in range(137)]
TOTALS = ("137", "134", "119", "107")
"""Of all votes, and of each option that has any; nothing else in the service is as many."""

TELLING = re.compile(rf"(?<![\w.#-])(?:{'|'.join(TOTALS)})(?![\w-])")

ELSEWHERE = re.compile(r"^/(design|health|back-office/design|api/v1/openapi\.json|signed-out|assets)\b")
"""What never says anything of a ballot, and is full of numbers."""

FILES = (
    *("result/result.json", "result/ballots.pb", "result/all.zip", "result/minutes.json"),
    *("statistics/options.csv", "statistics/together.csv", "votes.csv", "receipts/log"),
)
OF_THE_MOMENT = re.compile(r'nonce="[^"]*"|-ends="[0-9]+"|name="_csrf_token" value="[^"]*"|"nonce-[^"]*"')


@pytest.fixture
def slug_of(house):
    async def slug_of(ballot):
        async with house.database.reading() as db:
            return (await db.get_one(Process, ballot.process_id)).slug

    return slug_of


def addresses(house, ballot, slug, *, at_desk):
    """Every page and answer of the service that is about no other thing than this ballot."""
    known = {
        "ballot_id": ballot.id,
        "process_id": ballot.process_id,
        "number": 1,
        "position": 1,
        "slug": slug,
    }

    def filled(path):
        return re.sub(r"\{(\w+)[^}]*\}", lambda part: str(known[part[1]]), path)

    found = {"/search?q=Budget", f"/ballots?process={slug}"}
    for route in routed(house).routes:
        path = route.path
        named = set(re.findall(r"\{(\w+)", path))
        wanted = (at_desk or "/back-office" not in path) and ("slug" not in named or "/processes/" in path)
        if isinstance(route, HTTPRoute) and "GET" in route.methods and wanted and named <= set(known):
            found |= set() if ELSEWHERE.match(path) else {filled(path)}
    datasets = routed(house).state["datasets"]
    found |= {f"/open-data/{name}.{kind}" for name in datasets for kind in ("csv", "json")}
    return found | {f"/ballots/{ballot.id}/{file}" for file in FILES}


async def ask(who, path):
    return await who.get(path if path.startswith("/api/") else f"/fr{path}")


async def where_told(house, who, ballots, *, at_desk=False):
    """At which addresses anything says how many."""
    return {
        path: told[0]
        for path in sorted({path for each in ballots for path in addresses(house, *each, at_desk=at_desk)})
        if (told := TELLING.search((await ask(who, path)).text))
    }


async def told_by_mail(house):
    async with house.database.reading() as db:
        return [
            one.text for one in await db.exec(select(Mail).order_by(col(Mail.id))) if TELLING.search(one.text)
        ]


@pytest.fixture
def voted(put_to_vote, all_vote, turn_over):
    """With batches of receipts told meanwhile."""

    async def voted(mode):
        ballot = await put_to_vote(mode=mode)
        for start in range(0, len(VOTES), 40):
            await all_vote(ballot, VOTES[start : start + 40])
            await turn_over()
        return ballot

    return voted


@pytest.fixture
def check_nobody_is_told(house, enter, browser, give_role):
    async def check_nobody_is_told(ballots):
        lea, readers = await enter("lea"), [browser(), await enter("camille")]
        await give_role("lea", Role.ADMINISTRATOR)
        for who in readers:
            assert (await ask(who, f"/ballots/{ballots[0][0].id}")).status_code == 200
            assert await where_told(house, who, ballots) == {}
        for path in ("", "/result"):
            assert (await ask(lea, f"/back-office/ballots/{ballots[0][0].id}{path}")).status_code == 200
        assert await where_told(house, lea, ballots, at_desk=True) == {}
        assert await told_by_mail(house) == []

    return check_nobody_is_told


async def test_nobody_is_told_how_many_voted_or_for_what_before_the_result_is_published(
    voted, close, publish, check_nobody_is_told, browser, house, slug_of
):
    ballots = [(ballot, await slug_of(ballot)) for ballot in [await voted(mode) for mode in Mode]]
    await check_nobody_is_told(ballots)
    for ballot, _ in ballots:
        await close(ballot)
    await check_nobody_is_told(ballots)
    for ballot, _ in ballots:
        await publish(ballot)
    told = await where_told(house, browser(), ballots)
    for ballot, _ in ballots:
        results = {f"/ballots/{ballot.id}/result", f"/api/v1/ballots/{ballot.id}/result"}
        assert results < set(told), "what is looked for is found where it is told"
    assert "/open-data/ballot-results.csv" in told


@pytest.mark.parametrize("mode", [*Mode])
async def test_votes_change_nothing_of_what_everybody_reads_while_they_are_given(
    put_to_vote, all_vote, enter, browser, lea, house, slug_of, mode
):
    ballot, other = await put_to_vote(mode=mode), await put_to_vote(mode=mode, title="Encore un vote")
    slug = await slug_of(ballot)
    paths = (
        *("/", "/ballots", f"/ballots?process={slug}", f"/ballots/{ballot.id}", f"/processes/{slug}"),
        *("/processes", "/search?q=Budget", "/sitemap.xml", "/open-data/ballot-results.csv"),
        *("/api/v1/ballots", f"/api/v1/ballots/{ballot.id}", f"/api/v1/processes/{slug}", "/my/votes"),
        *("/back-office/ballots", f"/back-office/ballots/{ballot.id}", f"/ballots/{other.id}"),
    )
    readers = [browser(), await enter("camille"), lea]

    async def read():
        house.shared.forget()
        return [[OF_THE_MOMENT.sub("", (await ask(who, path)).text) for path in paths] for who in readers]

    await read()
    before = await read()
    await all_vote(ballot, VOTES[-40:])
    for shown, was in zip(await read(), before, strict=True):
        for path, now, then in zip(paths, shown, was, strict=True):
            assert now == then, path
