"""A dataset as JSON is one object, whatever its length."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from okote.opendata.written import head, long_json


async def written(rows):
    async def each():
        for row in rows:
            yield row

    about = head("Campagnes", "Exemple", datetime(2026, 11, 22, 8, tzinfo=UTC))
    return "".join([piece async for piece in long_json(about, each())])


async def test_what_it_is_stands_before_its_rows():
    told = json.loads(await written([{"day": date(2026, 11, 2), "amount": Decimal("12.50"), "x": None}] * 2))
    assert told["licence"] == "Licence Ouverte 2.0"
    assert told["updated_at"] == "2026-11-22T08:00:00Z"
    assert told["rows"] == [{"day": "2026-11-02", "amount": 12.5, "x": None}] * 2


async def test_amounts_keep_their_cents():
    assert '"amount":0.10' in await written([{"amount": Decimal("0.10")}])


async def test_no_rows_are_a_list_too():
    assert json.loads(await written([]))["rows"] == []
