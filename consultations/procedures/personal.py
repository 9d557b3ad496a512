"""What is kept about who clears procedures of names, and what of their files goes."""

from sqlmodel import col

from consultations.procedures.models import Procedure, ProcedureFile, ProcedureVersion
from consultations.procedures.papers.storing import kept_file
from okote.feature import Forgetting, Records
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say

RECORDS = (
    Records(
        "procedures_cleared",
        say("The versions of procedures of which you declared that names were removed"),
        of=(ProcedureVersion.names_removed_by,),
        fields={
            "procedure": Procedure.name,
            "version": ProcedureVersion.number,
            "at": ProcedureVersion.names_removed_at,
        },
        joined=((Procedure, Procedure.id == ProcedureVersion.procedure_id),),
        once_closed=ACTS_STAY,
    ),
)

FORGETS = (
    Forgetting(
        "procedure-files-removed",
        "Files of letters and forms that an agent removed, within the hour",
        ProcedureFile,
        col(ProcedureFile.removed_at),
        lambda at: col(ProcedureFile.removed_at) <= at,
        file=kept_file,
    ),
)
