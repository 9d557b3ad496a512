"""Who may go through which door, for what: all of it, as the table says that stands beside."""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from psycopg import AsyncConnection

from okote.funding.bookkeeping import FAMILIES
from okote.house import House
from okote.platform.files.papers import PaperKind, paper_path
from okote.platform.files.pictures import picture_path
from tests.architecture.callers import Entrance, recognised, untouched
from tests.architecture.furnishing import furnished, thanked
from tests.architecture.spheres import NUMBERS, Sphere
from tests.architecture.test_routes import Route, walked
from tests.okote.app_client import CSRF, app, browser, house, territory
from tests.okote.composition import as_owner, routed
from tests.okote.identity_provider_server import identity_provider, identity_provider_server

__all__ = ["app", "browser", "house", "identity_provider", "identity_provider_server"]

TABLE = Path(__file__).parents[1] / "doors.txt"

FIXED = {
    "dataset": "campaigns",
    "family": next(iter(FAMILIES)),
    "file": "campaigns.csv",
    "job_id": "1",
    "kind": "sessions",
    "name": "okote.css",
    "operation_id": "getMe",
    "part": "tasks",
    "path": "nothing",
    "position": "1",
    "provider": "demo",
    "samples": "tests",
    "size": "wide",
    "template": "budget",
    "version_number": "1",
    "year": "2025",
}
"""What is nobody's in particular."""

OF_TABLES = {
    "batch_id": "paper_batch",
    "burst_id": "rating_burst",
    "call_id": "call",
    "claim_id": "census_claim",
    "order_id": "bank_order",
    "refund_id": "bank_refund",
    "feature_id": "panel_feature",
    "comment_id": "review_comment",
    "delivery_id": "webhook_delivery",
    "document_id": "panel_document",
    "entry_id": "census_entry",
    "event_id": "stripe_event",
    "file_id": "procedure_file",
    "grant_id": "role_grant",
    "item_id": "check_item",
    "list_id": "census_list",
    "message_id": "panel_message",
    "option_id": "ballot_option",
    "package_id": "letter_package",
    "picture": "stored_file",
    "picture_id": "finding_picture",
    "project_id": "chosen_project",
    "proof_id": "funds_proof",
    "scan_id": "cheque_scan",
    "scrutineer_id": "ballot_scrutineer",
    "test_id": "test_campaign",
    "token_id": "access_token",
    "way": "sign_in",
    "words_id": "rating_words",
}
"""Of which table an identifier is, where its own name doesn't say it."""

OF_PROCEDURES = {"version_id": "written", "file_id": "written_file"}
"""What the back office does is done with a version that is being written, and with its files."""

OF_DISCUSSIONS = {
    "appeal_id": "moderation_appeal",
    "author_id": "idea_author",
    "batch_id": "batch",
    "case_id": "moderation_case",
    "comment_id": "comment",
    "decision_id": "moderation_decision",
    "merge_id": "idea_merge",
    "draft_id": "idea_draft",
    "file_id": "idea_file",
    "notice_id": "moderation_notice",
    "person_id": "writer",
    "study_id": "idea_study",
    "subject_id": "idea",
}
DISCUSSED = re.compile(r"(/api/v1|/my|/back-office)?/(ideas|comments|follows|moderation)/")
"""What is said of ideas and beside them."""

COUNTED = re.compile(
    r"(/api/v1|/back-office)?/ballots/{ballot_id:uuid}/(followup|result|review|statistics|take-back|votes\.csv)"
    r"|/my/votes/"
)
"""What is read and made of an open ballot once it is counted and published, or can no longer be done."""

VOTED = re.compile(
    r"(/api/v1)?/ballots/{ballot_id:uuid}(/(change|check|files|options|receipts|votes?)(/.*)?)?$"
)
"""What is done with a sealed ballot while it is voted on."""

ON_PAPER = re.compile(r"(/back-office)?/ballots/{ballot_id:uuid}/(assisted|codes?|paper)(/.*)?$")
"""What is done for who votes on it without an account."""

