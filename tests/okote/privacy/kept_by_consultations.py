"""What consultations forget by itself, planted on the day on which it begins to age."""

from datetime import UTC, datetime, time, timedelta

from tests.architecture.furnishing import SEALED_DRAW
from tests.architecture.spheres import Sphere

DAY = timedelta(days=1)

LIFETIMES = (
    ("procedure-files-removed", timedelta()),
    ("idea-files", timedelta()),
    ("rating-forms", timedelta(hours=12)),
    ("finding-pictures", 30 * DAY),
    ("idea-invitations", 30 * DAY),
    ("ballot-scrutineers", 30 * DAY),
    ("findings-as-written", 30 * DAY),
    ("panel-documents", 30 * DAY),
    ("census-claims", 30 * DAY),
    ("census-lines", 30 * DAY),
    ("guardians-asked", 30 * DAY),
    ("rating-words-as-written", 30 * DAY),
    ("remarks-as-written", 30 * DAY),
    ("residence-letters", 30 * DAY),
    ("tests-unsent", 30 * DAY),
    ("comments-taken-back", 30 * DAY),
    ("subject-news", 60 * DAY),
    ("idea-drafts", 90 * DAY),
    ("difficulties", 365 * DAY),
    ("difficulty-documents", 365 * DAY),
    ("difficulty-threads", 365 * DAY),
    ("comment-versions", 365 * DAY),
    ("frozen-pools", 365 * DAY),
    ("moderation-appeals", 365 * DAY),
    ("moderation-notices", 365 * DAY),
    ("moderation-suspensions", 365 * DAY),
    ("findings-unreviewed", 365 * DAY),
    ("remarks-unreviewed", 365 * DAY),
    ("letter-codes", 365 * DAY),
    ("seats-not-taken", 365 * DAY),
    ("tests-as-tried", 365 * DAY),
    ("volunteers", 365 * DAY),
    ("ages-ended", 730 * DAY),
    ("rating-words", 730 * DAY),
    ("residences-ended", 730 * DAY),
    ("observers", 1095 * DAY),
    ("panel-messages", 1095 * DAY),
    ("seats-of-members", 1095 * DAY),
    ("volunteers", 1095 * DAY),
)
"""The volunteer who was not seated goes with that seat, the member with theirs."""

GONE_WHOLE = {"rating-words-as-written"}
"""Whoever waits for years finds nothing of these any more: the rows themselves go."""


async def plant(db, here, person, at):
    sphere = Sphere("kept", here.id, here.book, at, person.id, person.id)
    await sphere.add(db, "service", name="Petite enfance", email="creches@exemple.test")
    await _idea(db, sphere)
    await _discussion(db, sphere)
    await _ballot(db, sphere)
    await _difficulty(db, sphere)
    await _procedure(db, sphere)
    await _panel(db, sphere)
    await _test(db, sphere)
    await _residents(db, sphere)


async def _idea(db, sphere):
    await sphere.add(db, "idea_draft", title="Un banc")
    await sphere.add(db, "idea_file", draft_id=sphere.id("idea_draft"), removed_at=sphere.at, title="Le plan")
    said = {"title": "Un banc", "body": "Au soleil.", "number": 2, "person_id": sphere.resident}
    await sphere.add(db, "idea", **said)
    await sphere.add(db, "idea_author", email="berta@kern.test")


async def _ballot(db, sphere):
    """A draft, for which somebody from outside is invited."""
    said = {"slug": "vote", "lead": "Vous choisissez.", "body": "Voici.", "languages": ["fr"]}
    await sphere.add(db, "process", organisers=[], **said)
    await sphere.add(db, "phase", kind="vote", permits=["vote"])
    how = {"mode": "open", "input": "approval", "rule": "most-votes", "most": 1, "winners": 1, "ties": []}
    await sphere.add(db, "ballot", title="Vote", question="Quoi ?", conditions={}, smallest_group=20, **how)
    asked = {"email": "jeanne@roux.test", "secret_hash": b"1" * 32, "name": "Jeanne Roux"}
    await sphere.add(db, "ballot_scrutineer", outside=True, **asked)


