"""What is changed in a draw is found, by the invariants or by the database itself."""

import pytest
from sqlalchemy import text

from consultations.panels.drawing.invariants import INVARIANTS
from okote.platform.checks import violations

PLANTED = {
    "draw-is-of-what-was-frozen": "UPDATE draw SET pool_size = 13",
    "draw-chose-what-its-ticket-says": (
        "UPDATE draw SET report = jsonb_set(report::jsonb, '{ticket}', to_jsonb("
        "((report::jsonb ->> 'ticket')::int + 1) % 60))::text"
    ),
    "draw-seats-whom-it-chose": (
        "DELETE FROM seat WHERE id = (SELECT max(id::text)::uuid FROM seat WHERE rank = 0)"
    ),
    "draw-was-typed-by-two": "UPDATE draw_entry SET numbers = '1' WHERE place = 2",
    "draw-closes-its-panel": "UPDATE panel SET frozen_at = NULL",
    "draw-takes-the-reserves-with-it": (
        "INSERT INTO draw (id, territory_id, panel_id, algorithm, size, quotas, pool_size, excluded, pool, "
        "pool_hash, lottery, lottery_on, which_numbers, frozen_at, frozen_by, state, progress, void_reason) "
        "SELECT gen_random_uuid(), territory_id, panel_id, algorithm, size, quotas, pool_size, excluded, "
        "pool, pool_hash, lottery, lottery_on, which_numbers, frozen_at, frozen_by, 'frozen', 0, '' FROM draw"
    ),
    "draw-stays-in-its-territory": (
        "UPDATE draw_entry SET territory_id = (SELECT id FROM territory WHERE slug = 'val-clair')"
    ),
}


@pytest.mark.usefixtures("drawn", "elsewhere")
@pytest.mark.parametrize("name", PLANTED)
async def test_each_invariant_finds_what_is_planted(db, name):
    assert await violations(db, INVARIANTS) == []
    await db.exec(text(PLANTED[name]))
    assert [one.invariant.name for one in await violations(db, INVARIANTS)] == [name]


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(("part", "planted"), [("panel", '["1"]'), ("seed", '"00"'), ("result", '"1 2"')])
async def test_whatever_is_changed_after_the_draw_is_found(db, part, planted):
    changed = (
        "UPDATE draw SET report = "
        "CAST(jsonb_set(CAST(report AS jsonb), CAST(:part AS text[]), CAST(:new AS jsonb)) AS text)"
    )
    await db.exec(text(changed).bindparams(part=f"{{{part}}}", new=planted))
    found = {one.invariant.name for one in await violations(db, INVARIANTS)}
    assert "draw-chose-what-its-ticket-says" in found


def test_each_invariant_is_planted_once():
    assert set(PLANTED) == {one.name for one in INVARIANTS}


async def test_a_call_that_is_open_again_while_its_pool_is_drawn_from_is_found(db, frozen):
    assert await violations(db, INVARIANTS) == []
    await db.exec(text("UPDATE panel SET reopened_at = frozen_at"))
    found = [one.invariant.name for one in await violations(db, INVARIANTS)]
    assert (found, frozen.hitch) == (["draw-closes-its-panel"], None)


CONSTRAINED = {
    "ck_draw_hash": "UPDATE draw SET pool = pool || ' '",
    "ck_draw_void_by_two": (
        "UPDATE draw SET state = 'void', drawn_at = NULL, void_asked_at = okote_now(), void_reason = 'x', "
        "voided_at = okote_now(), void_asked_by = frozen_by, voided_by = frozen_by"
    ),
    "ck_panel_reopened": "UPDATE panel SET reopened_at = okote_now(), frozen_at = NULL",
    "ck_panel_frozen": "UPDATE panel SET closes_at = okote_now() + interval '9 days'",
    "uq_draw_entry_draw_id_round_entered_by": (
        "UPDATE draw_entry SET entered_by = (SELECT frozen_by FROM draw)"
    ),
}


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("name", CONSTRAINED)
async def test_the_database_itself_refuses(db, name):
    with pytest.raises(Exception, match=name):
        await db.exec(text(CONSTRAINED[name]))
