"""Keep the lists of workstreams, aims and pillars: add, change, retire, take up again."""

from uuid import UUID

from sqlmodel import col, select

from consultations.actions.models import Theme
from consultations.actions.rules import ThemeExistsError, ThemeKind
from consultations.deeds import THEME, ConsultationDeed
from consultations.permissions import may_keep_editions
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import held, of_territory
from payments.sessions import WriteSession


async def add_theme(db: WriteSession, kind: ThemeKind, name: str, position: int, *, by: Visitor) -> Theme:
    """ThemeExistsError."""
    require(may_keep_editions(by))
    await _check_name(db, kind, name, by)
    added = Theme(
        territory_id=by.territory.id, kind=kind, name=name, position=position, created_at=await db.now()
    )
    db.add(added)
    await db.flush()
    await note(db, by.doer, ConsultationDeed.THEME_ADDED, added)
    return added


async def change_theme(db: WriteSession, theme_id: UUID, name: str, position: int, *, by: Visitor) -> Theme:
    """Its actions are under the new name from now on; frozen editions keep the old one. ThemeExistsError."""
    require(may_keep_editions(by))
    theme = await held(db, Theme, by.territory.id, theme_id)
    await _check_name(db, theme.kind, name, by, but=theme.id)
    was = THEME.facts(theme)
    theme.name, theme.position = name, position
    await note(db, by.doer, ConsultationDeed.THEME_CHANGED, theme, was)
    return theme


async def retire_theme(db: WriteSession, theme_id: UUID, *, by: Visitor) -> Theme:
    """Nothing new is sorted under it; what is, stays."""
    require(may_keep_editions(by))
    theme = await held(db, Theme, by.territory.id, theme_id)
    was = THEME.facts(theme)
    theme.retired_at = theme.retired_at or await db.now()
    await note(db, by.doer, ConsultationDeed.THEME_RETIRED, theme, was)
    return theme


async def take_up_theme(db: WriteSession, theme_id: UUID, *, by: Visitor) -> Theme:
    """Sort actions under it again."""
    require(may_keep_editions(by))
    theme = await held(db, Theme, by.territory.id, theme_id)
    was = THEME.facts(theme)
    theme.retired_at = None
    await note(db, by.doer, ConsultationDeed.THEME_TAKEN_UP, theme, was)
    return theme


async def _check_name(
    db: WriteSession, kind: ThemeKind, name: str, by: Visitor, *, but: UUID | None = None
) -> None:
    """One writer of a territory's lists at a time: two can't add the same name at once."""
    await db.lock(f"themes:{by.territory.id}")
    others = of_territory(select(Theme.name), Theme.territory_id, by.territory.id)
    taken = others.where(Theme.kind == kind, col(Theme.id).is_distinct_from(but))
    if name.casefold() in {other.casefold() for other in await db.exec(taken)}:
        raise ThemeExistsError(name=name)
