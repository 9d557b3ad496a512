"""What people do about procedures and their versions, and what of it is told."""

from consultations.procedures.rules import ProcedureKind
from consultations.procedures.words import FILES, KINDS
from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

PROCEDURE = Subject(
    "procedure",
    say("Procedure"),
    "/back-office/procedures/{}",
    fields={
        "name": say("Name"),
        "kind": say("Kind"),
        "service_id": say("Service"),
        "published_at": say("Published on"),
        "retired_at": say("Retired on"),
    },
    words={kind.value: KINDS[kind] for kind in ProcedureKind},
)
VERSION = Subject(
    "procedure_version",
    say("Version of a procedure"),
    "/back-office/procedures/versions/{}",
    fields={
        "number": say("Number"),
        "since": say("In use since"),
        "names_removed_at": say("Names removed on"),
        "tested_at": say("Tested since"),
        "published_at": say("Published on"),
        "withdrawn_at": say("Taken down on"),
        "changed": say("What has changed"),
    },
    untold=frozenset({"text", "changed"}),
    called="",
)
FILE = Subject(
    "procedure_file",
    say("File of a procedure"),
    "/back-office/procedures/versions/{}",
    fields={"kind": say("Kind"), "removed_at": say("Removed on"), "words": say("What it says")},
    words={kind.value: label for kind, label in FILES.items()},
    untold=frozenset({"words"}),
    key="version_id",
    called="",
)
"""Not what it is called: names of files name people."""


class ProcedureDeed(Deed):
    PROCEDURE_ADDED = PROCEDURE, say("Added a procedure")
    PROCEDURE_CHANGED = PROCEDURE, say("Changed a procedure")
    PROCEDURE_RETIRED = PROCEDURE, say("Retired a procedure")
    PROCEDURE_TAKEN_UP = PROCEDURE, say("Took up a procedure again")
    VERSION_ADDED = VERSION, say("Began a version of a procedure")
    VERSION_WRITTEN = VERSION, say("Wrote a version of a procedure")
    VERSION_STEPS_WRITTEN = VERSION, say("Wrote the steps of a procedure")
    VERSION_NAMES_REMOVED = VERSION, say("Declared that names were removed")
    VERSION_REOPENED = VERSION, say("Opened a version of a procedure again")
    VERSION_TAKEN_TO_TEST = VERSION, say("Took a version of a procedure to a test")
    VERSION_PUBLISHED = VERSION, say("Published a version of a procedure")
    VERSION_WITHDRAWN = VERSION, say("Took down a version of a procedure")
    PROCEDURE_FILE_ADDED = FILE, say("Added a file to a procedure")
    PROCEDURE_FILE_WORDED = FILE, say("Wrote what a file says")
    PROCEDURE_FILE_REMOVED = FILE, say("Removed a file from a procedure")


DEEDS = tuple(ProcedureDeed)
