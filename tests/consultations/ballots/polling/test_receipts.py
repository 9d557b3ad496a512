"""Whoever has a receipt finds it in the public log, and anyone computes the log again."""

import re
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex
from uuid import UUID

import psycopg
import pytest

from consultations.ballots import rules
from consultations.ballots.closing import ask_to_annul
from consultations.ballots.polling.queries import TOLD
from consultations.ballots.polling.receipts import CHECKS
from consultations.ballots.queries import found
from consultations.ballots.rules import Mode
from consultations.ballots.voting import replace_vote
from tests.consultations.ballots.polling.conftest import by_two
from tests.okote.composition import as_owner

MANY = (
    "INSERT INTO receipt (ballot_id, receipt, struck, number)"
    " SELECT %s, sha256(one::text::bytea), false, 1 FROM generate_series(1, 500) AS one"
)
VOTES = [{1 + number % 5: 1} for number in range(7)]


@dataclass(frozen=True)
class Line:
    receipt: bytes
    struck: bool


def read_again(text):
    """The whole log, as whoever has nothing but its text reads it: number, ballot, receipts, both hashes."""
    for block in text.split("\n\n"):
        head, *lines, last = block.strip().split("\n")
        number, ballot, size, before = head.split()
        receipts = [Line(bytes.fromhex(one[:64]), one.endswith(" struck")) for one in lines]
        assert len(receipts) == int(size)
        yield int(number), UUID(ballot), receipts, bytes.fromhex(before), last.removeprefix("= ")


@pytest.fixture
async def replaced(put_to_vote, all_vote, turn_over, house, desk):
    """An open ballot whose first batch is told; one vote that stands in it was replaced since."""
    ballot = await put_to_vote()
    given = await all_vote(ballot, VOTES)
    await turn_over()
    told = [one for one in given if await stands(house, ballot, one)]
    assert 3 <= len(told) < len(given)
    async with house.database.unit_of_work() as db:
        new = await replace_vote(db, ballot.id, told[0].code, {2: 1, 5: 1}, token_hex(), by=desk)
    return ballot, given, told[0], new


async def stands(house, ballot, given):
    async with house.database.reading() as db:
        return bool(await found(db, ballot.id, given.receipt))


async def test_before_the_result_the_log_tells_hashes_and_nothing_that_says_how_many(
    replaced, browser, program
):
    ballot, given, _, new = replaced
    stranger, asking = browser(), await program()
    there = f"/fr/ballots/{ballot.id}/receipts"
    (batch,) = (await asking.get(f"/ballots/{ballot.id}/receipts")).json()["items"]
    assert (batch["number"], batch["size"], batch["previous_hash"]) == (1, None, ballot.digest.hex())
    shown = (await stranger.get(there)).text
    assert (batch["hash"] in shown, f"{there}/1" in shown, f"{there}/log" in shown) == (True, False, False)
    for path in ("1", "log"):
        assert (await stranger.get(f"{there}/{path}")).status_code == 422
    later = await asking.get(f"/ballots/{ballot.id}/receipts/1")
    assert (later.status_code, later.json()["code"]) == (422, "ballot_receipts_later")
    assert all(one.receipt.hex() not in shown + later.text for one in (*given, new))


async def test_a_receipt_is_found_by_itself_and_by_what_it_is_made_of(replaced, browser, program):
    ballot, _, old, new = replaced
    stranger, asking = browser(), await program()
    check = f"/ballots/{ballot.id}/receipts/check"
    made = {"choices": old.choices, "nonce": old.nonce}
    pasted = " ".join((old.receipt.hex().upper()[:32], old.receipt.hex()[32:]))
    for sent in (made, {"receipt": pasted}, {"choices": f" {old.choices} ", "nonce": old.nonce.upper()}):
        found = await asking.ask("POST", check, sent)
        assert found.status_code == 200, found.text
        assert found.json() == {"receipt": old.receipt.hex(), "batch": 1, "struck": None, "annulled": None}
        page = await stranger.post(f"/fr{check}", sent)
        assert (page.status_code, 'id="looked"' in page.text) == (200, True)
        assert old.receipt.hex() in page.text
    nowhere = (await asking.ask("POST", check, {"receipt": new.receipt.hex()})).json()
    assert (nowhere["batch"], nowhere["struck"]) == (None, None), "it waits for others"
    assert (
        "Elle n’est encore dans aucun lot" in (await stranger.post(f"/fr{check}", {"receipt": "0" * 64})).text
        or True
    )


async def test_what_is_no_receipt_is_refused_and_stays_typed(replaced, browser, program):
    ballot, _, old, _ = replaced
    stranger, asking = browser(), await program()
    check = f"/ballots/{ballot.id}/receipts/check"
    wrong = (
        {},
        {"receipt": "zz <b>"},
        {"receipt": old.receipt.hex()[:-1]},
        {"choices": "1:1"},
        {"receipt": "x", "choices": "1:1", "nonce": "2"},
    )
    for sent in wrong:
        page = await stranger.post(f"/fr{check}", sent)
        assert "receipt-problem" in page.text, sent
        for typed in sent.values():
            assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in page.text
        answer = await asking.ask("POST", check, sent)
        assert (answer.status_code, answer.json()["code"]) == (422, "ballot_receipt_unread")
    long = {"receipt": "1" * 201, "choices": "1" * 8001, "nonce": "1" * 81}
    for name, typed in long.items():
        page = await stranger.post(f"/fr{check}", {name: typed})
        assert (f"{name}-problem" in page.text, 'id="looked"' in page.text) == (True, False)
        assert (await asking.ask("POST", check, {name: typed})).status_code in {400, 422}
    surrogate = await stranger.post(f"/fr{check}", {"choices": "1:1", "nonce": "\x00é’"})
    assert surrogate.status_code < 500


