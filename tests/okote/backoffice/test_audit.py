"""Administrators read who did what, look for it, and take it with them."""

import csv
from gettext import NullTranslations
from html import unescape
from io import StringIO

import pytest

from okote import feature
from okote.backoffice.audit.wording import UNTOLD_LABELS, changes
from okote.funding.deeds import CAMPAIGN, HOLDER, PLEDGE, TERMS
from okote.identity.models import Role
from okote.platform.audit import Doer, Subject
from okote.territories.service import add_place, change_place
from okote.web.formatting import Wording
from tests.okote.app_client import ELSEWHERE, EMAILS, person_id, territory

TRAIL = "/en/back-office/audit"


@pytest.fixture
async def done(house, lea, identity_provider):
    """Two deeds of Léa's; the second about what the first one made."""
    here = await territory(house)
    doer = Doer(here.id, await person_id(house, identity_provider, "lea"))
    async with house.database.unit_of_work() as db:
        place = await add_place(db, "=Rivemont", within=None, position=None, by=doer)
        other = await add_place(db, "Aubeterre", within=None, position=None, by=doer)
        await change_place(db, place.id, "Haut-Rivemont", position=None, by=doer)
    return doer, place.id, other.id


async def read(visitor, query=""):
    answer = await visitor.get(f"{TRAIL}{query}")
    assert answer.status_code == 200, answer.text
    return unescape(answer.text).partition("<h1>")[2]


async def test_the_trail_tells_who_did_what_before_and_after(lea, done):
    _, place, _ = done
    shown = await read(lea)
    assert shown.index("Changed a place") < shown.index("Added a place")
    assert "Name: =Rivemont → Haut-Rivemont" in shown
    assert EMAILS["lea"] in shown
    assert f'href="/en/back-office/places/{place}"' in shown


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?subject={place}", {"Changed a place", "Added a place"}),
        ("?kind=place&person={person}", {"Changed a place", "Added a place"}),
        ("?kind=job", set()),
        ("?day=2020-01-01", set()),
        ("?person={place}", set()),
    ],
)
async def test_it_is_looked_through_by_person_kind_thing_and_day(lea, done, asked, found):
    doer, place, _ = done
    shown = await read(lea, asked.format(person=doer.person_id, place=place))
    rows = shown.partition("<tbody>")[2]
    assert {deed for deed in ("Changed a place", "Added a place") if deed in rows} == found
    if "subject" in asked:
        assert "Aubeterre" not in rows


async def test_what_can_not_be_looked_for_is_said_beside_its_field(lea, done):
    answer = await lea.get(f"{TRAIL}?day=tomorrow&kind=dragon&person=nobody")
    assert answer.status_code == 422
    assert 'value="tomorrow"' in answer.text
    assert answer.text.count("aria-invalid") == 3


async def test_the_table_holds_all_of_it_and_no_formula(lea, done):
    answer = await lea.get(f"{TRAIL}/audit.csv?kind=place")
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["deed"] for row in rows] == ["place_added", "place_added", "place_changed"]
    assert rows[0]["called"] == "'=Rivemont"
    assert rows[2]["after"] == '{"name": "Haut-Rivemont"}'


async def test_no_neighbour_reads_it(browser, give_role, done):
    marc = browser(ELSEWHERE)
    await marc.arrive("marc")
    await give_role("marc", Role.ADMINISTRATOR, slug="val-clair")
    assert "Haut-Rivemont" not in await read(marc)


def test_what_was_left_empty_is_not_told():
    note = Subject("check", "Check", fields={"note": "Note", "until": "Until"})
    words = Wording("en", NullTranslations())
    told = changes(note, {"note": "Seen"}, {"note": "", "until": ""}, words, {})
    assert [(one.label, one.before, one.after) for one in told] == [("Note", "Seen", None)]


@pytest.mark.parametrize(
    ("about", "changed", "expected"),
    [
        (CAMPAIGN, {"ends_at": "2026-12-20T23:00:00+00:00"}, "Ends on: 20 December 2026 at 23:59"),
        (HOLDER, {"email": "…"}, "E-mail: …"),
        (
            PLEDGE,
            {"refund_failure": "expired_or_canceled_card"},
            "Failure: The card has expired or was cancelled.",
        ),
        (TERMS, {"own_people": "refused"}, "Own people: It is not taken"),
    ],
)
def test_a_change_is_told_in_words(about, changed, expected):
    words = Wording("en", NullTranslations())
    (told,) = changes(about, {}, changed, words, {})
    assert f"{told.label}: {told.after}" == expected


def test_whatever_is_only_told_to_have_changed_has_a_label():
    features = feature.load(["okote.funding", "consultations"])
    about = [deed.subject for one in features for deed in one.deeds]
    unlabelled = {name for one in about for name in one.untold - one.fields.keys()}
    assert unlabelled == UNTOLD_LABELS.keys()
