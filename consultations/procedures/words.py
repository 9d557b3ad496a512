"""What people read of kinds, channels and versions."""

from collections.abc import Mapping

from consultations.procedures.names.rules import Sort
from consultations.procedures.papers.rules import FileKind
from consultations.procedures.rules import Channel, ProcedureKind, VersionState
from okote.platform.i18n import say

KINDS: Mapping[ProcedureKind, str] = {
    ProcedureKind.LETTER: say("Letter"),
    ProcedureKind.PAPER_FORM: say("Paper form"),
    ProcedureKind.ONLINE_FORM: say("Online form"),
    ProcedureKind.CALL: say("Telephone call"),
    ProcedureKind.RECEPTION: say("Reception at the counter"),
}

CHANNELS: Mapping[Channel, str] = {
    Channel.COUNTER: say("At the counter"),
    Channel.PHONE: say("By telephone"),
    Channel.DIGITAL: say("Online"),
    Channel.MAIL: say("By post"),
}

STATES: Mapping[VersionState, str] = {
    VersionState.WRITTEN: say("being written"),
    VersionState.CLEARED: say("names removed, ready to be tested"),
    VersionState.PUBLISHED: say("everyone reads it"),
    VersionState.WITHDRAWN: say("taken down"),
}

TONES: Mapping[VersionState, str] = {
    VersionState.WRITTEN: "waiting",
    VersionState.CLEARED: "open",
    VersionState.PUBLISHED: "done",
    VersionState.WITHDRAWN: "refused",
}
"""As the component `status` knows them."""

SORTS: Mapping[Sort, str] = {
    Sort.NAME: say("Names"),
    Sort.ADDRESS: say("Addresses"),
    Sort.TELEPHONE: say("Telephone numbers"),
    Sort.EMAIL: say("E-mail addresses"),
    Sort.IBAN: say("Bank accounts"),
    Sort.SOCIAL_SECURITY: say("Social security numbers"),
    Sort.FILE_NUMBER: say("File numbers"),
    Sort.BIRTH: say("Dates of birth"),
}

FILES: Mapping[FileKind, str] = {
    FileKind.TEXT: say("text"),
    FileKind.PDF: say("PDF"),
    FileKind.DOCX: say("Word document"),
    FileKind.PICTURE: say("picture"),
}
