"""What stands behind the doors of consultations, of difficulties, and of who lives where."""

from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace
from uuid import uuid4

from sqlalchemy import text

from consultations.ballots.level.rules import CNIL_2019
from consultations.ballots.results.apart import counted
from consultations.ballots.results.rules import parts
from consultations.ballots.rules import Input, Rule, key_check
from consultations.ballots.statistics.keeping import Kept, packed
from consultations.ballots.statistics.rules import Figures
from consultations.ideas.versions.content import Content
from okote.identity.sessions import fingerprint
from okote.platform import limits
from payments.sessions import WriteSession
from tests.architecture.spheres import NUMBERS, Sphere


async def difficulties(db: WriteSession, sphere: Sphere, name: str) -> None:
    """The resident's own, which the sphere's service looks into, with a paper."""
    number, kept = NUMBERS.get(name, 1), {"told_late": False, "told_unseen": False, "emptied": False}
    given = {"number": number, "way": "site", "channel": "site", "state": "acknowledged", **kept}
    owed = {"told_at": sphere.at, "since": sphere.at, "forget_at": sphere.at + timedelta(days=365)}
    whose = {"person_id": sphere.resident, "service_id": sphere.id("service")}
    await sphere.add(db, "difficulty", body="Le loyer.", **whose, **given, **owed)
    await sphere.add(db, "difficulty_document", title="Le bail", kind="pdf")


async def processes(db: WriteSession, sphere: Sphere, name: str) -> None:
    """One that collects ideas, and that everyone sees."""
    said = {"lead": "Vous choisissez.", "body": "Voici.", "languages": ["fr"], "organisers": []}
    shown = {"slug": f"process-{name}", "published_at": sphere.at, "audience": "public"}
    await sphere.add(db, "process", service_id=sphere.id("service"), **said, **shown)
    days = {"starts_at": sphere.at - timedelta(days=1), "ends_at": sphere.at + timedelta(days=5)}
    await sphere.add(db, "phase", kind="ideas", permits=["propose"], audience="public", **days)


async def residents(db: WriteSession, sphere: Sphere, name: str) -> None:
    """A list, one line of which is somebody's, who asks about another; a package of letters; a guardian."""
    until = sphere.at.date() + timedelta(days=30)
    await sphere.add(db, "census_list", lines=1, refused=[], kept_until=until)
    claimed = {"person_id": sphere.resident, "claimed_at": sphere.at}
    line = {"list_id": sphere.id("census_list"), "names": [name], "sought": []}
    await sphere.add(db, "census_entry", address="1 rue", **line, **claimed)
    await sphere.add(db, "census_claim", reason="several", entries=[])
    await sphere.add(db, "letter_package", purpose="residence", letters=1, expires_on=until)
    link = {"token_hash": fingerprint(f"guardian-{name}"), "link_until": sphere.at + timedelta(days=5)}
    await sphere.add(db, "guardian_consent", reached_at="lea@exemple.test", **link)


async def writing(db: WriteSession, sphere: Sphere, name: str) -> None:
    """What the resident writes: a draft with a picture, and an idea with somebody who is invited to it."""
    kept = {"version": 1, "begun_at": sphere.at, "kept_at": sphere.at}
    await sphere.add(db, "idea_draft", person_id=sphere.resident, language="fr", **kept)
    await sphere.add(db, "idea_file", kind="picture", draft_id=sphere.id("idea_draft"), position=1)
    idea = sphere.rows["idea"]
    said = Content(idea["title"], idea["body"], idea["language"])
    first = {"number": 1, "substantial": True, "content": said.kept(), "sha256": said.digest}
    await sphere.add(db, "idea_version", **first)
    asked = {"email": f"{name}@exemple.test", "secret_hash": fingerprint(f"together-{name}")}
    await sphere.add(db, "idea_author", language="fr", **asked)
    about = {"body": "Partout.", "because": "Pareil.", "language": "fr"}
    until = {"objections_until": sphere.at + timedelta(days=700)}
    await sphere.add(db, "idea_merge", **about, **until)
    await sphere.add(db, "idea_merge_source", standing=True)
    await sphere.add(db, "idea_merge_author")


