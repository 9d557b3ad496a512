"""What Stripe tells us happened: from a webhook's body, or asked for when webhooks were lost."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from payments.gateway.errors import UnexpectedAnswerError
from payments.gateway.line import Line
from payments.gateway.reading import moment, seconds
from payments.gateway.results import Event


class Events:
    def __init__(self, line: Line) -> None:
        self._line = line

    async def created(
        self, start: datetime, end: datetime, account_id: str | None = None
    ) -> AsyncIterator[Event]:
        """Every event of `[start, end)`, latest first; Stripe keeps them for 30 days."""
        call = self._line.v1.events.list_async(
            {"created": {"gte": seconds(start), "lt": seconds(end)}, "limit": 100},
            {} if account_id is None else {"stripe_account": account_id},
        )
        async for event in self._line.pages(call):
            yield event_from(event.to_dict(), account_id)


def read_event(body: bytes) -> Event:
    """From a webhook whose signature holds; UnexpectedAnswerError when it is not a v1 event."""
    try:
        return event_from(json.loads(body), None)
    except (ValueError, KeyError, TypeError):
        raise UnexpectedAnswerError("event_unreadable") from None


def event_from(event: dict[str, Any], account_id: str | None) -> Event:
    if event["object"] != "event":  # a thin event of the v2 kind, which our endpoints don't subscribe to
        raise UnexpectedAnswerError("event_unreadable")
    subject = event["data"]["object"]
    return Event(
        id=event["id"],
        type=event["type"],
        created=moment(event["created"]),
        livemode=event["livemode"],
        account=event.get("account", account_id),
        object_type=subject["object"],
        object_id=subject.get("id"),
        body=json.dumps(event, separators=(",", ":"), ensure_ascii=False),
    )
