"""Why nothing more, or not that, may be done to a consultation as a whole."""

from payments.errors import DomainError


class ReasonMissingError(DomainError):
    """What everyone has read changes only with a reason, which everyone reads too."""

    code = "process_reason_missing"


class EnvelopeTwiceError(DomainError):
    """Each envelope has a name of its own."""

    code = "process_envelope_twice"


class AudienceSetError(DomainError):
    """Once people have read it, it is for them."""

    code = "process_audience_set"


class ProcessPastError(DomainError):
    """All its phases are over: nobody could take part."""

    code = "process_past"


class ServiceRetiredError(DomainError):
    """Nobody would answer."""

    code = "process_service_retired"


class ProcessOpenError(DomainError):
    """Nothing is archived in which people can still take part, or will."""

    code = "process_open"


class ProcessArchivedError(DomainError):
    """It stays as it is."""

    code = "process_archived"


class ProcessPublishedError(DomainError):
    """What everyone has read is not thrown away."""

    code = "process_published"


class ProcessUsedError(DomainError):
    """A ballot is written for it, or for a phase of it: that goes first."""

    code = "process_used"
