"""A decision in words: what article 17 of the regulation wants told, and never who reported it."""

from collections.abc import Callable, Sequence

from consultations.moderation.models import ModerationCase, ModerationDecision
from consultations.moderation.rules import AGAINST, CameBy, Side, Verdict
from consultations.moderation.service.appeals import appealed_by
from consultations.moderation.words import GROUNDS
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.sessions import ReadSession

SUBJECTS = {
    (Side.AUTHOR, Verdict.HIDDEN): say("What you wrote was taken down"),
    (Side.AUTHOR, Verdict.KEPT): say("What you wrote is shown again"),
    (Side.NOTIFIER, Verdict.HIDDEN): say("What you reported was taken down"),
    (Side.NOTIFIER, Verdict.KEPT): say("What you reported stays"),
}

MANY = say("This is about all that you wrote on this site.")


async def statement(
    db: ReadSession, decision: ModerationDecision, case: ModerationCase, side: Side, path: str
) -> Callable[[Wording], Notice]:
    against = AGAINST[decision.verdict] is side
    appeals = against and side not in await appealed_by(db, decision)

    def text(words: Wording) -> Notice:
        return Notice(
            subject=words.say(SUBJECTS[side, decision.verdict]),
            paragraphs=[
                words.say(MANY) if decision.batch_id else case.title,
                *after(words, decision),
                *reasons(words, decision, case),
                *remedies(words, appeals=appeals, against=against),
            ],
            action=words.say(say("Read the decision, or appeal")) if appeals else words.say(READ),
            path=path,
        )

    return text


READ = say("Read the decision")


def after(words: Wording, decision: ModerationDecision) -> Sequence[str]:
    if decision.after_id is None:
        return ()
    return [words.say(say("Somebody appealed, and another moderator has looked at it again."))]


def reasons(words: Wording, decision: ModerationDecision, case: ModerationCase | None) -> Sequence[str]:
    told = [words.say(say("Why: %(facts)s"), facts=decision.facts)]
    if decision.rule and decision.ground is not None:
        ground = words.say(GROUNDS[decision.ground])
        told.append(words.say(say("By: %(rule)s. %(ground)s."), rule=decision.rule, ground=ground))
    found = (
        say("A program held it because of a link; a person decided.")
        if case is not None and case.origin is CameBy.PROGRAM
        else say("A person decided. No program took part.")
    )
    return [*told, words.say(found)]


def remedies(words: Wording, *, appeals: bool, against: bool) -> Sequence[str]:
    if not against:
        return ()
    court = words.say(
        say("You may also turn to a certified body for the settlement of disputes, or to a court.")
    )
    if not appeals:
        return [court]
    return [
        words.say(
            say("You don’t agree? Appeal within six months, free of charge: another moderator looks at it.")
        ),
        court,
    ]
