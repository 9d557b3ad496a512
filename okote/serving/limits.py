"""`okote limits`: how often everything may be done, by whom, and why."""

from collections.abc import Iterator
from datetime import timedelta

from rich.console import Console
from rich.table import Table

from okote import feature, rooms
from okote.platform.limits import Limit
from okote.settings import Settings

COLUMNS = ("limit", "at most", "within", "per", "because")


def declared(settings: Settings) -> Iterator[Limit]:
    """Those of the house and of the features that the settings list."""
    for one in (rooms.FEATURE, *feature.load(settings.features)):
        yield from one.limits


def tell(console: Console, settings: Settings) -> None:
    told = Table(*COLUMNS)
    for one in declared(settings):
        told.add_row(one.name, str(one.most), _said(one.window), one.per, one.reason)
    console.print(told)


def _said(window: timedelta) -> str:
    minutes = window // timedelta(minutes=1)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"
