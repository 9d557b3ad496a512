"""Commands that features bring: they work on files alone."""

from argparse import Namespace

import pytest
from rich.console import Console

from okote import cli
from okote.feature import Feature
from okote.platform.commands import Command, CommandError


def greet(given: Namespace) -> None:
    if given.who == "nobody":
        raise CommandError("Nobody is there.")
    Console().print(f"Hello {given.who}")


GREETINGS = Feature(
    "greetings", commands=(Command("greet", "say hello", lambda it: it.add_argument("who"), greet),)
)


@pytest.mark.parametrize(("who", "status", "said"), [("Claire", 0, "Hello Claire"), ("nobody", 1, "Nobody")])
def test_a_command_of_a_feature_needs_neither_settings_nor_a_database(
    who: str, status: int, said: str, capsys: pytest.CaptureFixture[str]
):
    assert cli.main(["greet", who], [GREETINGS]) == status
    told = capsys.readouterr()
    assert said in (told.err if status else told.out)


def test_features_are_not_loaded_by_what_lasts_and_hands_the_work_to_others():
    assert [cli.needed([words]) for words in ("demo", "serve")] == [(), ()]
    assert {one.name for feature in cli.needed(["draw"]) for one in feature.commands} >= {"draw"}
    assert cli.needed([]) == cli.needed(["--help"]) != ()


def test_what_no_feature_brings_is_no_command(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        cli.main(["greet", "Claire"], [])
    assert "invalid choice: 'greet'" in capsys.readouterr().err
