"""What stops the start, as sentences for the person who started the service."""


class EmbeddedPostgresError(Exception):
    """PostgreSQL's programs refused; carries what they said."""


class TakenError(EmbeddedPostgresError):
    """Another process owns the server, or somebody started it by hand."""