OF_PUBLISHED = {"finding_id": "told_finding", "picture_id": "shown_picture", "test_id": "published_test"}
PUBLISHED = (
    "/tests/",
    "/back-office/tests/findings/{finding_id:uuid}/answer",
    "/back-office/tests/{test_id:uuid}/findings",
)
"""What is asked of a test once its service has read it."""

TOKENS = {
    "ballots": "scrutineer",
    "calendars": "calendars",
    "guardian": "guardian",
    "ideas": "together",
    "invitations": "invitation",
    "moderation": "followed",
    "no-more-mails": "unsubscribe",
    "seats": "seats",
    "thanks": "thanks",
    "unsubscribe": "unsubscribe",
}
"""What a token in an address is to: furnishing.py makes them."""

SLUGS = {
    "/calls/": "call",
    "/panels/": "panel",
    "/procedures/": "procedure",
    "/processes/": "process",
    "/rate/": "procedure",
    "/tests/": "test",
}
"""Of what the name in an address is, where it is no campaign's."""

PARAMETER = re.compile(r"{(\w+):\w+}")

PREPARED = ("/checklist", "/comments", "/approve", "/send-back", "/take-back")
DRAFT = ("/edit", "/submit")
"""What follows a campaign that is not open yet, in the addresses of what is done with one."""

OF_PROGRAMS = ("read:me", "read:work", "write")
"""Columns of what is for programs alone."""

COLUMNS = (
    *("visitor", "resident", "holder", "partner", "service", "coach", "organiser", "elected"),
    *("agent", "accountant", "deputy", "administrator", "neighbour", "swapped"),
)

BATCH = (
    "INSERT INTO receipt_link (ballot_id, number, day, size, previous_hash, hash)"
    " VALUES (%s, %s, current_date, 1, sha256(''), sha256(''))"
)

NEWS = {"title": "Les murs", "body": "Ils montent."}
SENT: Mapping[str, Mapping[str, object]] = {
    "POST /api/v1/ideas": {"title": "Un banc", "body": "La côte est longue."},
    "PUT /api/v1/ideas/{idea_id:uuid}": {"version": 1, "title": "Un banc", "body": "La côte."},
    "POST /api/v1/comments/on/{kind:str}/{subject_id:uuid}": {"body": "Oui.", "stance": "for"},
    "POST /api/v1/me/difficulties": {"category": "other", "body": "Trop dur."},
    "POST /api/v1/back-office/difficulties/{difficulty_id:uuid}/answer": {"answer": "Oui.", "seen": ""},
    "POST /api/v1/back-office/campaigns/{campaign_id:uuid}/news": {
        "title": "Les murs",
        "body": "Ils montent.",
    },
    "PUT /api/v1/back-office/campaigns/{campaign_id:uuid}": {"version": 1, "title": "La conserverie"},
    **{
        f"POST /api/v1/back-office/ballots/{{ballot_id:uuid}}/{asked}": {"reason": "Fini."}
        for asked in ("close", "publish")
    },
    "POST /api/v1/back-office/ballots/{ballot_id:uuid}/options": {"title": "Un banc"},
    "PUT /api/v1/back-office/ballots/{ballot_id:uuid}": {
        "mark": "",
        "phase": str(uuid4()),
        "title": "Vote",
        "question": "Quoi ?",
        "mode": "open",
        "terms": {"input": "approval", "rule": "most-votes", "lot_source": "Loto"},
        "envelopes": [],
    },
    "PUT /api/v1/back-office/ballots/{ballot_id:uuid}/options/{position:int}": {
        "mark": "",
        "option": {"title": "Un banc"},
    },
    "POST /api/v1/back-office/booths/{booth_id:uuid}/marks": {
        "device": "1",
        "marks": [{"number": 1, "at": "2026-11-01T09:00:00Z", "who": "1"}],
    },
    "POST /ballots/{ballot_id:uuid}/check": {"choice": "1"},
    "POST /ballots/{ballot_id:uuid}/vote": {"choice": "1", "seed": "0" * 32},
    "POST /api/v1/ballots/{ballot_id:uuid}/votes": {"choices": []},
    "PUT /api/v1/ballots/{ballot_id:uuid}/votes": {"choices": [], "code": "A" * 16},
}
"""What a program has to send for its owner's rights to be looked at."""

