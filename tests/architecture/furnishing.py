"""A territory in which something stands behind every door: three times, so that it can be somebody else's."""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4, uuid5

from consultations.panels.sortition.report import (
    FORMAT,
    Algorithm,
    CandidatePanel,
    PublishedPool,
    Ratio,
    Report,
    written,
)
from okote.funding.campaigns.service.life import CANCEL
from okote.identity.models import Person, Role
from okote.identity.sessions import fingerprint
from okote.territories.models import Territory
from payments.sessions import WriteSession
from tests.architecture import rooms
from tests.architecture.spheres import NUMBERS, Row, Sphere


async def furnished(db: WriteSession, name: str, territory: Territory) -> Sphere:
    """A sphere of new people, and one of everything that a route is about."""
    at = await db.now()
    people = Person(created_at=at, email=f"{name}@exemple.test"), Person(created_at=at)
    db.add_all(people)
    await db.flush()
    sphere = Sphere(name, territory.id, territory.book, at, *(person.id for person in people))
    await furnish(db, sphere)
    return sphere


async def furnish(db: WriteSession, sphere: Sphere) -> None:
    parts = (
        _bodies,
        _campaigns,
        _gifts,
        _promises,
        _ideas,
        _actions,
        rooms.processes,
        rooms.ballots,
        _procedures,
        rooms.difficulties,
        rooms.writing,
        rooms.studies,
        rooms.discussions,
        _panels,
        _tests,
        rooms.residents,
        rooms.results,
        rooms.voting,
        _work,
    )
    for part in parts:
        await part(db, sphere, sphere.name)


async def _bodies(db: WriteSession, sphere: Sphere, name: str) -> None:
    holder = uuid4()
    account = {"purpose": "holder", "subject": holder, "stripe_id": f"acct_{name}"}
    await sphere.add(db, "connected_account", ready=True, payouts_enabled=True, **account)
    paid = {"account_id": sphere.id("connected_account"), "account_ready": True, "pays_out": True}
    await sphere.add(db, "holder", id=holder, name=f"Association {name}", email="h@exemple.test", **paid)
    await sphere.add(db, "partner", name=f"Partner {name}", email="partner@exemple.test")
    await sphere.add(db, "envelope", amount_minor=50_000_00)
    await sphere.add(db, "service", name=f"Service {name}", email="service@exemple.test")
    await sphere.add(db, "category", names={"fr": f"Catégorie {name}"})
    await sphere.add(db, "check_item", names={"fr": f"Pièce {name}"})
    await sphere.add(db, "place", name=f"Lieu {name}")
    await sphere.add(db, "stored_file", public=True)
    closes = sphere.at + timedelta(days=30)
    call = {"slug": f"call-{name}", "opens_at": sphere.at - timedelta(days=1), "closes_at": closes}
    await sphere.add(db, "call", published_at=sphere.at, **call)


OFFER: Row = {
    "goal_minor": 15_000_00,
    "threshold_bp": 7_500,
    "threshold_on": "all",
    "commission_bp": 800,
    "commission_on": "all",
    "vat_bp": 2_000,
    "own_people": "unmatched",
    "tax_receipt": "unconfirmed",
}


async def _campaigns(db: WriteSession, sphere: Sphere, name: str) -> None:
    """One that is being prepared, and one that takes contributions."""
    await sphere.add(db, "campaign", alias="draft", slug=f"draft-{name}", title="Brouillon")
    await sphere.add(db, "campaign", alias="prepared", slug=f"prepared-{name}", state="in_review")
    opened, ends = sphere.at - timedelta(days=5), sphere.at + timedelta(days=25)
    days = {"first_day": opened.date(), "last_day": ends.date(), "opens_at": opened, "ends_at": ends}
    picture, place = sphere.id("stored_file"), sphere.id("place")
    shown = {"slug": f"campaign-{name}", "state": "live", "picture": picture, "place_id": place}
    await sphere.add(db, "campaign", **shown, **days, **OFFER)
    await sphere.add(db, "campaign_step", actor="rule", state="live")
    for stage, state in (("draft", "draft"), ("prepared", "in_review")):
        begun = {"campaign_id": sphere.id(stage), "actor": "writer", "person_id": sphere.colleague}
        await sphere.add(db, "campaign_step", state=state, **begun)
    await sphere.add(db, "review_comment", campaign_id=sphere.id("prepared"), line="title")
    await sphere.add(db, "closing", decision="funded", failure="declined")
    for table in ("need", "news", "question", "team_member", "budget_line"):
        await sphere.add(db, table)
    month = sphere.at.date().replace(day=1)
    await sphere.add(db, "reward", month=month, starts_at_minor=20_00, value_minor=5_00)
    await sphere.add(db, "help", name="Ada", contact="ada@exemple.test")