async def _discussion(db, sphere):
    """A comment that was changed and taken back; a notice, its appeal and a suspension, decided and over."""
    about = {"kind": "idea", "subject_id": sphere.id("idea"), "person_id": sphere.resident}
    written = {"written_at": sphere.at, "edited_at": sphere.at, "version": 2, "withdrawn_at": sphere.at}
    await sphere.add(db, "comment", stance="for", body="Oui.", **about, **written)
    await sphere.add(db, "comment_version", number=1, body="Non.", at=sphere.at)
    await sphere.add(db, "subject_news", sort="comment", item_id=sphere.id("comment"), **about, at=sphere.at)
    case = {"kind": "idea", "subject_id": sphere.id("idea"), "origin": "notice", "severity": 1}
    await sphere.add(db, "moderation_case", opened_at=sphere.at, decided_at=sphere.at, **case)
    said = {"ground": "defamation", "explanation": "Là.", "url": "/", "good_faith": True}
    await sphere.add(db, "moderation_notice", person_id=sphere.resident, at=sphere.at, **said)
    told = {"verdict": "hidden", "ground": "defamation", "facts": "Une insulte.", "rule": "Loi"}
    await sphere.add(db, "moderation_decision", case_id=sphere.id("moderation_case"), **told)
    own = {"person_id": sphere.resident, "at": sphere.at, "decided_at": sphere.at}
    await sphere.add(db, "moderation_appeal", side="author", words="Non.", **own)
    barred = {"bars": "writing", "since": sphere.at - DAY, "until": sphere.at}
    await sphere.add(db, "moderation_suspension", person_id=sphere.resident, **barred)


async def _difficulty(db, sphere):
    said = {"body": "Le loyer.", "number": 1, "way": "site", "channel": "site", "state": "closed"}
    said |= {"person_id": sphere.resident, "told_unseen": False, "told_late": False, "emptied": False}
    when = dict.fromkeys(("told_at", "since", "closed_at"), sphere.at)
    await sphere.add(db, "difficulty", forget_at=sphere.at + 365 * DAY, **said, **when)
    await sphere.add(db, "difficulty_step", kind="closed", state="closed")
    await sphere.add(db, "difficulty_document", title="Le bail", kind="pdf")


async def _procedure(db, sphere):
    shown = {"slug": "creche", "name": "La lettre", "summary": "Oui.", "audience": "Parents"}
    await sphere.add(db, "procedure", channels=["mail"], papers=[], published_at=sphere.at, **shown)
    cleared = {"names_removed_at": sphere.at, "names_removed_by": sphere.colleague}
    said = {"text": "Bonjour.", "changed": "", "tested_at": sphere.at}
    await sphere.add(db, "procedure_version", published_at=sphere.at, **cleared, **said)
    kept = {"kind": "txt", "name": "lettre.txt", "size": 8, "sha256": bytes(32), "words": ""}
    await sphere.add(db, "procedure_file", removed_at=sphere.at, **kept)
    await sphere.add(db, "rating_form", used_at=sphere.at)
    hour = sphere.at.replace(minute=0, second=0, microsecond=0)
    given = {"channel": "mail", "help": "none", "simplicity": 4, "efficiency": 4, "clarity": 4}
    when = {"hour": hour, "month": hour.date().replace(day=1)}
    await sphere.add(db, "open_rating", counted=True, **given, **when)
    read = {"review": "redacted", "reviewed_at": sphere.at, "reviewed_by": sphere.colleague}
    rated = {"rating_id": sphere.id("open_rating"), "hour": sphere.at}
    await sphere.add(db, "rating_words", words="Mme Kern est longue", told="C’est long", **read, **rated)


async def _panel(db, sphere):
    """Its call closed at that moment: one was drawn and sits, one was a reserve and never called."""
    words = {"purpose": "Essayer.", "asks": "Un soir.", "gives": "Une réponse."}
    dates = {"opens_at": sphere.at - 9 * DAY, "closes_at": sphere.at, "published_at": sphere.at - 9 * DAY}
    bounds = {"smallest_group": 3, "youngest": 18, "service_id": None, "frozen_at": sphere.at}
    await sphere.add(db, "panel", kind="testers", slug="comite", name="Comité", **words, **dates, **bounds)
    await sphere.add(db, "letter_code", code_hash=b"c" * 32)
    await sphere.add(db, "draw", **SEALED_DRAW, frozen_at=sphere.at, computed_at=sphere.at)
    came = {"volunteered_at": sphere.at - 2 * DAY, "consented_at": sphere.at, "consent_version": "0" * 64}
    for number, state in enumerate(("waiting", "accepted"), 1):
        await sphere.add(
            db,
            "volunteer",
            number=number,
            person_id=sphere.resident if number == 2 else None,
            source="self" if number == 2 else "letter",
            name="Ada",
            email="ada@kern.test",
            attributes={},
            **came,
        )
        asked = {"invited_at": sphere.at, "answer_by": sphere.at.date(), "answered_at": sphere.at}
        seat = {"rank": 2 - number, "state": state, "why": ""}
        await sphere.add(db, "seat", **seat, **(asked if state == "accepted" else {}))
    await sphere.add(db, "observer", kind="sworn", person_id=None)
    await sphere.add(db, "panel_message", written_by=None, seat_id=sphere.id("seat"))
    await sphere.add(db, "panel_document", kind="pdf", removed_at=sphere.at)


