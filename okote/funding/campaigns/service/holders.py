"""Who is paid: who they are, and their account at Stripe."""

from dataclasses import asdict, dataclass, replace
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, exists, select

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.campaigns.rules import CampaignState, IdentifierKind, parse_identifier
from okote.funding.deeds import HOLDER, FundingDeed
from okote.funding.permissions import may_connect_holder, may_keep_holders
from okote.funding.sirene import read_siret
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import held, one_of
from payments.errors import DomainError
from payments.gateway.limits import statement_line, statement_suffix
from payments.operations import service as payments
from payments.operations.models import ConnectedAccount
from payments.operations.outcomes import AccountUpdated, Outcome
from payments.sessions import WriteSession

PURPOSE = "holder"
"""Under which payments tell us how a holder's account at Stripe stands."""

PLATFORM = "Okoté"
"""How each line on a donor's bank statement begins; the holder's name follows."""

ANNOUNCED = frozenset(
    {
        CampaignState.IN_REVIEW,
        CampaignState.SCHEDULED,
        CampaignState.LIVE,
        CampaignState.CLOSING,
        CampaignState.FUNDED,
    }
)
"""While a campaign is in one of these, someone relies on who is paid: who reviews it, or everyone.

Else whoever changes it during a review could approve it alone.
"""

WHO = ("name", "legal_form", "identifier", "statement_name", "public_authority")


class HolderExistsError(DomainError):
    """Another holder of the territory has this identifier."""

    code = "holder_exists"


class HolderAnnouncedError(DomainError):
    """A campaign says who is paid: name, form, identifier and bank line stay until it is over."""

    code = "holder_announced"


class StatementNameError(DomainError):
    """A bank line needs a letter from A to Z among the ten characters that it keeps."""

    code = "holder_statement_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderDetails:
    """`identifier` as typed: RNA, SIREN, SIRET, or a court's register."""

    name: str
    legal_form: str
    identifier: str
    address: str
    email: str
    language: str
    statement_name: str
    public_authority: bool = False
    siret: str | None = None
    """As typed, where it is registered as something else."""


async def create_holder(db: WriteSession, details: HolderDetails, *, by: Visitor) -> Holder:
    """Take in an organisation, once per territory."""
    require(may_keep_holders(by))
    holder = Holder(**asdict(_checked(details)), territory_id=by.territory.id, created_at=await db.now())
    await _write(db, holder)
    await note(db, by.doer, FundingDeed.HOLDER_ADDED, holder)
    return holder


async def change_holder(db: WriteSession, holder_id: UUID, details: HolderDetails, *, by: Visitor) -> Holder:
    """Correct what is known of a holder; what a running campaign has said of it stays.

    Held against `submit`: else a campaign sent in at this moment would be reviewed with another name.
    """
    require(may_keep_holders(by))
    holder = await held(db, Holder, by.territory.id, holder_id)
    checked = asdict(_checked(details))
    if any(checked[name] != getattr(holder, name) for name in WHO) and await _is_announced(db, holder):
        raise HolderAnnouncedError
    was = HOLDER.facts(holder)
    for name, value in checked.items():
        setattr(holder, name, value)
    await _write(db, holder)
    await note(db, by.doer, FundingDeed.HOLDER_CHANGED, holder, was)
    return holder


async def connect(db: WriteSession, holder_id: UUID, *, by: Visitor) -> ConnectedAccount:
    """Ask Stripe for an account, once; which questions it still has shows in what it tells us."""
    holder = await one_of(db, Holder, by.territory.id, holder_id)
    require(may_connect_holder(by, holder.id))
    account = await payments.create_account(
        db,
        book=by.territory.book,
        purpose=PURPOSE,
        subject=holder.id,
        name=holder.name,
        email=holder.email,
        statement=PLATFORM,
    )
    holder.account_id = account.id
    await note(db, by.doer, FundingDeed.HOLDER_CONNECTED, holder, HOLDER.facts(holder))
    return account


async def on_account_updated(db: WriteSession, outcome: Outcome) -> None:
    """Whether the holder can be paid, as Stripe says now."""
    if isinstance(outcome, AccountUpdated):
        holder = await db.get_one(Holder, outcome.subject, with_for_update=True, populate_existing=True)
        holder.account_id = outcome.account_id
        holder.account_ready, holder.pays_out = outcome.ready, outcome.payouts_enabled


def bank_line(holder: Holder) -> str:
    """What a donor reads on the bank statement."""
    return statement_line(statement_suffix(PLATFORM) or "", statement_suffix(holder.statement_name))


def _checked(details: HolderDetails) -> HolderDetails:
    """With each number in its one way to be written."""
    if statement_suffix(details.statement_name) is None:
        raise StatementNameError
    found = parse_identifier(details.identifier)
    siren = found.number[:9] if found.kind in {IdentifierKind.SIREN, IdentifierKind.SIRET} else None
    return replace(details, identifier=str(found), siret=read_siret(details.siret, siren=siren))


async def _write(db: WriteSession, holder: Holder) -> None:
    """HolderExistsError where the identifier is another's: the constraint knows, whoever was faster."""
    try:
        async with db.begin_nested():
            db.add(holder)
            await db.flush()
    except IntegrityError as error:
        raise HolderExistsError from error


async def _is_announced(db: WriteSession, holder: Holder) -> bool:
    announced = exists().where(col(Campaign.holder_id) == holder.id, col(Campaign.state).in_(ANNOUNCED))
    return bool((await db.exec(select(announced))).one())