async def _gifts(db: WriteSession, sphere: Sphere, name: str) -> None:
    card = {
        "book": sphere.book,
        "purpose": "pledge",
        "currency": "EUR",
        "status": "paid",
        "amount_minor": 20_00,
        "fee_minor": 50,
        "paid_at": sphere.at,
    }
    known = {"session_id": f"cs_{name}", "intent_id": f"pi_{name}", "charge_id": f"ch_{name}"}
    await sphere.add(db, "payment", ended_at=sphere.at, **card, **known)
    aside = {"status": "quarantined", "received_minor": 30_00, "fee_minor": None, "paid_at": None}
    came = {"intent_id": f"pi_aside_{name}", "session_id": f"cs_aside_{name}"}
    await sphere.add(db, "payment", alias="aside", ended_at=sphere.at, **card | aside | came)
    shown = {"public_name": "Ada", "name_shown": True, "status": "in_force", "paid_at": sphere.at}
    shown["thanks_hash"] = fingerprint(f"thanks-{name}")
    await sphere.add(db, "reconciliation")
    await sphere.add(db, "difference", key=name, kind="payment_differs", book=sphere.book)
    await sphere.add(db, "pledge", amount_minor=20_00, payment_id=sphere.id("payment"), **shown)
    owed = {"id": sphere.id("pledge"), "dispute_id": uuid4(), "amount_minor": 20_00}
    await sphere.add(db, "recovery", **owed, failure="balance_insufficient")
    await sphere.add(db, "bank_order", number=1, amount_minor=20_00, created_by=sphere.colleague)
    owed = {"amount_minor": 20_00, "fee_minor": 0, "code": "declined", "language": "fr", "order_id": None}
    await sphere.add(db, "bank_refund", **owed)
    await sphere.add(db, "pledge_reward")
    await sphere.add(db, "cheque", reference=f"CH-{name}", amount_minor=100_00, drawer="Ada", address="2 rue")
    await sphere.add(db, "cheque_scan", kind="pdf")


async def _promises(db: WriteSession, sphere: Sphere, _: str) -> None:
    await sphere.add(db, "commitment", rate_bp=10_000, ceiling_minor=5_000_00)
    await sphere.add(db, "funds_call", amount_minor=900)
    await sphere.add(db, "funds_proof", kind="pdf")


async def _ideas(db: WriteSession, sphere: Sphere, _: str) -> None:
    """One that everybody reads, entrusted to the sphere's service."""
    given = {"state": "studied", "service_id": sphere.id("service"), "since": sphere.at}
    given |= {"number": NUMBERS.get(sphere.name, 1), "person_id": sphere.resident}
    await sphere.add(db, "idea", title="Un banc", body="La côte est longue.", language="fr", **given)


async def _actions(db: WriteSession, sphere: Sphere, name: str) -> None:
    """One that everybody reads, come of an idea, with a file that shows it, and the edition of a year."""
    number, service = NUMBERS.get(name, 1), sphere.id("service")
    shown = {"service_id": service, "published_at": sphere.at, "number": number}
    origin = {"origin_kind": "idea", "origin_id": sphere.id("idea"), "origin_title": "Un banc"}
    await sphere.add(db, "action", title="Répondre", why="C’est long.", **shown, **origin)
    await sphere.add(db, "action_step", service_id=service)
    await sphere.add(db, "evidence", title="La lettre", kind="pdf")
    await sphere.add(db, "theme", name=f"Chantier {name}")
    contents = {"territory": name, "on": "2025-12-31", "lines": []}
    await sphere.add(db, "edition", year=2026 - number, contents=contents)


