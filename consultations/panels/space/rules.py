"""What is refused in the space of a panel."""

from payments.errors import DomainError

MESSAGE_MOST = 3_000
TITLE_MOST = 150
DOCUMENTS_MOST = 100


class SpaceClosedError(DomainError):
    """Nothing is added once the panel has ended; what is there is read until it is forgotten."""

    code = "panel_space_closed"


class DocumentsMostError(DomainError):
    """Parameter: `most`, of documents that a panel keeps."""

    code = "panel_documents"
