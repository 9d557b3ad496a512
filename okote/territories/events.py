"""What happens in one feature and may begin something in another, which knows nothing of the first."""

from dataclasses import dataclass
from uuid import UUID

from okote.platform.audit import Doer
from payments.money import Money


@dataclass(frozen=True, slots=True)
class ProjectChosen:
    """People chose a project of a territory, as by a vote; told again of the same `source`, it is the same.

    `path` is where everyone reads of it, without a language; `holder` names who would carry it out, by a
    registered number or a name, or nobody yet; `by` asked for it.
    """

    territory_id: UUID
    source: UUID
    title: str
    text: str
    cost: Money | None
    place_id: UUID | None
    path: str
    holder: str
    by: Doer
