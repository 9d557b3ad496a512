"""A whole territory that writes: ideas with their supports and comments, drawn from parts by a seed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from consultations.demo.crowd.parts import read
from consultations.demo.crowd.telling import Crowd, Size


def of(telling: Any, slug: str, services: Mapping[str, UUID], processes: Mapping[str, UUID]) -> Crowd | None:
    """None where no file tells of it."""
    told = read(slug)
    return Crowd(telling, slug, told, services, processes, Size.of(telling.scale)) if told else None
