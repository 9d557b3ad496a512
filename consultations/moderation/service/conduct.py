"""A territory's rules of conduct."""

from sqlalchemy.dialects.postgresql import insert

from consultations.moderation.deeds import ModerationDeed
from consultations.moderation.models import ModerationConduct
from okote.identity.permissions import may_administer, person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from payments.sessions import WriteSession


async def set_conduct(db: WriteSession, text: str, *, by: Visitor) -> ModerationConduct:
    """In its own words; an empty text is the rules that every site has."""
    require(may_administer(by))
    values = {"text": text, "changed_at": await db.now(), "changed_by": person_of(by).id}
    written = insert(ModerationConduct).values(territory_id=by.territory.id, **values)
    await db.exec(written.on_conflict_do_update(index_elements=["territory_id"], set_=values))
    conduct = await db.get_one(ModerationConduct, by.territory.id, populate_existing=True)
    await note(db, by.doer, ModerationDeed.CONDUCT_SET, conduct)
    return conduct
