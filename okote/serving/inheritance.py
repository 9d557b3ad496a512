"""What a service hands down to its processes: its settings, and where its database is."""

import os
from collections.abc import Mapping

from okote.app import build
from okote.house import House
from okote.platform import logs
from okote.settings import SettingsError, load
from payments import failpoints

DATABASE_URL = "OKOTE_DATABASE_URL"


def handed_down(environ: Mapping[str, str], database_url: str) -> dict[str, str]:
    """The environment of a process that opens this database, embedded or not."""
    return {**environ, DATABASE_URL: database_url}


def inherited_house() -> House:
    """The house of a process that was started with such an environment."""
    settings = load(os.environ)
    if settings.database_url is None:
        raise SettingsError(f"{DATABASE_URL} must name the database; `okote serve` starts one where none is.")
    logs.configure(settings.log_format)
    failpoints.turn_on(failpoints.planned(settings.failpoints))
    return build(settings, settings.database_url)
