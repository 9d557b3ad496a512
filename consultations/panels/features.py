"""What a panel asks of volunteers, read as its rules take it."""

from collections.abc import Mapping
from itertools import groupby
from uuid import UUID

from sqlmodel import col, select

from consultations.panels.models import PanelFeature, PanelQuota
from consultations.panels.rules import FeatureDetails, QuotaDetails
from payments.sessions import ReadSession


async def names_of(db: ReadSession, panel_id: UUID) -> Mapping[UUID, str]:
    """In the order in which they are asked."""
    statement = select(PanelFeature.id, PanelFeature.name).where(PanelFeature.panel_id == panel_id)
    in_order = statement.order_by(col(PanelFeature.position), col(PanelFeature.id))
    return {key: name for key, name in await db.exec(in_order)}  # noqa: C416 (rows are not pairs to mypy)


async def features_of(db: ReadSession, panel_id: UUID) -> list[FeatureDetails]:
    """With their quotas, all in their order."""
    return [details for _, details in await identified(db, panel_id)]


async def identified(db: ReadSession, panel_id: UUID) -> list[tuple[UUID, FeatureDetails]]:
    """The same with what each is known by."""
    statement = (
        select(PanelFeature, PanelQuota)
        .join(PanelQuota, col(PanelQuota.feature_id) == PanelFeature.id)
        .where(PanelFeature.panel_id == panel_id)
        .order_by(col(PanelFeature.position), col(PanelFeature.id), col(PanelQuota.position))
    )
    rows = (await db.exec(statement)).all()
    return [
        (feature.id, _details(feature, [quota for _, quota in of_it]))
        for feature, of_it in groupby(rows, key=lambda row: row[0])
    ]


def _details(feature: PanelFeature, quotas: list[PanelQuota]) -> FeatureDetails:
    kept = tuple(QuotaDetails(one.value, one.least, one.most) for one in quotas)
    return FeatureDetails(feature.name, feature.question, kept)
