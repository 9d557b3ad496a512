"""A ballot as the office shows it to programs, and what these may make of a draft."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from msgspec import Meta, Struct

from consultations.ballots.office.forms import STEP_MOST, SUPPORT_MOST
from consultations.ballots.office.queries import Listed
from consultations.ballots.office.rules import ENVELOPES_MOST, STEP_MINOR, Check, Draft
from consultations.ballots.queries import ShownBallot
from consultations.ballots.rules import (
    BODY_MOST,
    OPTIONS_MOST,
    POINTS_MOST,
    REASON_MOST,
    SMALLEST_GROUP,
    TITLE_MOST,
    Input,
    Mode,
    Rule,
    State,
)
from consultations.ballots.tally.rules import Completion, Start, Utility
from consultations.eligibility.rules import OLDEST, Conditions, Residence
from okote.api.schemas import Amount, Moment, Next
from okote.approvals.queries import Asked
from okote.identity.levels import Level
from payments.money import Money

Mark = Annotated[
    str,
    Meta(
        description="Of the draft that was read: refused (409) where somebody else saved it since.",
        max_length=64,
    ),
]
Title = Annotated[str, Meta(description="In one line.", min_length=1, max_length=TITLE_MOST)]
PlaceId = Annotated[UUID | None, Meta(description="One of the territory's places; null is all of it.")]


class OfficeBallot(Struct, frozen=True):
    """A ballot in the list of the office, drafts too."""

    id: Annotated[UUID, Meta(description="Its number.")]
    url: Annotated[str, Meta(description="Of its page in the back office.")]
    title: Title
    process: Annotated[str, Meta(description="The title of its consultation.")]
    state: Annotated[State, Meta(description="Where it stands at this moment.")]
    opens_at: Annotated[Moment, Meta(description="With its phase.")]
    closes_at: Annotated[Moment | None, Meta(description="With its phase; null where this has no end.")]

    @classmethod
    def of(cls, row: Listed, site: str) -> Self:
        return cls(
            row.ballot.id,
            f"{site}/back-office/ballots/{row.ballot.id}",
            row.ballot.title,
            row.process,
            row.state,
            row.period.opens,
            row.period.closes,
        )


class OfficeBallots(Struct, frozen=True):
    """The latest written first."""

    items: Annotated[list[OfficeBallot], Meta(description="Those of this page.")]
    next: Next


class BallotTerms(Struct, frozen=True, forbid_unknown_fields=True):
    """How people vote and how it is counted; what does not belong to the rule is left out."""

    input: Annotated[Input, Meta(description="How one votes.")]
    rule: Annotated[str, Meta(description=f"How it is counted: {', '.join(Rule)}.")]
    lot_source: Annotated[
        str,
        Meta(description="The public draw that decides the last ties.", min_length=1, max_length=REASON_MOST),
    ]
    least: Annotated[int, Meta(description="Options that a vote names at least.", ge=1, le=OPTIONS_MOST)] = 1
    most: Annotated[int, Meta(description="Options that a vote names at most.", ge=1, le=OPTIONS_MOST)] = 1
    points: Annotated[int, Meta(description="To be given in all.", ge=0, le=POINTS_MOST)] = 0
    points_most: Annotated[int, Meta(description="To one option at most.", ge=0, le=POINTS_MOST)] = 0
    winners: Annotated[
        Annotated[int, Meta(ge=1, le=OPTIONS_MOST)] | None,
        Meta(description="How many win where no money is shared out."),
    ] = None
    utility: Annotated[str, Meta(description=f"Of equal shares: {', '.join(Utility)}.")] = Utility.COST
    completion: Annotated[str, Meta(description=f"Of equal shares: {', '.join(Completion)}.")] = (
        Completion.ADD1U
    )
    step: Annotated[
        int, Meta(description="By which equal shares grow, in whole euros.", ge=1, le=STEP_MOST)
    ] = 1
    start: Annotated[str, Meta(description=f"Of equal shares: {', '.join(Start)}.")] = Start.EXACT
    support_least: Annotated[
        int, Meta(description="Votes without which an option can't win.", ge=0, le=SUPPORT_MOST)
    ] = 0
    smallest_group: Annotated[
        int, Meta(description="Of fewer voters nothing but minutes is told.", ge=3, le=OPTIONS_MOST)
    ] = SMALLEST_GROUP

    @classmethod
    def of(cls, draft: Draft) -> Self:
        said = draft.details
        return cls(
            input=said.input,
            rule=said.rule.value,
            lot_source=said.lot_source,
            least=said.least,
            most=said.most,
            points=said.points,
            points_most=said.points_most,
            winners=said.winners,
            utility=said.utility or Utility.COST,
            completion=said.completion or Completion.ADD1U,
            step=(said.step_minor or STEP_MINOR) // STEP_MINOR,
            start=said.start or Start.EXACT,
            support_least=said.support_least,
            smallest_group=said.smallest_group,
        )


class OfficeEnvelope(Struct, frozen=True, forbid_unknown_fields=True):
    """Money that a ballot shares out."""

    name: Title
    amount: Annotated[Amount, Meta(description="How much.")]
    place: PlaceId = None


class BallotConditions(Struct, frozen=True, forbid_unknown_fields=True):
    """Who may vote, beside what the consultation asks."""

    residence: Annotated[Residence | None, Meta(description="How living here is proved; null: not asked.")]
    places: Annotated[list[UUID], Meta(description="Where; empty is all of the territory.", max_length=500)]
    age_floor: Annotated[Annotated[int, Meta(ge=1, le=OLDEST)] | None, Meta(description="In years.")]
    guardian_below: Annotated[
        Annotated[int, Meta(ge=1, le=OLDEST)] | None,
        Meta(description="Who is younger needs the consent of a guardian."),
    ]
    level: Annotated[Level, Meta(description="Of the sign-in.")]

    @classmethod
    def of(cls, draft: Draft) -> Self | None:
        if not draft.details.conditions:
            return None
        asked = Conditions.read(draft.details.conditions)
        where = sorted(asked.places)
        return cls(asked.residence, where, asked.age_floor, asked.guardian_below, asked.level)


class OptionFields(Struct, frozen=True, forbid_unknown_fields=True):
    """What can be chosen."""

    title: Title
    body: Annotated[str, Meta(description="Markdown; may be empty.", max_length=BODY_MOST)] = ""
    cost: Annotated[Amount | None, Meta(description="What it costs.")] = None
    envelope: Annotated[
        Annotated[int, Meta(ge=1, le=ENVELOPES_MOST)] | None,
        Meta(description="The envelope that it draws on, by its position from 1 on."),
    ] = None
    place: PlaceId = None


class OfficeOption(Struct, frozen=True):
    """One option of a ballot, drafts too."""

    position: Annotated[int, Meta(description="From 1 on.")]
    fields: Annotated[OptionFields, Meta(description="What it says.")]
    idea: Annotated[UUID | None, Meta(description="The idea that it was made of.")]
    picture: Annotated[str | None, Meta(description="SHA-256 of its picture, which a page takes.")]
    picture_shows: Annotated[str, Meta(description="What the picture shows; empty where it only decorates.")]


class MissingCheck(Struct, frozen=True):
    """Something without which a draft can't be announced."""

    name: Annotated[str, Meta(description="Stable: decide by this.")]
    page: Annotated[str, Meta(description="Of the back office, on which it is put right.")]