async def _procedures(db: WriteSession, sphere: Sphere, name: str) -> None:
    """A letter that everybody reads, with a file, and its next version, which is being written."""
    shown = {"slug": f"procedure-{name}", "name": "La lettre", "summary": "Oui.", "audience": "Parents"}
    shown |= {"channels": ["mail"], "papers": [], "service_id": sphere.id("service")}
    await sphere.add(db, "procedure", published_at=sphere.at, **shown)
    cleared = {"names_removed_at": sphere.at, "names_removed_by": sphere.colleague}
    said = {"text": "Bonjour.", "changed": ""}
    await sphere.add(db, "procedure_version", published_at=sphere.at, **cleared, **said)
    await _ratings(db, sphere)
    kept = {"kind": "txt", "name": "lettre.txt", "size": 8, "sha256": bytes(32), "words": "Bonjour."}
    await sphere.add(db, "procedure_file", **kept)
    await sphere.add(db, "procedure_version", alias="written", number=2, **said)
    written = {"version_id": sphere.id("written")}
    await sphere.add(db, "procedure_file", alias="written_file", **kept, **written)


async def _ratings(db: WriteSession, sphere: Sphere) -> None:
    """One of an hour on which nobody has decided, with words that nobody has read."""
    await sphere.add(db, "rating_burst", hour=sphere.at)
    given = {"channel": "mail", "help": "none", "simplicity": 4, "efficiency": 4, "clarity": 4}
    when = {"hour": sphere.at, "month": sphere.at.date().replace(day=1)}
    apart = {"counted": False, "burst_id": sphere.id("rating_burst")}
    await sphere.add(db, "open_rating", **given, **when, **apart)
    rated = {"rating_id": sphere.id("open_rating"), "hour": sphere.at}
    await sphere.add(db, "rating_words", words="Trop long", told="", **rated)


SEALED = Report(
    format=FORMAT,
    made_with="okote",
    algorithm=Algorithm.STRATIFIED,
    size=1,
    quotas=(),
    pool=PublishedPool(1, 0, 0, sha256(b"[]").hexdigest()),
    smallest=Ratio(1, 1),
    optimum=None,
    public_draw="Loto",
    numbers=("000-000-000-001",),
    panels=(CandidatePanel(1, (0,)),),
    seal="0" * 64,
)


SEALED_DRAW: Row = {
    "pool": "[]",
    "pool_hash": sha256(b"[]").hexdigest(),
    "pool_size": 1,
    "quotas": [],
    "size": 1,
    "excluded": 0,
    "lottery": "Loto",
    "which_numbers": "tous",
    "algorithm": "stratified",
    "state": "computed",
    "progress": 100,
    "report": written(SEALED),
    "void_reason": "",
}


async def _panels(db: WriteSession, sphere: Sphere, name: str) -> None:
    """One whose call is open, with a question and somebody who volunteers."""
    words = {"purpose": "Essayer.", "asks": "Un soir.", "gives": "Une réponse."}
    dates = {"opens_at": sphere.at - timedelta(days=1), "closes_at": sphere.at + timedelta(days=5)}
    shown = {
        "slug": f"panel-{name}",
        "published_at": sphere.at,
        "smallest_group": 5,
        "youngest": 18,
        "service_id": None,
    }
    await sphere.add(db, "panel", kind="testers", name="Comité", **words, **dates, **shown)
    await sphere.add(db, "panel_feature", name="Âge", question="Quel âge ?")
    await sphere.add(db, "panel_quota", value="jeune")
    person = {"person_id": sphere.resident, "name": "Camille", "email": "camille@exemple.test"}
    agreed = {"consented_at": sphere.at, "consent_version": "0" * 64}
    answers = {"attributes": {"Âge": "jeune"}}
    await sphere.add(db, "volunteer", source="self", language="fr", **person, **agreed, **answers)
    await sphere.add(db, "draw", **SEALED_DRAW, computed_at=sphere.at)
    await _members(db, sphere, name)


async def _members(db: WriteSession, sphere: Sphere, name: str) -> None:
    """Who sits, a meeting to come, and an opinion that awaits its answer."""
    asked = {"invited_at": sphere.at, "answer_by": sphere.at.date(), "answered_at": sphere.at}
    opens = {
        "token_hash": fingerprint(f"seats-{name}"),
        "calendar_hash": fingerprint(f"calendars-{name}"),
    }
    await sphere.add(db, "seat", rank=0, state="accepted", why="", **asked, **opens)
    await sphere.add(db, "observer", kind="sworn", person_id=None)
    times = {"starts_at": sphere.at + timedelta(days=3), "ends_at": sphere.at + timedelta(days=3, hours=2)}
    await sphere.add(db, "meeting", place="Le Quai", link="", **times)
    await sphere.add(db, "panel_message", written_by=None, seat_id=sphere.id("seat"))
    await sphere.add(db, "panel_document", kind="pdf")
    counted = {"in_favour": 6, "against": 1, "abstained": 0, "dissent": "", "answer": ""}
    shown = {"published_at": sphere.at, "published_by": sphere.colleague, "due_on": sphere.at.date()}
    by_service = {"service_id": sphere.id("service")}
    await sphere.add(db, "opinion", title="Des arbres", **counted, **shown, **by_service)


