"""`okote upgrade --check`: what an upgrade would do to the database, before it does."""
