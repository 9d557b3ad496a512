"""What following hands to the manifest, once it is told what there is to follow and to tell."""

from collections.abc import Collection
from dataclasses import dataclass

from litestar import Router
from litestar.di import Provide

from consultations.following import digest, pages
from consultations.following.subjects import AllFollowed, Followed, Told
from payments.jobs import Job


@dataclass(frozen=True, slots=True)
class Rooms:
    routes: tuple[Router, ...]
    jobs: tuple[Job, ...]


def rooms(kinds: Collection[Followed], sorts: Collection[Told]) -> Rooms:
    """Its routes find what is followed by the name `followed`."""
    followed = AllFollowed.of(kinds, sorts)
    provided = Provide(lambda: followed, sync_to_thread=False)
    routes = (Router("/", route_handlers=pages.ROUTES, dependencies={"followed": provided}),)
    return Rooms(routes, digest.jobs(followed))