async def _tests(db: WriteSession, sphere: Sphere, name: str) -> None:
    """One that was opened, with a sitting that its tester has not sent, and what they stumbled on."""
    await _published_tests(db, sphere, name)
    await sphere.add(db, "test_campaign", **dated(sphere, f"trying-{name}"))
    await sphere.add(db, "test_task", scenario="", says="Lire.", position=1)
    own = {"person_id": sphere.resident, "manner": "alone", "passed": [], "begun_at": sphere.at}
    await sphere.add(db, "sitting", **own)
    await sphere.add(db, "remark", words="Trop long.", told="", review="waiting")
    met = {"severity": 2, "title": "La date", "state": "reported", "step_title": ""}
    await sphere.add(db, "finding", **met, **dict.fromkeys(("told_title", "told_words"), ""))
    await sphere.add(db, "finding_picture", finding_id=sphere.id("finding"), shown=False)


def dated(sphere: Sphere, slug: str) -> dict[str, Any]:
    dates = {"opens_at": sphere.at - timedelta(days=1), "closes_at": sphere.at + timedelta(days=5)}
    shown = {"slug": slug, "opened_at": sphere.at, "smallest_group": 3, "reading_days": 7}
    return {"title": "La lettre", "reply": "", **dates, **shown}


async def _published_tests(db: WriteSession, sphere: Sphere, name: str) -> None:
    """Two that the same three tried, with a point that everyone reads, and a picture of it."""
    out = {"handed_over_at": sphere.at, "published_at": sphere.at}
    await sphere.add(db, "test_campaign", alias="earlier_test", **dated(sphere, f"earlier-{name}"), **out)
    out["before_id"] = sphere.id("earlier_test")
    await sphere.add(db, "test_campaign", alias="published_test", **dated(sphere, f"test-{name}"), **out)
    sent = {"manner": "alone", "passed": [], "begun_at": sphere.at, "completed_at": sphere.at}
    sent |= {"simplicity": 4, "efficiency": 4, "clarity": 4}
    for tester in (uuid4(), uuid4(), uuid4()):
        for test in ("earlier_test", "published_test"):
            of = {"campaign_id": sphere.id(test), "tester": tester}
            await sphere.add(db, "sitting", alias="sent", **sent, **of)
    of = {"campaign_id": sphere.id("published_test"), "sitting_id": sphere.id("sent")}
    told = {"state": "reviewed", "reviewed_at": sphere.at, "reviewed_by": sphere.colleague, "number": 1}
    told |= {"severity": 2, "step_title": "", "told_title": "La date", "told_words": ""}
    await sphere.add(db, "finding", alias="told_finding", title="La date", **told, **of)
    shown = {"finding_id": sphere.id("told_finding"), "shown": True}
    await sphere.add(db, "finding_picture", alias="shown_picture", **shown)


async def _work(db: WriteSession, sphere: Sphere, name: str) -> None:
    later = sphere.at + timedelta(days=5)
    granted = {"person_id": sphere.colleague, "role": Role.COACH}
    await sphere.add(db, "role_grant", **granted)
    offered = {"role": Role.AGENT, "email": "new@exemple.test", "expires_at": later}
    await sphere.add(db, "invitation", token_hash=fingerprint(f"invitation-{name}"), **offered)
    await sphere.add(db, "access_token", scopes=["read:me"], expires_at=later, name="Tableau")
    await sphere.add(db, "sign_in", issuer="https://other.example", subject=name)
    await sphere.add(db, "mail", key=f"mail-{name}", state="refused", recipient="ada@exemple.test")
    await sphere.add(db, "webhook", url=f"https://{name}.example/", kinds=["news.published"])
    await sphere.add(db, "webhook_delivery", state="delivered", body="{}")
    await sphere.add(db, "stripe_event", event_id=f"evt_{name}")
    asked = {"act": CANCEL, "subject_id": sphere.id("campaign"), "amount_minor": 1, "reason": "x"}
    await sphere.add(db, "approval", asked_by=sphere.colleague, expires_at=later, **asked)


def thanked(sphere: Sphere) -> UUID:
    """By which a holder knows the donor of a sphere."""
    return uuid5(sphere.id("pledge"), "thanks")
