"""The clock, the queue, and what every feature of the service stands on."""

from typing import TYPE_CHECKING, cast

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

if TYPE_CHECKING:
    from psycopg import Connection

revision = "o0001"
down_revision = None
branch_labels = ("okote",)
depends_on = "p0001"

CLOCK = """
CREATE FUNCTION okote_now() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT now() + COALESCE((SELECT ahead FROM clock_offset), interval '0') $$;
"""

FOLD = """
CREATE FUNCTION okote_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT lower(regexp_replace(normalize(value, NFD), '[\\u0300-\\u036f]', '', 'g')) $$;
"""


def upgrade() -> None:
    op.create_table(
        "clock_offset",
        sa.Column("singleton", sa.Boolean, server_default=sa.true(), nullable=False),
        sa.Column("ahead", sa.Interval, nullable=False),
        sa.CheckConstraint("singleton", name="ck_clock_offset_singleton"),
        sa.PrimaryKeyConstraint("singleton", name="pk_clock_offset"),
    )
    driver = cast("Connection", op.get_bind().connection.driver_connection)
    for script in (CLOCK, FOLD, SchemaManager.get_schema()):
        driver.execute(script)
