"""What moderation hands to the manifest, once it is told what there is to moderate."""

from litestar import Router
from litestar.di import Provide

from consultations.moderation import api, backoffice, concerned, letters, pages
from consultations.moderation.contents import AllModerated, Moderated
from consultations.moderation.events import AppealMade, Decided, NoticeGiven
from consultations.moderation.service import appeals, notices
from okote.platform.events import Subscriptions


def routes(*each: Moderated) -> tuple[Router, ...]:
    """All pages and operations; they find what is moderated by the name `moderated`."""
    moderated = AllModerated.of(*each)
    provided = Provide(lambda: moderated, sync_to_thread=False)
    handlers = (*pages.ROUTES, *concerned.ROUTES, *api.ROUTES, *backoffice.ROUTES)
    return (Router("/", route_handlers=handlers, dependencies={"moderated": provided}),)


SUBSCRIPTIONS: Subscriptions = dict.fromkeys((NoticeGiven, Decided, AppealMade), (letters.on_event,))
LIMITS = (*notices.LIMITS, *appeals.LIMITS)
