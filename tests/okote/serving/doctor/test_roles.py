"""The doctor and what lies apart in the database: hidden from the service, or said with what to do."""

import psycopg

from okote.serving.doctor.findings import Level
from okote.serving.doctor.roles import roles
from tests.okote.serving.doctor.said import said
from tests.plugins.washing import plain


async def test_what_lies_apart_is_hidden_from_the_service_until_somebody_lets_it_read(house):
    assert "nothing of what lies apart" in said(await roles(house), Level.OK, "roles")[0]
    owner = plain(house.database.engine.url.set(username="okote").render_as_string(hide_password=False))
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA aside; GRANT USAGE ON SCHEMA aside TO okote_service")
        assert said(await roles(house), Level.OK, "roles")
        connection.execute(
            "CREATE TABLE aside.thing (id int); GRANT SELECT (id) ON aside.thing TO okote_service"
        )
        (sentence,) = said(await roles(house), Level.WARN, "roles")
        assert "CREATE ROLE okote_service LOGIN" in sentence
        connection.execute("DROP SCHEMA aside CASCADE")


async def test_a_server_that_logs_what_statements_hold_is_said(house):
    assert not said(await roles(house), Level.WARN, "roles")
    url = house.database.engine.url
    owner = plain(url.set(username="okote").render_as_string(hide_password=False))
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {url.database} SET log_min_duration_statement = 1000")
        (sentence,) = said(await roles(house), Level.WARN, "roles")
        assert "(log_min_duration_statement)" in sentence
        connection.execute(f"ALTER DATABASE {url.database} SET log_parameter_max_length = 0")
        assert not said(await roles(house), Level.WARN, "roles")
        connection.execute(f"ALTER DATABASE {url.database} RESET ALL")
