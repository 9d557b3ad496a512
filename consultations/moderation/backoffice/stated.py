"""The part of a form in which a moderator states the reasons of a decision."""

from collections.abc import Sequence

from consultations.moderation.rules import FACTS_MOST, RULE_MOST, Ground, Statement, Verdict
from consultations.moderation.words import GROUNDS
from okote.web.formatting import Wording
from okote.web.forms import Form


def stated(form: Form, verdicts: Sequence[Verdict] | None, *, reasoned: bool | None = None) -> Statement:
    """A ground and a rule go with taking down, unless `reasoned` says whether; None asks for no verdict."""
    chosen = Verdict.KEPT
    if verdicts is not None:
        written = form.choice("verdict", [one.value for one in verdicts])
        chosen = Verdict(written) if written in verdicts else Verdict.KEPT
    needed = chosen is Verdict.HIDDEN if reasoned is None else reasoned
    facts = form.text("facts", most=FACTS_MOST)
    if not needed:
        return Statement(chosen, facts)
    ground = form.choice("ground", list(Ground))
    rule = form.text("rule", most=RULE_MOST)
    return Statement(chosen, facts, Ground(ground) if ground in list(Ground) else None, rule)


def choices(words: Wording) -> list[tuple[str, str]]:
    """Of grounds."""
    return [(one.value, words.say(label)) for one, label in GROUNDS.items()]
