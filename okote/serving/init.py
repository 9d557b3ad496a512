"""`okote init`: the first territory, and its first administrator invited by mail."""

import argparse
from collections.abc import Callable, Mapping

from pydantic import ValidationError

from okote.house import House
from okote.identity.founding import found
from okote.platform.errors import DomainError
from okote.settings import Settings
from okote.territories.models import TerritoryFacts

QUESTIONS: Mapping[str, str] = {
    "slug": "Short name, as OKOTE_ADDRESSES writes it",
    "name": "Name of the territory",
    "tagline": "One line that says what people do here",
    "languages": "Languages, the first one for everybody else (such as fr,de,en)",
    "communes": "Its communes, separated by commas",
    "telephone": "Telephone number at which people are helped",
    "counter": "Counter: where and when people are received",
    "operator_name": "Operator: name of the organisation that runs the site",
    "operator_form": "Operator: legal form",
    "operator_address": "Operator: address",
    "operator_email": "Operator: e-mail address",
    "operator_siren": "Operator: SIREN",
    "operator_orias": "Operator: ORIAS number",
    "operator_insurer": "Operator: insurer",
    "payment_institution": "Payment institution that holds the money",
    "publisher": "Person answerable for what is published",
    "host": "Who runs the machines: name and address",
    "administrator": "E-mail address of the first administrator",
}
"""Everything that must be known, in the order in which it is asked."""


class AnswersError(Exception):
    """Sentences for who founds a territory, one per thing to mend."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))


def option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def add_options(parser: argparse.ArgumentParser) -> None:
    for name, question in QUESTIONS.items():
        parser.add_argument(option(name), metavar="…", help=question)


def answers(given: Mapping[str, str | None], ask: Callable[[str], str] | None) -> dict[str, str]:
    """What the options say, and for the rest what is asked; AnswersError where nobody can be asked."""
    known = {name: (given.get(name) or "").strip() for name in QUESTIONS}
    if ask is not None:
        known = {name: answer or ask(QUESTIONS[name]).strip() for name, answer in known.items()}
    missing = [
        f"{option(name)} is missing: {QUESTIONS[name]}." for name, answer in known.items() if not answer
    ]
    if missing:
        raise AnswersError(*missing)
    return known


async def init(house: House, known: Mapping[str, str]) -> None:
    """Found the territory; AnswersError says what to answer otherwise."""
    address = address_of(house.settings, known["slug"])
    facts = {name: answer for name, answer in known.items() if name not in {"administrator", "communes"}}
    try:
        checked = TerritoryFacts.model_validate({**facts, "languages": words(known["languages"])})
        async with house.database.unit_of_work() as db:
            await found(
                db,
                house.renderer,
                checked,
                dict.fromkeys(words(known["communes"]), ()),
                administrator=known["administrator"],
                address=address,
            )
    except ValidationError as error:
        raise AnswersError(
            *(f"{option(str(one['loc'][0]))}: {one['msg']}." for one in error.errors())
        ) from error
    except DomainError as error:
        raise AnswersError(refusal(house, error)) from error


def address_of(settings: Settings, slug: str) -> str:
    """Where the invitation leads."""
    if slug not in settings.addresses:
        known = ", ".join(settings.addresses)
        raise AnswersError(f"OKOTE_ADDRESSES gives {slug!r} no address; it names {known}.")
    return settings.address(slug)


def refusal(house: House, error: DomainError) -> str:
    """The sentence that people read for it elsewhere."""
    wording = house.renderer.wording("en", "UTC")
    return wording.refusal(error)


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