ASKED = {"DELETE /api/v1/back-office/ballots/{ballot_id:uuid}/options/{position:int}": "?mark=0"}
"""What else stands in an address."""


def value(sphere: Sphere, route: Route, name: str) -> str:
    """What stands in a route's address for one of its parameters."""
    if name == "slug":
        kind = next((one for part, one in SLUGS.items() if part in route.path), "campaign")
        return f"{kind}-{sphere.name}"
    if name == "token":
        return f"{TOKENS[route.path.split('/')[1]]}-{sphere.name}"
    if name == "campaign_id":
        return str(sphere.id(stage(route)))
    if name == "payment_id":
        return str(sphere.id("aside"))
    made = {"handle": thanked(sphere), "number": sphere.rows["action"]["number"]}
    if route.path.startswith("/ideas/n/"):
        made["number"] = sphere.rows["idea"]["number"]
    if "/difficulties/{" in route.path:
        made |= {
            "number": sphere.rows["difficulty"]["number"],
            "document_id": sphere.id("difficulty_document"),
        }
    return str(made[name]) if name in made else str(sphere.id(table(route, name)))


def table(route: Route, name: str) -> str:
    """Of which table an identifier in a route's address is, or by what name its row is remembered."""
    of = OF_TABLES
    if "/back-office/procedures" in route.path:
        of = OF_PROCEDURES
    elif COUNTED.match(route.path):
        of = {"ballot_id": "counted_ballot", "option_id": "ballot_option", "aside_id": "set_aside_vote"}
    elif VOTED.match(route.path) or ON_PAPER.match(route.path):
        of = {"ballot_id": "voted_ballot", "package_id": "voting_package"}
    elif DISCUSSED.match(route.path):
        of = OF_DISCUSSIONS
    elif route.path.startswith(PUBLISHED):
        of = OF_PUBLISHED
    return of.get(name, name.removesuffix("_id"))


def stage(route: Route) -> str:
    """How far the campaign is that a route is about."""
    tail = route.path.partition("{campaign_id:uuid}")[2]
    if tail.startswith(PREPARED):
        return "prepared"
    whole = not tail and "closings" not in route.path
    return "draft" if whole or tail.startswith(DRAFT) else "campaign"


def addresses(route: Route, spheres: Mapping[str, Sphere]) -> Iterator[tuple[str, str]]:
    """Whose thing it is, and the route's address with it; mixed, where one part of it is somebody else's."""
    named = [name for name in PARAMETER.findall(route.path) if name not in FIXED]
    kinds = {"-": ["own"]} if not named else {one: [one] * len(named) for one in spheres}
    if len(named) > 1:
        kinds["mixed"] = ["own"] * (len(named) - 1) + ["other"]
    for whose, where in kinds.items():
        about = {"kind": "idea"} if "subject_id" in named else {}
        about |= {"name": "tally.py"} if "/result/" in route.path else {}
        about |= {"file": "options.csv"} if "/ballots/" in route.path else {}
        values = (
            FIXED
            | about
            | {name: value(spheres[one], route, name) for name, one in zip(named, where, strict=False)}
        )
        path = PARAMETER.sub(lambda found, known=values: known[found[1]], route.path)
        yield whose, path + ASKED.get(str(route), "")


@pytest.fixture
def changed_settings(tmp_path):
    return {"features": ("okote.funding", "consultations"), "uploads_folder": tmp_path}


def keep_papers(folder: Path, spheres: Mapping[str, Sphere]) -> None:
    """What was handed in: scans of cheques, proofs of payments, pictures of campaigns, letters."""
    (folder / "papers").mkdir()
    (folder / "procedures").mkdir()
    (folder / "findings").mkdir()
    (folder / "ballots").mkdir()
    for sphere in spheres.values():
        for table in ("cheque_scan", "evidence", "funds_proof", "panel_document", "difficulty_document"):
            paper_path(folder, sphere.id(table), PaperKind.PDF).write_bytes(b"%PDF-1.7")
        picture_path(folder, sphere.id("stored_file"), "wide").write_bytes(b"RIFF")
        for table in ("procedure_file", "written_file"):
            (folder / "procedures" / f"{sphere.id(table)}.txt").write_bytes(b"Bonjour.")
        for table in ("finding_picture", "shown_picture"):
            (folder / "findings" / f"{sphere.id(table)}.jpg").write_bytes(b"JFIF")
        (folder / "ballots" / f"{sphere.rows['voted_option']['picture'].hex()}.jpg").write_bytes(b"JFIF")