async def studies(db: WriteSession, sphere: Sphere, _: str) -> None:
    """The sphere's service is asked for its view of the idea."""
    asked = {"asked_at": sphere.at, "due_at": sphere.at + timedelta(days=9), "answers": False}
    told = {"told_soon": False, "told_late": False}
    await sphere.add(
        db, "idea_study", idea_id=sphere.id("idea"), service_id=sphere.id("service"), **asked, **told
    )


async def discussions(db: WriteSession, sphere: Sphere, name: str) -> None:
    """A comment; a case that waits; one that was decided, which its author does not accept."""
    about = {"kind": "idea", "subject_id": sphere.id("idea")}
    said = {"stance": "for", "body": "Oui.", "language": "fr", "written_at": sphere.at, "version": 1}
    await sphere.add(db, "comment", person_id=sphere.resident, **about, **said)
    case = {**about, "author_id": sphere.resident, "origin": "notice", "severity": 1, "title": "Un banc"}
    decided = {**case, "decided_at": sphere.at, "opened_at": sphere.at}
    before = await sphere.add(db, "moderation_case", alias="decided_case", **decided)
    await sphere.add(db, "moderation_case", opened_at=sphere.at, **case)
    batch = {"id": uuid4()}
    sphere.rows |= {"batch": batch, "writer": {"id": sphere.resident}}
    told = {"facts": "Une insulte.", "verdict": "hidden", "ground": "defamation", "rule": "Loi"}
    await sphere.add(db, "moderation_decision", case_id=before["id"], batch_id=batch["id"], **told)
    notice = {"person_id": sphere.resident, "url": "/", "explanation": "Là.", "good_faith": True}
    await sphere.add(db, "moderation_notice", ground="defamation", language="fr", **notice)
    await sphere.add(db, "moderation_appeal", side="author", person_id=sphere.resident, words="Non.")


async def results(db: WriteSession, sphere: Sphere, name: str) -> None:
    """A ballot on which nobody voted, counted and published."""
    (part,) = parts(COUNTED, [OFFERED], [], [])
    told = counted(part.file)
    said = {"title": f"Vote {name}", "question": "Lequel ?", "mode": "open", "input": "approval"}
    terms = {"least": 1, "most": 1, "points": 0, "points_most": 0, "rule": "most-votes", "winners": 1}
    rest = {"support_least": 0, "smallest_group": 20, "ties": [], "conditions": {}, "lot_source": "Loto"}
    ballot = await sphere.add(db, "ballot", alias="counted_ballot", currency="EUR", **said, **terms, **rest)
    which = {"ballot_id": ballot["id"]}
    await sphere.add(db, "ballot_option", position=1, title="Un banc", **which)
    days = {"at": sphere.at, "long_ago": sphere.at - timedelta(days=1), **which}
    await db.exec(PUBLISH.bindparams(**days))
    sums = {"blank": 0, "annulled": 0, "valid": 0, "votes": [[1, 0, None]], "roll": {"web": 0}}
    await sphere.add(db, "open_vote", person_id=sphere.resident, choices="", **which)
    aside = {"person_id": sphere.resident, "words": "Vague", "contest": "", "answer": ""}
    await sphere.add(db, "set_aside_vote", **aside, **which)
    await sphere.add(db, "ballot_tally", version="Okoté", **sums, **which)
    result = {"text": told["text"], "sha256": sha256(str(told["text"]).encode()).digest()}
    await sphere.add(db, "ballot_result", part=0, voters=0, explained=told["explained"], **result, **which)
    none = Kept(Figures(votes=0, blank=0, supports={1: 0}, points={1: 0}, sizes={}, together={}), None, None)
    await sphere.add(db, "ballot_figures", figures=packed(none), **which)
    files = {"name": "tally.py", "content": b"0", "sha256": sha256(b"0").digest()}
    await sphere.add(db, "ballot_file", **files, **which)


