"""What is kept of a form while it is written."""

import pytest

from okote.funding.campaigns.autosave.rules import (
    MOST_CHARACTERS,
    MOST_FIELDS,
    TooMuchToKeepError,
    differs,
    worth_keeping,
)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"title": " Les bocaux ", "goal": "beaucoup"}, {"title": " Les bocaux ", "goal": "beaucoup"}),
        ({"story": "Un\r\n\tdeux\x00\x07"}, {"story": "Un\n\tdeux"}),
        ({"story": "10\u202f000\u00a0€"}, {"story": "10\u202f000\u00a0€"}),
        ({"_csrf_token": "x", "more": "yes", "picture": b"\x89PNG", "TITLE": "x", "a" * 41: "x"}, {}),
        ({"line-0-label": ["un", "deux"]}, {}),
    ],
)
def test_texts_are_kept_as_typed_and_nothing_else(sent, kept):
    assert worth_keeping(sent) == kept


@pytest.mark.parametrize(
    "sent",
    [{"story": "x" * (MOST_CHARACTERS + 1)}, {f"line-{n}-label": "" for n in range(MOST_FIELDS + 1)}],
)
def test_there_is_an_end_to_it(sent):
    with pytest.raises(TooMuchToKeepError):
        worth_keeping(sent)


@pytest.mark.parametrize(
    ("kept", "answer"),
    [
        ({"title": "Les bocaux", "lines": "9", "version": "3"}, False),
        ({"title": "Les bocaux ", "line-4-label": ""}, False),
        ({"title": "Les bocaux", "purpose": "Un four"}, True),
        ({}, True),
    ],
)
def test_only_what_is_not_saved_is_offered_back(kept, answer):
    assert differs(kept, {"title": "Les bocaux", "lines": "6", "version": "1"}) is answer