async def _test(db, sphere):
    """One tester did not send what they began; another did, with what is not shown as they wrote it."""
    dates = {"opens_at": sphere.at - 2 * DAY, "opened_at": sphere.at - 2 * DAY, "closes_at": sphere.at}
    said = {"slug": "creche", "title": "La lettre", "reply": "", "smallest_group": 3, "reading_days": 7}
    await sphere.add(db, "test_campaign", **dates, **said)
    of = {"manner": "alone", "passed": [], "begun_at": sphere.at - DAY}
    await sphere.add(db, "sitting", alias="unsent", person_id=sphere.resident, **of)
    levels = {"simplicity": 4, "efficiency": 4, "clarity": 4}
    sent = {"person_id": sphere.resident, "seat_id": sphere.id("seat"), "completed_at": sphere.at}
    await sphere.add(db, "sitting", **sent, **of, **levels)
    read = {"reviewed_at": sphere.at, "reviewed_by": sphere.colleague}
    await sphere.add(db, "remark", words="Mme Kern a crié.", told="", review="withheld", **read)
    await sphere.add(db, "test_task", scenario="", says="Lire.", position=1)
    unread = {"words": "Trop long.", "told": "", "review": "waiting", "task_id": sphere.id("test_task")}
    await sphere.add(db, "remark", **unread)
    met = {"severity": 2, "step_title": "", "title": "Mme Kern", "words": "", "suggestion": ""}
    told = dict.fromkeys(("told_title", "told_words", "told_suggestion"), "")
    await sphere.add(db, "finding", state="reported", **met, **told)
    await sphere.add(db, "finding", state="set_aside", **met, **told, **read)
    await sphere.add(db, "finding_picture", finding_id=sphere.id("finding"), shown=False)


async def _residents(db, sphere):
    """Who took back what they had shown, by a list that was replaced and a letter that was used."""
    day, far = sphere.at.date(), sphere.at.date() + 9999 * DAY
    await sphere.add(db, "place", name="Le Bac")
    ended = {"ended_at": sphere.at, "ended_because": "taken_back", "shown_at": sphere.at, "paper": ""}
    await sphere.add(db, "residence_fact", proof="list", shown_on=day, valid_until=far, **ended)
    await sphere.add(db, "age_fact", proof="list", at_least=18, on_day=day, **ended)
    named = {"guardian": "Ada Kern", "reached_at": "ada@kern.test"}
    await sphere.add(db, "guardian_consent", **named, ended_at=sphere.at)
    replaced = {"in_force_at": sphere.at, "replaced_at": sphere.at}
    await sphere.add(db, "census_list", lines=1, refused=[], kept_until=far, **replaced)
    line = {"list_id": sphere.id("census_list"), "names": ["ada"], "sought": []}
    await sphere.add(db, "census_entry", **line, address="1 rue du Bac", number="")
    decided = {"verdict": "refused", "decided_at": sphere.at, "decided_by": sphere.colleague}
    await sphere.add(db, "census_claim", reason="taken", entries=[], told="Non.", **decided)
    code = {"mark": "ABCDE", "salt": b"s" * 16, "code_hash": b"c" * 32}
    used = {"used_at": sphere.at, "used_by": sphere.resident, "proof": "letter", "expires_on": far}
    await sphere.add(db, "residence_letter", **code, **used)
    await _child(db, sphere)


def birthday(at):
    """On which the child is 18, on the first of a month."""
    return (at.date() + 97 * DAY).replace(day=1)


def grown(at):
    """Their birth date goes once that day is over everywhere."""
    return "birth-dates", datetime.combine(birthday(at) + 3 * DAY, time(), UTC) - at


async def _child(db, sphere):
    day = birthday(sphere.at)
    kept = {"born_on": day.replace(year=day.year - 18), "at_least": 0, "on_day": sphere.at.date()}
    shown = {"proof": "declared", "paper": "", "shown_at": sphere.at}
    await sphere.add(db, "age_fact", alias="child", **kept, **shown)