OFFERED = SimpleNamespace(position=1, title="Un banc", cost_minor=None, envelope=None, withdrawn_at=None)
COUNTED = SimpleNamespace(
    title="Vote",
    input=Input.APPROVAL,
    most=1,
    rule=Rule.MOST_VOTES,
    winners=1,
    support_least=0,
    currency="EUR",
    lot=None,
)
PUBLISH = text(
    "UPDATE ballot SET digest = ballot_digest(id), key_check = sha256('key'), announced_at = :long_ago,"
    " closed_at = :at, counted_at = :at, published_at = :at WHERE id = :ballot_id"
)


async def ballots(db: WriteSession, sphere: Sphere, name: str) -> None:
    """A draft with an option, and a project that people chose before, which waits for its holder."""
    how = {"mode": "open", "input": "approval", "rule": "most-votes", "most": 1, "winners": 1}
    phase = {"process_id": sphere.id("process"), "phase_id": sphere.id("phase"), "ties": []}
    kept = {"conditions": {}, "currency": "EUR", "smallest_group": 20, "created_by": sphere.resident}
    await sphere.add(db, "ballot", title=name, question="Quoi ?", **how, **phase, **kept)
    await sphere.add(db, "ballot_option", position=1, title="Un banc")
    sheet = {"edition": CNIL_2019.name, "answers": {}, "level": 1}
    await sphere.add(db, "ballot_level", answered_by=sphere.colleague, **sheet)
    await sphere.add(db, "chosen_project", title="Un banc", path="/", currency="EUR")
    asked = {"email": f"{name}@exemple.test", "secret_hash": fingerprint(f"scrutineer-{name}")}
    await sphere.add(db, "ballot_scrutineer", alias="invited_scrutineer", outside=True, **asked)
    signs = {"person_id": sphere.resident, "confirmed_at": sphere.at}
    await sphere.add(db, "ballot_scrutineer", outside=True, **signs)


async def voting(db: WriteSession, sphere: Sphere, name: str, title: str = "Un banc") -> None:
    """A sealed ballot that is voted on, whose option has a picture."""
    said = {"lead": "Vous choisissez.", "body": "Voici.", "languages": ["fr"], "organisers": []}
    shown = {"slug": f"voted-{name}", "published_at": sphere.at, "audience": "public"}
    process = await sphere.add(db, "process", alias="voted_process", **said, **shown)
    days = {"starts_at": sphere.at - timedelta(days=1), "ends_at": sphere.at + timedelta(days=5)}
    permits = {"kind": "vote", "permits": ["vote"], "audience": "public", "process_id": process["id"]}
    phase = await sphere.add(db, "phase", alias="voted_phase", **permits, **days)
    how = {"mode": "sealed", "input": "approval", "rule": "most-votes", "most": 1, "winners": 1}
    where = {"process_id": process["id"], "phase_id": phase["id"], "ties": [], "conditions": {}}
    kept = {"currency": "EUR", "smallest_group": 20, "lot_source": "Loto"}
    told = {"title": f"Vote {name}", "question": "Lequel ?"}
    ballot = await sphere.add(db, "ballot", alias="voted_ballot", **told, **how, **where, **kept)
    pictured = {"ballot_id": ballot["id"], "picture": sha256(name.encode()).digest()}
    await sphere.add(db, "ballot_option", alias="voted_option", position=1, title=title, **pictured)
    key = key_check(db.info[limits.KEY], ballot["id"])
    await db.exec(ANNOUNCE.bindparams(ballot_id=ballot["id"], key=key, at=sphere.at))
    which = {"ballot_id": ballot["id"], "papers": 30}
    opened = {"marks": 30, "opened_at": sphere.at, "difference": ""}
    booth = await sphere.add(db, "booth", name="Mairie", **opened, **which)
    await sphere.add(db, "paper_batch", booth_id=booth["id"], number=1, **which)
    until = sphere.at.date() + timedelta(days=60)
    letters = {"purpose": "ballot", "letters": 1, "expires_on": until}
    package = await sphere.add(db, "letter_package", alias="voting_package", **letters)
    code = {"ballot_id": ballot["id"], "package_id": package["id"], "voter_id": uuid4()}
    await sphere.add(db, "ballot_code", **code)


ANNOUNCE = text(
    "UPDATE ballot SET digest = ballot_digest(id), key_check = :key, announced_at = :at WHERE id = :ballot_id"
)
