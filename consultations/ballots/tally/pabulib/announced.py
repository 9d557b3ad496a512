"""What was announced of a count, in the META section of a published file: keys of ours, `okote_…`."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from consultations.ballots.tally.election import amount
from consultations.ballots.tally.rules import Completion, Rule, Settings, Start, Ties, Utility

OURS = "okote_"
RULE = f"{OURS}rule"


class NotAnnouncedError(Exception):
    """Which key of META is not what it could be, in English."""


def told(settings: Settings) -> dict[str, str]:
    """Every setting that the rule asks for, as META says it."""
    said = {"rule": settings.rule.value, "ties": settings.ties.value}
    if settings.seed:
        said["seed"] = settings.seed
    if settings.minimum_votes:
        said["minimum_votes"] = str(settings.minimum_votes)
    if settings.winners is not None:
        said["winners"] = str(settings.winners)
    if settings.rule is Rule.EQUAL_SHARES:
        said |= {"utility": settings.utility.value, "completion": settings.completion.value}
        said |= {"step": amount(settings.step, 1), "start": settings.start.value}
    return {f"{OURS}{name}": text for name, text in said.items()}


def settings(meta: Mapping[str, str]) -> Settings | None:
    """As announced; None where a file is not of ours."""
    if RULE not in meta:
        return None
    said = {name.removeprefix(OURS): text for name, text in meta.items() if name.startswith(OURS)}
    try:
        return Settings(
            rule=Rule(said["rule"]),
            utility=Utility(said.get("utility", Utility.COST)),
            completion=Completion(said.get("completion", Completion.NONE)),
            step=Fraction(Decimal(said.get("step", "1"))),
            start=Start(said.get("start", Start.EXACT)),
            ties=Ties(said.get("ties", Ties.ANNOUNCED)),
            seed=said.get("seed", ""),
            winners=int(said["winners"]) if "winners" in said else None,
            minimum_votes=int(said.get("minimum_votes", "0")),
        )
    except (ValueError, InvalidOperation) as error:
        raise NotAnnouncedError(f"META announces what can't be counted: {error}.") from error
