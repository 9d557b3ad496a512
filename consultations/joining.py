"""What rooms hand up, each as a manifest of its own, added up to that of consultations."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from okote.feature import Addresses, Feature
from payments.sessions import ReadSession


def joined(name: str, *rooms: Feature) -> Feature:
    """All that they hand up, in their order; of what there is one of, the one that has it."""
    return Feature(
        name,
        **{
            field.name: _all_of([getattr(room, field.name) for room in rooms])
            for field in fields(Feature)
            if field.name not in {"name", "subscriptions", "addresses"}
        },
        subscriptions=_subscriptions(rooms),
        addresses=_addresses([room.addresses for room in rooms if room.addresses]),
    )


def _all_of(values: Sequence[Any]) -> Any:
    """ValueError where two rooms hand up something of the same name, or each the only one."""
    told = [value for value in values if value is not None]
    if not told:
        return None
    if isinstance(told[0], Mapping):
        if len(names := [name for value in told for name in value]) > len(set(names)):
            raise ValueError(f"handed up twice: {sorted(map(str, names))}")
        return {name: one for value in told for name, one in value.items()}
    if isinstance(told[0], Sequence):
        return tuple(one for value in told for one in value)
    [only] = told
    return only


def _subscriptions(rooms: Sequence[Feature]) -> Any:
    """Several rooms may hear of one event, each in its turn."""
    events = dict.fromkeys(event for room in rooms for event in room.subscriptions)
    return {
        event: tuple(who for room in rooms for who in room.subscriptions.get(event, ())) for event in events
    }


def _addresses(rooms: Sequence[Addresses]) -> Addresses:
    async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
        return [one for of_room in rooms for one in await of_room(db, territory_id)]

    return addresses
