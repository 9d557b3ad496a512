"""What voters read of a ballot: where it stands, how it is counted, and what secrecy it promises."""

from collections.abc import Mapping, Sequence

from consultations.ballots.polling.queries import Listed
from consultations.ballots.rules import Mode, Rule, State
from consultations.processes.words import begins, ends
from okote.platform.i18n import say
from okote.web.formatting import Wording

STATES: Mapping[State, str] = {
    State.ANNOUNCED: say("to come"),
    State.OPEN: say("open"),
    State.ENDED: say("being counted"),
    State.CLOSED: say("being counted"),
    State.COUNTED: say("being counted"),
    State.PUBLISHED: say("result published"),
}

TONES: Mapping[State, str] = {
    State.ANNOUNCED: "waiting",
    State.OPEN: "open",
    State.ENDED: "waiting",
    State.CLOSED: "waiting",
    State.COUNTED: "waiting",
    State.PUBLISHED: "done",
}

GROUPS: Sequence[tuple[str, str, frozenset[State]]] = (
    ("open", say("Votes under way"), frozenset({State.OPEN})),
    ("coming", say("To come"), frozenset({State.ANNOUNCED})),
    ("counted", say("Over, being counted"), frozenset({State.ENDED, State.CLOSED, State.COUNTED})),
    ("published", say("Results"), frozenset({State.PUBLISHED})),
)

RULES: Mapping[Rule, str] = {
    Rule.MOST_VOTES: say("The options with the most votes win."),
    Rule.MOST_POINTS: say("The options with the most points win."),
    Rule.GREEDY: say(
        "Options are taken in the order of their votes, as long as the money lasts; what no longer fits is"
        " passed over."
    ),
    Rule.GREEDY_POINTS: say(
        "Options are taken in the order of their points, as long as the money lasts; what no longer fits is"
        " passed over."
    ),
    Rule.EQUAL_SHARES: say(
        "Equal shares: everyone who votes decides on an equal part of the money, and an option wins where its"
        " supporters can pay for it together."
    ),
}

PROMISES: Mapping[Mode, tuple[str, Sequence[str]]] = {
    Mode.OPEN: (
        say("Open vote, kept with your account"),
        (
            say("What you choose is kept beside your account, and shown to nobody by your name."),
            say("Until the end you can change it or take it back. The last one counts."),
            say(
                "If you close your account before the end, your vote goes with it. After that it stays"
                " counted, and no longer leads to you."
            ),
        ),
    ),
    Mode.SEALED: (
        say("Sealed vote"),
        (
            say(
                "That you voted is marked on a roll, and what you chose lies in an urn. Nothing that is kept"
                " joins the two."
            ),
            say(
                "After voting you get a code. With it alone the vote can be replaced until the end: we can’t"
                " find it for you."
            ),
            say(
                "90 days after the result is published, the time in which it can be contested, roll and urn"
                " are emptied. What is published stays, and so does the log of receipts."
            ),
        ),
    ),
}

HONEST = say(
    "To be honest with you: whoever holds the database while people vote could link a person to a vote. This"
    " is a consultation, and no election in the sense of the electoral law."
)


def when_of(words: Wording, row: Listed) -> str:
    """Until when it is open, from when it will be, or since when it no longer is."""
    closes = row.phase.ends_at
    if row.state is State.ANNOUNCED:
        return words.say(say("from %(first)s"), first=begins(words, row.phase.starts_at))
    if closes is None:
        return ""
    if row.state is State.OPEN:
        return words.say(say("until %(end)s"), end=ends(words, closes))
    return words.say(say("ended %(end)s"), end=ends(words, closes))
