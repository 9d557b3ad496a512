"""A project that people chose becomes the draft of a campaign: by its holder's name, or an agent's hand."""

from uuid import UUID

from sqlmodel import col, select

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.campaigns.rules import Actor, StepKind
from okote.funding.campaigns.service.drafts import free_slug
from okote.funding.campaigns.service.steps import record
from okote.funding.chosen.models import ChosenProject
from okote.funding.chosen.rules import CAMPAIGN_TITLE_MOST, ChosenSettledError, same_holder
from okote.funding.deeds import CHOSEN, FundingDeed
from okote.funding.permissions import may_keep_holders, may_write_campaign
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.audit import Doer, note
from okote.territories.events import ProjectChosen
from okote.territories.queries import held, of_territory, one_of
from payments.sessions import WriteSession


async def on_chosen(db: WriteSession, chosen: ProjectChosen) -> None:
    """Written down once, however often it is told; a draft at once where one known holder was named."""
    await db.lock(f"chosen-project:{chosen.source}")
    if await db.get(ChosenProject, chosen.source) is not None:
        return
    project = ChosenProject(
        id=chosen.source,
        territory_id=chosen.territory_id,
        title=chosen.title,
        text=chosen.text,
        cost_minor=chosen.cost.minor if chosen.cost else None,
        currency=chosen.cost.currency if chosen.cost else "EUR",
        place_id=chosen.place_id,
        path=chosen.path,
        named=chosen.holder,
        chosen_at=await db.now(),
    )
    db.add(project)
    await db.flush()
    await note(db, chosen.by, FundingDeed.PROJECT_CHOSEN, project)
    holder = await _named(db, chosen.territory_id, chosen.holder)
    if holder is not None:
        await _draft(db, project, holder, chosen.by)


async def assign(db: WriteSession, project_id: UUID, holder_id: UUID, *, by: Visitor) -> Campaign:
    """The draft of a campaign for that holder. ChosenSettledError where there is one, or none is wanted."""
    project = await _waiting(db, project_id, by)
    holder = await one_of(db, Holder, by.territory.id, holder_id)
    require(may_write_campaign(by, holder.id))
    return await _draft(db, project, holder, by.doer)


async def leave(db: WriteSession, project_id: UUID, *, by: Visitor) -> None:
    """No campaign comes of it. ChosenSettledError."""
    project = await _waiting(db, project_id, by)
    was = CHOSEN.facts(project)
    project.left_at = await db.now()
    await note(db, by.doer, FundingDeed.CHOSEN_PROJECT_LEFT, project, was)


async def _waiting(db: WriteSession, project_id: UUID, by: Visitor) -> ChosenProject:
    require(may_keep_holders(by))
    project = await held(db, ChosenProject, by.territory.id, project_id)
    if project.campaign_id is not None or project.left_at is not None:
        raise ChosenSettledError
    return project


async def _named(db: WriteSession, territory_id: UUID, named: str) -> Holder | None:
    """The only holder that this can mean."""
    wanted = of_territory(select(Holder), Holder.territory_id, territory_id).order_by(col(Holder.id))
    found = [one for one in await db.exec(wanted) if same_holder(named, one.identifier, one.name)]
    return found[0] if len(found) == 1 else None


async def _draft(db: WriteSession, project: ChosenProject, holder: Holder, by: Doer) -> Campaign:
    """All that is known of it is in the draft; its holder writes the rest, and it is reviewed as any is."""
    was, at = CHOSEN.facts(project), await db.now()
    title = project.title[:CAMPAIGN_TITLE_MOST].strip()
    campaign = Campaign(
        territory_id=project.territory_id,
        holder_id=holder.id,
        slug=await free_slug(db, project.territory_id, title),
        title=title,
        story=project.text,
        place_id=project.place_id,
        goal_minor=project.cost_minor,
        currency=project.currency,
        created_at=at,
    )
    db.add(campaign)
    await db.flush()
    record(db, campaign, at, StepKind.WRITTEN, Actor.WRITER, person_id=by.person_id)
    project.campaign_id = campaign.id
    await db.flush()
    await note(db, by, FundingDeed.CHOSEN_PROJECT_DRAFTED, project, was)
    return campaign