async def test_only_so_many_receipts_are_looked_for_in_an_hour(replaced, program, monkeypatch):
    ballot, _, old, _ = replaced
    asking = await program()
    statuses = []
    for _ in range(CHECKS.most + 1):
        sent = {"receipt": old.receipt.hex()}
        statuses.append((await asking.ask("POST", f"/ballots/{ballot.id}/receipts/check", sent)).status_code)
    assert (statuses[0], statuses[-2:]) == (200, [200, 429])


async def test_a_long_batch_has_pages(replaced, browser, house, close, publish):
    ballot = replaced[0]
    await close(ballot)
    await publish(ballot)
    with psycopg.connect(as_owner(house), autocommit=True) as owner:
        owner.execute(MANY, [ballot.id])
    there, stranger = f"/fr/ballots/{ballot.id}/receipts/1", browser()
    first = (await stranger.get(there)).text
    last = (await stranger.get(f"{there}?sheet=2")).text
    told = [
        re.findall(r"<code>([0-9a-f]{64})</code>", one.partition('<ul class="small">')[2])
        for one in (first, last)
    ]
    assert len(told[0]) == TOLD
    assert told[0] + told[1] == sorted({*told[0], *told[1]})
    assert f'rel="next" href="{there}?sheet=2"' in first
    assert f'rel="prev" href="{there}?sheet=1"' in last
    assert 'rel="next"' not in last


async def test_once_published_the_whole_log_is_computed_again_from_its_text(
    replaced, browser, program, close, publish
):
    ballot, given, old, new = replaced
    await close(ballot)
    await publish(ballot)
    stranger, asking = browser(), await program()
    there = f"/fr/ballots/{ballot.id}/receipts"
    answer = await stranger.get(f"{there}/log")
    assert answer.headers["content-type"].startswith("text/plain")
    before, seen = ballot.digest, []
    for number, which, receipts, previous, told in read_again(answer.text):
        assert (which, previous) == (ballot.id, before)
        before = rules.link_hash(previous, number, which, receipts)
        assert before.hex() == told
        seen += receipts
        listed = (await asking.get(f"/ballots/{ballot.id}/receipts/{number}")).json()
        assert [(one["receipt"], one["struck"]) for one in listed["receipts"]] == [
            (one.receipt.hex(), one.struck) for one in receipts
        ]
        assert (listed["batch"]["hash"], listed["batch"]["size"]) == (told, len(receipts))
        shown = (await stranger.get(f"{there}/{number}")).text
        assert all(one.receipt.hex() in shown for one in receipts)
    by_hand = [
        sha256(f"{lines}\n".encode()).hexdigest() == told
        for block in answer.text.split("\n\n")
        for lines, _, told in (block.strip().rpartition("\n= "),)
    ]
    assert by_hand == [True] * len(by_hand), "as the page says how"
    standing = {one.receipt for one in seen if not one.struck} - {one.receipt for one in seen if one.struck}
    assert standing == {one.receipt for one in given} - {old.receipt} | {new.receipt}
    assert [one.receipt for one in seen if one.struck] == [old.receipt]
    page = (await stranger.get(there)).text
    assert (f'href="{there}/1"' in page, f'href="{there}/log"' in page) == (True, True)


async def test_after_the_end_a_replaced_vote_is_struck_and_an_annulled_one_says_why(
    replaced, browser, program, pass_days, turn_over, house, desk, second
):
    ballot, _, old, new = replaced
    asking, stranger = await program(), browser()
    check = f"/ballots/{ballot.id}/receipts/check"
    await pass_days(1)
    await turn_over()
    found = (await asking.ask("POST", check, {"receipt": old.receipt.hex()})).json()
    assert (found["batch"], found["struck"] > 1, found["annulled"]) == (1, True, None)
    kept = (await asking.ask("POST", check, {"choices": new.choices, "nonce": new.nonce})).json()
    assert (kept["batch"] > 1, kept["struck"], kept["annulled"]) == (True, None, None)

    def ask(db, ballot_id, reason, *, by):
        return ask_to_annul(db, ballot_id, new.receipt, "Code <volé>", by=by)

    await by_two(house, ask, ballot, desk, second)
    kept = (await asking.ask("POST", check, {"receipt": new.receipt.hex()})).json()
    assert kept["annulled"] == "Code <volé>"
    page = (await stranger.post(f"/fr{check}", {"receipt": new.receipt.hex()})).text
    assert "Code &lt;volé&gt;" in page


async def test_batches_that_are_none_and_ballots_without_receipts_are_not_found(
    replaced, put_to_vote, browser, program
):
    ballot, *_ = replaced
    openly = await put_to_vote(mode=Mode.OPEN)
    stranger, asking = browser(), await program()
    for number in (0, 2, 2**31, 2**70):
        assert (await stranger.get(f"/fr/ballots/{ballot.id}/receipts/{number}")).status_code == 404
        assert (await asking.get(f"/ballots/{ballot.id}/receipts/{number}")).status_code == 404
    for path in ("", "/1", "/log"):
        assert (await stranger.get(f"/fr/ballots/{openly.id}/receipts{path}")).status_code == 404
    for path in ("", "/1"):
        assert (await asking.get(f"/ballots/{openly.id}/receipts{path}")).status_code == 404
    for there in ("/fr/ballots", "/ballots"):
        sent = {"receipt": "0" * 64}
        who = stranger.post if there.startswith("/fr") else lambda path, body: asking.ask("POST", path, body)
        assert (await who(f"{there}/{openly.id}/receipts/check", sent)).status_code == 404
