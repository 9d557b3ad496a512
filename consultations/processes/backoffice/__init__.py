"""The back office of consultations: written from a template, given phases, published and archived."""

from consultations.permissions import may_write_processes
from consultations.processes.backoffice import desk, writing
from okote.feature import Place, Section
from okote.platform.i18n import say

ROUTES = (writing.WritingPages, desk.ProcessDesk)
SECTIONS = (Section(Place.CONSULTATION, say("Consultations"), desk.HERE, may_write_processes),)
