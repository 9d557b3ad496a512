"""What everyone reads of the second look: the signs, and where a vote that was set aside stands."""

from collections.abc import Mapping, Sequence

from consultations.ballots.review.rules import MAILBOX_LEAST, WAVE_LEAST, Sign, Stage, Verdict
from okote.platform.i18n import say
from okote.web.formatting import Wording

SIGNS: Mapping[Sign, str] = {
    Sign.WAVE: say("many accounts opened within an hour"),
    Sign.MAILBOX: say("many accounts with one mailbox"),
    Sign.REVOKED: say("what showed where somebody lives was taken back"),
}

CRITERIA: Sequence[tuple[Sign, str]] = (
    (
        Sign.WAVE,
        say(
            "At least %(wave)s accounts that vote were opened within one hour, after the vote was announced,"
            " and nothing but their own word shows where these people live or how old they are."
        ),
    ),
    (
        Sign.MAILBOX,
        say(
            "The mails of at least %(mailbox)s accounts that vote come to one mailbox, and nothing but their"
            " own word shows where these people live or how old they are."
        ),
    ),
    (
        Sign.REVOKED,
        say(
            "Since the vote began, the administration has taken back what showed where somebody lives."
            " Whoever has moved since keeps their vote."
        ),
    ),
)

STAGES: Mapping[Stage, str] = {
    Stage.CONTESTABLE: say("set aside, can be contested"),
    Stage.CONTESTED: say("contested, waits for an answer"),
    Stage.UNCONTESTED: say("set aside, nobody contested"),
    Stage.UPHELD: say("contested, stays set aside"),
    Stage.RESTORED: say("counted after all"),
}

TONES: Mapping[Stage, str] = {
    Stage.CONTESTABLE: "waiting",
    Stage.CONTESTED: "open",
    Stage.UNCONTESTED: "refused",
    Stage.UPHELD: "refused",
    Stage.RESTORED: "done",
}

VERDICTS: Mapping[Verdict, str] = {
    Verdict.UPHELD: say("It stays set aside"),
    Verdict.RESTORED: say("It is counted after all"),
}


def criteria(words: Wording) -> list[str]:
    """Each sign in full, as it is told before anybody votes."""
    return [words.say(text, wave=WAVE_LEAST, mailbox=MAILBOX_LEAST) for _, text in CRITERIA]
