"""Procedures in the back office: the catalogue, versions, what helps to write them, files."""

from consultations.permissions import may_write_procedures
from consultations.procedures.backoffice import aids, catalogue, files, versions
from okote.feature import Place, Section
from okote.platform.i18n import say

ROUTES = (catalogue.ProcedurePages, versions.VersionPages, aids.AidPages, files.FilePages)
SECTIONS = (Section(Place.CONSULTATION, say("Procedures"), catalogue.HERE, may_write_procedures),)