class WaitingSignature(Struct, frozen=True):
    """What one person asked for and waits for another one, at a page: no program approves anything."""

    act: Annotated[str, Meta(description="`ballot-close`, `ballot-publish` or `ballot-annul`.")]
    reason: Annotated[str, Meta(description="As whoever asked said it.")]
    asked_at: Moment
    expires_at: Annotated[datetime, Meta(description="Then it has to be asked anew.")]
    url: Annotated[str, Meta(description="Of the page on which a second person decides.")]

    @classmethod
    def of(cls, one: Asked, site: str) -> Self:
        asked = one.approval
        url = f"{site}/back-office/approvals/{asked.id}"
        return cls(asked.act, asked.reason, asked.asked_at, asked.expires_at, url)


class OfficeWhole(Struct, frozen=True):
    """A ballot as it is written: never how many voted, nor what."""

    id: Annotated[UUID, Meta(description="Its number.")]
    url: Annotated[str, Meta(description="Of its page in the back office.")]
    state: Annotated[State, Meta(description="Where it stands at this moment.")]
    mark: Mark
    process: Annotated[UUID, Meta(description="The number of its consultation.")]
    phase: Annotated[UUID, Meta(description="The number of the phase with which it opens and ends.")]
    title: Title
    question: Annotated[str, Meta(description="Markdown.")]
    mode: Annotated[Mode, Meta(description="How secret it is.")]
    terms: Annotated[BallotTerms, Meta(description="How people vote, and how it is counted.")]
    envelopes: Annotated[list[OfficeEnvelope], Meta(description="Money at stake, by position from 1 on.")]
    options: Annotated[list[OfficeOption], Meta(description="In the order in which people see them.")]
    conditions: Annotated[
        BallotConditions | None, Meta(description="Null where those of the consultation are enough.")
    ]
    missing: Annotated[
        list[MissingCheck], Meta(description="Of a draft: what has to be put right before it is announced.")
    ]
    waiting: Annotated[list[WaitingSignature], Meta(description="What waits for a second person.")]
    digest: Annotated[str | None, Meta(description="SHA-256 of what was announced; null of a draft.")]

    @classmethod
    def of(
        cls, shown: ShownBallot, draft: Draft, lines: list[Check], waiting: list[Asked], site: str
    ) -> Self:
        ballot, currency = shown.ballot, shown.ballot.currency
        url = f"{site}/back-office/ballots/{ballot.id}"
        return cls(
            id=ballot.id,
            url=url,
            state=shown.state,
            mark=draft.mark,
            process=draft.process_id,
            phase=draft.phase_id,
            title=draft.details.title,
            question=draft.details.question,
            mode=draft.details.mode,
            terms=BallotTerms.of(draft),
            envelopes=[
                OfficeEnvelope(one.name, Amount.of(Money(one.amount_minor, currency)), one.place_id)
                for one in draft.envelopes
            ],
            options=[
                OfficeOption(
                    position,
                    OptionFields(
                        one.title,
                        one.body,
                        None if one.cost_minor is None else Amount.of(Money(one.cost_minor, currency)),
                        one.envelope,
                        one.place_id,
                    ),
                    one.idea_id,
                    one.picture.hex() if one.picture else None,
                    one.picture_shows,
                )
                for position, one in enumerate(draft.options, 1)
            ],
            conditions=BallotConditions.of(draft),
            missing=[MissingCheck(one.name, f"{url}/{one.step.value}") for one in lines if not one.well],
            waiting=[WaitingSignature.of(one, site) for one in waiting],
            digest=ballot.digest.hex() if ballot.digest else None,
        )


