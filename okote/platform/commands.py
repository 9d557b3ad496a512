"""What features add to the command line."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass


class CommandError(Exception):
    """Why a command can't do what was asked, in a sentence for whoever typed it."""


@dataclass(frozen=True, slots=True)
class Command:
    """What anyone may type after `okote` to work on files alone: it needs neither settings nor a database.

    `help` is in English, as all that commands say.
    """

    name: str
    help: str
    options: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], None]
    """CommandError."""
