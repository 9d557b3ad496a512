"""What comments hand to the manifest, once they are told what there is to comment on."""

from litestar import Router
from litestar.di import Provide

from consultations.comments import api, pages
from consultations.comments.subjects import AllCommented, Commented


def routes(*each: Commented) -> tuple[Router, ...]:
    """All pages and operations; they find what is commented on by the name `commented`."""
    commented = AllCommented.of(*each)
    provided = Provide(lambda: commented, sync_to_thread=False)
    handlers = (*pages.ROUTES, *api.ROUTES)
    return (Router("/", route_handlers=handlers, dependencies={"commented": provided}),)