class NewBallot(Struct, frozen=True, forbid_unknown_fields=True):
    """A draft as we recommend one: equal shares where its consultation has money, or else one answer."""

    phase: Annotated[UUID, Meta(description="A phase in which people may vote, not over yet.")]
    title: Title
    question: Annotated[str, Meta(description="Markdown.", min_length=1, max_length=BODY_MOST)]
    mode: Annotated[Mode, Meta(description="How secret it is.")]


class ChangedBallot(Struct, frozen=True, forbid_unknown_fields=True):
    """All of a draft but its options, in the place of what it was."""

    mark: Mark
    phase: Annotated[UUID, Meta(description="The one that it has, or another in which people may vote.")]
    title: Title
    question: Annotated[str, Meta(description="Markdown.", min_length=1, max_length=BODY_MOST)]
    mode: Annotated[Mode, Meta(description="How secret it is.")]
    terms: Annotated[BallotTerms, Meta(description="How people vote, and how it is counted.")]
    envelopes: Annotated[
        list[OfficeEnvelope],
        Meta(description="Money at stake. Options keep the one that they name.", max_length=ENVELOPES_MOST),
    ]
    conditions: Annotated[
        BallotConditions | None, Meta(description="Null where those of the consultation are enough.")
    ] = None


class ChangedOption(Struct, frozen=True, forbid_unknown_fields=True):
    """What an option says now; its idea and its picture stay with it."""

    mark: Mark
    option: Annotated[OptionFields, Meta(description="All of it.")]


class AskedSignature(Struct, frozen=True, forbid_unknown_fields=True):
    """The first word of two people."""

    reason: Annotated[str, Meta(description="For whoever decides.", min_length=1, max_length=REASON_MOST)]
