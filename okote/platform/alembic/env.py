"""How alembic reaches the database: the address comes from the service, never from a file."""

from alembic import context
from sqlalchemy import NullPool, create_engine

config = context.config
engine = create_engine(
    config.attributes["url"],
    connect_args={"options": f"-c lock_timeout={config.attributes['lock_timeout']}"},
    poolclass=NullPool,
)
with engine.connect() as connection:
    # No target_metadata: its naming convention would be applied to names that revisions write in full,
    # in whichever process happens to have loaded the models.
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
