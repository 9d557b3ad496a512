"""How alembic reaches the database: the address comes from the service, never from a file."""

from alembic import context
from sqlalchemy import create_engine
from sqlmodel import SQLModel

config = context.config
engine = create_engine(
    config.attributes["url"], connect_args={"options": f"-c lock_timeout={config.attributes['lock_timeout']}"}
)
with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
