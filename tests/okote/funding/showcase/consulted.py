"""Consultations as long as a page of them gets: what a town would have after some years."""

from datetime import date, timedelta
from uuid import uuid4

from sqlmodel import update

from okote.funding.campaigns.models import Holder
from tests.architecture.furnishing import dated, furnished

PROCEDURES, FINDINGS, ACTIONS = 20, 16, 32


async def consulted(db, here):
    """What stands in the addresses of its pages, by the first part of each."""
    sphere = await furnished(db, "own", here)
    await db.exec(update(Holder).values(identifier="W671000001").where(Holder.id == sphere.id("holder")))
    for number in range(1, PROCEDURES + 1):
        await _procedure(db, sphere, number)
    for number in range(2, ACTIONS + 2):
        await _action(db, sphere, number)
    slugs = {"panels": "panel-own", "tests": "test-19", "procedures": "procedure-19", "rate": "procedure-own"}
    slugs["processes"] = "process-own"
    return {
        **{(part, "slug:str"): slug for part, slug in slugs.items()},
        ("ideas", "number:int"): str(sphere.rows["idea"]["number"]),
        "kind:str": "idea",
        ("ballots", "ballot_id:uuid"): str(sphere.id("voted_ballot")),
        ("counted", "ballot_id:uuid"): str(sphere.id("counted_ballot")),
        "merge_id:uuid": str(sphere.id("idea_merge")),
        "subject_id:uuid": str(sphere.id("idea")),
        "comment_id:uuid": str(sphere.id("comment")),
        "dataset:str": "test-findings",
        "number:int": "1",
        "year:int": "2025",
        "version_number:int": "2",
        "opinion_id:uuid": str(sphere.id("opinion")),
    }


async def _procedure(db, sphere, number):
    """Two versions of it, each tried by the same nine, who stumbled on as many points."""
    shown = {"slug": f"procedure-{number}", "name": f"La lettre {number}", "audience": "Parents"}
    shown |= {"channels": ["mail", "phone"], "papers": ["Une pièce d’identité"], "summary": "Oui. " * 20}
    kept = {"service_id": sphere.id("service"), "published_at": sphere.at}
    await sphere.add(db, "procedure", **shown, **kept)
    testers = [uuid4() for _ in range(9)]
    before = None
    for version in (1, 2):
        since = sphere.at.date() - timedelta(days=30 * (3 - version))
        cleared = {"names_removed_at": sphere.at, "names_removed_by": sphere.colleague}
        said = {"text": "Bonjour. " * 60, "changed": "Plus court.", "number": version, "since": since}
        await sphere.add(db, "procedure_version", published_at=sphere.at, **cleared, **said)
        for step in range(1, 6):
            await sphere.add(db, "procedure_step", position=step, title=f"Étape {step}", papers=["Un avis"])
        slug = f"test-{number}" if version == 2 else f"before-{number}"
        out = {"handed_over_at": sphere.at, "published_at": sphere.at, "before_id": before}
        await sphere.add(db, "test_campaign", **dated(sphere, slug), **out)
        before = sphere.id("test_campaign")
        await _sittings(db, sphere, testers)
    for point in range(1, FINDINGS + 1):
        told = {"reviewed_at": sphere.at, "reviewed_by": sphere.colleague, "number": point}
        told |= {"severity": 1 + point % 3, "step": 1 + point % 5, "step_title": "Étape", "state": "refused"}
        words = {"told_title": "La date", "told_words": "Elle est en latin.", "title": "La date"}
        await sphere.add(db, "finding", **told, **words)
        await sphere.add(db, "finding_answer", answer="refused", words="La loi le veut.", at=sphere.at)


async def _sittings(db, sphere, testers):
    for place, tester in enumerate(testers):
        sent = {"manner": "alone", "passed": [], "begun_at": sphere.at, "completed_at": sphere.at}
        levels = dict.fromkeys(("simplicity", "efficiency", "clarity"), 1 + place % 5)
        await sphere.add(db, "sitting", tester=tester, **sent, **levels)


async def _action(db, sphere, number):
    shown = {"service_id": sphere.id("service"), "published_at": sphere.at, "number": number}
    state = ("proposed", "decided", "in_progress", "finalising", "done")[number % 5]
    why = {"title": f"Répondre en une semaine, n° {number}", "why": "C’est long.", "state": state}
    due = date(sphere.at.year, 1, 1)
    await sphere.add(db, "action", deadline=due, **why, **shown)
    await sphere.add(db, "action_step", state=state, service_id=sphere.id("service"), deadline=due)
