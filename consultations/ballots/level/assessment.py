"""A template of the impact assessment of a ballot (GDPR, art. 35), filled in with what we know of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from consultations.ballots.level.queries import Answered
from consultations.ballots.level.words import ASKS, LEVELS, NOT_OURS, OURS, QUESTIONS
from consultations.ballots.queries import ShownBallot
from okote.platform.i18n import say
from okote.web.context import Territory
from okote.web.formatting import Wording

TO_FILL = say("(to be written by you)")
RISKS = (
    say("Somebody learns who chose what."),
    say("Somebody votes in the place of another, or twice."),
    say("Votes are changed, lost or added."),
    say("Nobody can vote because the site is out of reach."),
    say("Totals are known before the result is published."),
)
OPINIONS = (
    say("The data protection officer"),
    say("Those who vote, or who speaks for them"),
    say("Whoever is responsible, on which day"),
)
DATA = (
    say(
        "Of whoever votes: that they did, by a key that is made of their account and a secret of the service."
    ),
    say("Of each vote: what was chosen, the day, and the hash of a code; nothing of who gave it."),
    say("Of whoever runs the vote: what they did, when and why."),
    say("Roll and urn are kept until 90 days after the result is published; what is published stays."),
)


def assessment(
    words: Wording,
    territory: Territory,
    shown: ShownBallot,
    facts: Mapping[str, Any],
    sheet: Answered | None,
    at: datetime,
) -> str:
    """Markdown, in the reader's language. `facts` are its terms in words."""
    parts = (
        _head(words, territory, shown, at),
        _what(words, shown, facts),
        _level(words, sheet),
        _measures(words),
        _risks(words),
        _opinions(words),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(words: Wording, territory: Territory, shown: ShownBallot, at: datetime) -> Iterator[str]:
    title = words.say(say("Impact assessment of the vote “%(title)s”"), title=_plain(shown.ballot.title))
    yield f"# {title}"
    yield ""
    yield words.say(say("A template, filled in on %(day)s with what the service knows."), day=words.day(at))
    yield ""
    fill = words.say(TO_FILL)
    whose = f"{territory.operator_name}, {territory.operator_address}"
    yield _line(words, say("Who is responsible"), whose)
    yield _line(words, say("Data protection officer"), fill)
    yield _line(words, say("Who works for them"), fill)


def _what(words: Wording, shown: ShownBallot, facts: Mapping[str, Any]) -> Iterator[str]:
    ballot, (opens, closes), fill = shown.ballot, facts["when"], words.say(TO_FILL)
    promised, _ = facts["modes"][ballot.mode]
    yield from _heading(words, say("1. What is done"))
    yield _line(words, say("Consultation"), _plain(facts["process"].title))
    yield _line(words, say("Question"), _plain(ballot.question))
    yield _line(words, say("Secrecy"), words.say(promised))
    yield _line(words, say("Opens"), opens)
    yield _line(words, say("Ends"), closes or fill)
    yield _line(words, say("Who may vote"), facts["who"])
    yield _line(words, say("Options"), words.number(len(shown.options)))
    yield _line(words, say("How it is counted"), " ".join(facts["rule_said"]))
    yield _line(words, say("Public draw for the last ties"), _plain(ballot.lot_source) or fill)
    yield _line(words, say("Why it is needed, and why no less would do"), fill)
    yield ""
    yield words.say(say("Personal data:"))
    yield from (f"- {words.say(one)}" for one in DATA)


def _level(words: Wording, sheet: Answered | None) -> Iterator[str]:
    yield from _heading(words, say("2. Its level of risk"))
    if sheet is None:
        yield words.say(say("Nobody has answered the questions yet."))
        return
    edition = sheet.questionnaire
    told = say("%(level)s, by the questions of deliberation no. %(edition)s of the CNIL (%(source)s).")
    name = words.say(LEVELS[sheet.level])
    yield words.say(told, level=name, edition=edition.name, source=edition.source)
    yield ""
    for question in edition.points:
        answered = words.say(say("yes")) if sheet.answers[question] else words.say(say("no"))
        yield f"- {words.say(QUESTIONS[question])} {answered}"
    yield ""
    yield words.say(say("What this level asks for:"))
    yield from (f"- {words.say(one)} {words.say(TO_FILL)}" for one in ASKS[sheet.level])


def _measures(words: Wording) -> Iterator[str]:
    yield from _heading(words, say("3. What the service does, and what it does not"))
    yield from (f"- {words.say(one)}" for one in OURS)
    yield ""
    yield words.say(say("What it does not do:"))
    yield from (f"- {words.say(one)}" for one in NOT_OURS)


def _risks(words: Wording) -> Iterator[str]:
    yield from _heading(words, say("4. Risks for those who vote"))
    heads = (say("What could happen"), say("How grave"), say("How likely"), say("What is done against it"))
    yield "| " + " | ".join(words.say(one) for one in heads) + " |"
    yield "|---|---|---|---|"
    fill = words.say(TO_FILL)
    yield from (f"| {words.say(one)} | {fill} | {fill} | {fill} |" for one in RISKS)


def _opinions(words: Wording) -> Iterator[str]:
    yield from _heading(words, say("5. Opinions and decision"))
    for who in OPINIONS:
        yield _line(words, who, words.say(TO_FILL))


def _line(words: Wording, label: str, told: str) -> str:
    return words.say(say("- %(label)s: %(told)s"), label=words.say(label), told=told)


def _heading(words: Wording, text: str) -> Iterator[str]:
    yield ""
    yield f"## {words.say(text)}"
    yield ""


def _plain(text: str) -> str:
    """One line, which no mark of Markdown makes anything else of."""
    flat = " ".join(text.split())
    return "".join(f"\\{one}" if one in "\\`*_[]<>#|" else one for one in flat)
