"""What the rooms of ideas hand up together."""

from consultations.ideas import counter, counter_desk, pages, service
from consultations.ideas.authors import pages as author_pages
from consultations.ideas.authors.service import INVITING
from consultations.ideas.drafts import pages as draft_pages
from consultations.ideas.drafts.service import AUTOSAVES
from consultations.ideas.files import pages as file_pages
from consultations.ideas.versions import pages as version_pages

ROUTES = (
    *draft_pages.ROUTES,
    *file_pages.ROUTES,
    *version_pages.ROUTES,
    *author_pages.ROUTES,
    *pages.ROUTES,
    *counter_desk.ROUTES,
)

LIMITS = (*service.LIMITS, AUTOSAVES, INVITING, counter.CLAIMING)
