"""The forms by which an idea is written, read."""

from collections.abc import Collection, Sequence
from uuid import UUID

from consultations.actions.queries.themes import every_theme
from consultations.actions.rules import ThemeKind
from consultations.ideas.drafts.service import What
from consultations.ideas.rules import ADDRESS_MOST, BODY_MOST, TITLE_MOST
from consultations.ideas.where import Where
from okote.identity.names import public_name
from okote.identity.visitors import Visitor
from okote.territories.models import Place
from okote.territories.queries import labelled, places
from okote.web.forms import Form
from payments.errors import DomainError
from payments.sessions import ReadSession

Choices = Sequence[tuple[str, str]]


async def categories(db: ReadSession, territory_id: UUID, *, besides: UUID | None = None) -> Choices:
    """Those that are offered; `besides` one that may have been retired since."""
    return [
        (str(one.id), one.name)
        for one in await every_theme(db, territory_id)
        if one.kind is ThemeKind.CATEGORY and (one.retired_at is None or one.id == besides)
    ]


async def everywhere(db: ReadSession, visitor: Visitor) -> tuple[Sequence[Place], Choices]:
    """The territory's places, and their list to choose from."""
    found = await places(db, visitor.territory.id)
    return found, labelled(found)


def what(form: Form, offered: Choices, languages: Collection[str], *, whole: bool = True) -> What:
    """`whole` where it is to go on from there; what is only kept need not be right."""
    category = form.choice("category", [value for value, _ in offered]) if form.raw("category") else ""
    title = " ".join(form.text("title", most=TITLE_MOST, required=whole).split())
    body = form.text("body", most=BODY_MOST, required=whole)
    language = form.raw("language") if form.raw("language") in languages else None
    return What(
        title[:TITLE_MOST],
        body[:BODY_MOST],
        UUID(category) if category and "category" not in form.errors else None,
        shown_name(form),
        language,
    )


def shown_name(form: Form, field: str = "name") -> str | None:
    """As it may be shown; nobody's where none was written."""
    if not form.raw(field):
        return None
    try:
        return public_name(form.raw(field))
    except DomainError as error:
        form.refuse(field, error)
        return None


def where(form: Form, known: Choices, kept: Where) -> Where:
    """The place and the address as typed, the point as it was kept."""
    place = form.choice("place", [value for value, _ in known]) if form.raw("place") else ""
    address = form.text("address", most=ADDRESS_MOST, required=False)
    chosen = UUID(place) if place and "place" not in form.errors else None
    return Where(chosen, " ".join(address.split())[:ADDRESS_MOST], kept.point)
