"""PostgreSQL without installing it: the wheel's own programs, under a small supervisor."""

from okote.platform.embedded_postgres.errors import EmbeddedPostgresError, TakenError
from okote.platform.embedded_postgres.server import DATABASE, EmbeddedPostgres

__all__ = ["DATABASE", "EmbeddedPostgres", "EmbeddedPostgresError", "TakenError"]
