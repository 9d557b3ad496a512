"""Where the database is, as each of those who connect to it writes it."""


def driver_url(url: str) -> str:
    """The address as SQLAlchemy wants it, whichever way the operator wrote PostgreSQL's name."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def libpq_url(url: str) -> str:
    """The same address for the driver itself."""
    return driver_url(url).replace("postgresql+psycopg://", "postgresql://", 1)