async def tell_receipts(house: House, spheres: Mapping[str, Sphere]) -> None:
    """A batch of the log of each ballot that is voted on: the service itself may write none."""
    async with await AsyncConnection.connect(as_owner(house)) as connection:
        for name, sphere in spheres.items():
            await connection.execute(BATCH, (sphere.id("voted_ballot"), NUMBERS[name]))


@pytest.fixture
async def furnished_spheres(house):
    spheres = {}
    async with house.database.unit_of_work() as db:
        for name, slug in (("own", "trois-rives"), ("other", "trois-rives"), ("elsewhere", "val-clair")):
            spheres[name] = await furnished(db, name, await territory(house, slug))
    keep_papers(house.settings.uploads_folder, spheres)
    await tell_receipts(house, spheres)
    return spheres


async def as_it_is(house: House, csrf: str, spheres: Mapping[str, Sphere]) -> dict[str, str]:
    """Every line of the table, as the service answers now."""
    async with house.database.unit_of_work() as db:
        callers = await Entrance(db, house, csrf, spheres).callers()
    lines, routes = {}, list(walked(house))
    async with untouched(house) as still:
        app = routed(still)
        askers = {name: await recognised(caller, still) for name, caller in callers.items()}
        for route in routes:
            who = [one for name, one in askers.items() if route.is_for_programs or name not in OF_PROGRAMS]
            for whose, address in addresses(route, spheres):
                said = ""
                for one in who:
                    await still.database.forget()
                    said += await one.ask(app, route.method, address, SENT.get(str(route), {}))
                lines[f"{route} {whose}"] = said
    return lines


def as_it_should_be(text: str) -> dict[str, str]:
    """The lines of the table: a route, whose thing it is, and what it says to each column."""
    written = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    lines = {" ".join(parts[:3]): "".join(parts[3:]) for parts in written}
    assert len(lines) == len(written), "a line stands there twice"
    return lines


def differences(found: Mapping[str, str], table: Mapping[str, str]) -> list[str]:
    """One line each, as it would stand in the table."""
    return [
        f"{line}: the table says {table.get(line, 'nothing')}, the service {found.get(line, 'nothing')}"
        for line in sorted({*found, *table})
        if found.get(line) != table.get(line)
    ]


async def test_every_door_opens_to_whom_the_table_says(house, browser, furnished_spheres):
    visitor = browser()
    await visitor.get("/fr/legal")
    with quiet():
        found = await as_it_is(house, visitor.cookies[CSRF], furnished_spheres)
    wrong = differences(found, as_it_should_be(TABLE.read_text()))
    assert not wrong, "\n".join(wrong)


@contextmanager
def quiet() -> Iterator[None]:
    """Thousands of refusals are not written to a log that nobody reads."""
    known = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(**known)


def test_a_door_that_nobody_told_of_and_one_that_is_gone_are_found():
    table = as_it_should_be("# told\nGET /a - ?+\nGET /gone - ++\n")
    found = {"GET /a -": "?-", "GET /new own": "++"}
    assert [line.partition(":")[0] for line in differences(found, table)] == [
        "GET /a -",
        "GET /gone -",
        "GET /new own",
    ]


def test_the_table_lets_in_no_neighbour_and_opens_nothing_to_the_wrong_key():
    """What follows from the head of the table, so that nobody writes a line against it."""
    for line, said in as_it_should_be(TABLE.read_text()).items():
        _, path, whose = line.split()
        columns = dict(zip(COLUMNS, said, strict=False))
        assert "!" not in said, line
        assert whose != "elsewhere" or not set(said) & {"+"}, line
        if columns["visitor"] != "+":
            assert columns["swapped"] == columns["visitor"], line
        if path.startswith(("/back-office", "/api/v1/back-office")):
            assert columns["visitor"] == "?", line
            assert {columns["resident"], columns["neighbour"]} <= {"-", "0"}, line
