"""Where a version stands, what may be done with it there, and what is typed about documents."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.procedures import rules
from consultations.procedures.rules import MOST_PAPERS, PAPER_MOST, VersionDetails, VersionState

WRITTEN, CLEARED, PUBLISHED, WITHDRAWN = VersionState


@pytest.mark.parametrize(
    ("cleared", "published", "withdrawn", "expected"),
    [
        (False, False, False, WRITTEN),
        (True, False, False, CLEARED),
        (True, True, False, PUBLISHED),
        (True, False, True, WITHDRAWN),
        (True, True, True, WITHDRAWN),
    ],
)
def test_where_a_version_stands(cleared, published, withdrawn, expected):
    assert rules.state(cleared=cleared, published=published, withdrawn=withdrawn) is expected


@pytest.mark.parametrize(
    ("check", "refusals"),
    [
        (rules.check_open, dict.fromkeys((CLEARED, PUBLISHED, WITHDRAWN), rules.VersionFrozenError)),
        (
            rules.check_cleared,
            {WRITTEN: rules.VersionNotClearedError, WITHDRAWN: rules.VersionWithdrawnError},
        ),
    ],
)
def test_what_is_asked_of_its_state(check, refusals):
    for now in VersionState:
        if now not in refusals:
            check(now)
        else:
            with pytest.raises(refusals[now]):
                check(now)


@pytest.mark.parametrize(
    ("now", "tested", "refusal"),
    [
        (WRITTEN, False, rules.VersionNotClearedError),
        (CLEARED, False, None),
        (CLEARED, True, rules.VersionInUseError),
        (PUBLISHED, False, rules.VersionInUseError),
        (WITHDRAWN, False, rules.VersionWithdrawnError),
    ],
)
def test_only_what_nobody_has_read_yet_is_opened_again(now, tested, refusal):
    if refusal is None:
        rules.check_reopenable(now, tested=tested)
    else:
        with pytest.raises(refusal):
            rules.check_reopenable(now, tested=tested)


@pytest.mark.parametrize(
    ("text", "steps", "files", "refusal"),
    [
        ("", 0, [], rules.VersionEmptyError),
        ("Bonjour.", 0, [], None),
        ("", 1, [], None),
        ("", 0, [("a.pdf", "Bonjour.")], None),
        ("Bonjour.", 1, [("a.pdf", "Oui."), ("b.jpg", "")], rules.FileWordlessError),
    ],
)
def test_what_is_declared_free_of_names_can_be_read_whole(text, steps, files, refusal):
    said = VersionDetails(date(2026, 3, 1), text=text)
    if refusal is None:
        rules.check_clearable(1, said, steps, files)
    else:
        with pytest.raises(refusal) as refused:
            rules.check_clearable(1, said, steps, files)
        assert refused.value.parameters == ({"name": "b.jpg"} if files else {})


def test_a_later_version_says_what_changes():
    since = date(2026, 3, 1)
    rules.check_clearable(2, VersionDetails(since, "Plus court.", "Oui."), 0, [])
    with pytest.raises(rules.VersionUnexplainedError):
        rules.check_clearable(2, VersionDetails(since, "", "Oui."), 0, [])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", ()),
        ("- un papier\n• une   photo\n\n* un papier", ("un papier", "une photo")),
        ("a" * (PAPER_MOST + 5), ("a" * PAPER_MOST,)),
    ],
)
def test_documents_are_listed_one_a_line_and_once(written, expected):
    assert rules.papers(written) == expected


def test_more_documents_than_anybody_carries_are_refused():
    listed = "\n".join(str(number) for number in range(MOST_PAPERS))
    assert len(rules.papers(listed)) == MOST_PAPERS
    with pytest.raises(rules.TooManyPapersError):
        rules.papers(f"{listed}\nun de plus")


PARTS = st.lists(st.text("ab ", max_size=4), min_size=1, max_size=4)


@given(PARTS, PARTS)
def test_a_mark_is_of_one_reading_alone(one, other):
    """Wherever one part ends and the next begins."""
    assert (rules.seen(*one) == rules.seen(*other)) == (one == other)
