"""Whatever people do, in whatever order: as many papers as marks, each the last of its voter, none late."""

from types import SimpleNamespace
from uuid import UUID

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.ballots import rules
from consultations.ballots.rules import Input
from okote.platform.rights import as_service
from tests.plugins.washing import plain

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("cast"), st.integers(0, 4), st.integers(0, 3)),
        st.tuples(st.just("replace"), st.integers(0, 4), st.integers(0, 3)),
        st.tuples(st.just("turn"), st.just(0), st.just(0)),
        st.tuples(st.just("end"), st.just(0), st.just(0)),
    ),
    max_size=30,
)
CAST = "SELECT * FROM roll.cast_vote(%s, %s, 'web', %s::int[], %s::int[], %s, %s)"
REPLACE = "SELECT * FROM urn.replace_vote(%s, %s, %s::int[], %s::int[], %s)"


@pytest.fixture
def db(committing):
    return committing


@pytest.fixture
async def service(db, ballot, database_url):
    await db.commit()
    with psycopg.connect(plain(as_service(database_url)), autocommit=True) as connection:
        yield connection


def hashed(ballot, voter):
    return rules.code_hash(ballot, f"CODE{voter}")


def asked(service, ballot, step, number):
    """What the database answers to one step."""
    what, voter, choice = step
    positions = [choice] if choice else []
    nonce = f"{number}"
    if what == "cast":
        key = rules.voter_key(b"key", ballot, UUID(int=voter))
        return service.execute(
            CAST, [ballot, key, positions, [1] * len(positions), hashed(ballot, voter), nonce]
        )
    return service.execute(REPLACE, [ballot, hashed(ballot, voter), positions, [1] * len(positions), nonce])


@given(steps=STEPS)
@settings(max_examples=40)
def run(service, owner, ballot, steps):
    owner.execute("TRUNCATE roll.mark, urn.vote, urn.struck")
    owner.execute("SET session_replication_role = replica")
    owner.execute("DELETE FROM receipt; DELETE FROM receipt_link")
    owner.execute("SET session_replication_role = origin")
    owner.execute("UPDATE phase SET ends_at = now() + interval '1 day'")
    votes, over = {}, False
    for number, step in enumerate(steps):
        what, voter, choice = step
        if what == "turn":
            service.execute("SELECT urn.turn_over()")
        elif what == "end":
            owner.execute("UPDATE phase SET ends_at = clock_timestamp()")
            over = True
        else:
            known = voter in votes
            expected = {
                "cast": "voted" if known else "over" if over else "cast",
                "replace": "unknown_code" if not known else "over" if over else "replaced",
            }[what]
            (outcome, _receipt) = asked(service, ballot, step, number).fetchone()
            assert outcome == expected
            if outcome in {"cast", "replaced"}:
                votes[voter] = f"{choice}:1" if choice else ""
    held = owner.execute("SELECT code, choices FROM urn.vote").fetchall()
    assert dict(held) == {hashed(ballot, voter): choices for voter, choices in votes.items()}
    assert len(held) == len(votes)
    assert service.execute("SELECT * FROM roll.uneven()").fetchall() == []


async def test_whatever_people_do_each_has_one_vote_and_it_is_their_last(service, owner, ballot):
    run(service, owner, ballot.id)


CHOICES = st.dictionaries(st.integers(1, 7), st.integers(-1, 5), max_size=6)
WITHDRAWN = {2, 5}


@given(given_choices=CHOICES, least=st.integers(0, 3), most=st.integers(3, 5), spread=st.booleans())
@settings(max_examples=120)
def agree(owner, ballot, given_choices, least, most, spread):
    owner.execute(
        "UPDATE ballot SET least = %s, most = %s, input = %s, points = %s, points_most = %s",
        [least, most, *(("points", 8, 4) if spread else ("approval", 0, 0))],
    )
    terms = SimpleNamespace(
        input=Input.POINTS if spread else Input.APPROVAL,
        least=least,
        most=most,
        points=8 if spread else 0,
        points_most=4 if spread else 0,
    )
    try:
        rules.check_choices(terms, given_choices, offered={1, 2, 3, 4, 5}, withdrawn=WITHDRAWN)
        ours = None
    except rules.ChoicesError as error:
        ours = error.code.removeprefix("ballot_choices_")
    refusal = "SELECT ballot_refusal(%s, %s::int[], %s::int[])"
    (theirs,) = owner.execute(refusal, [ballot, list(given_choices), list(given_choices.values())]).fetchone()
    assert theirs == ours
    canonical = "SELECT ballot_canonical(%s::int[], %s::int[])"
    (written,) = owner.execute(canonical, [list(given_choices), list(given_choices.values())]).fetchone()
    assert written == rules.canonical(given_choices)
    assert rules.read(written) == given_choices


async def test_the_page_and_the_database_refuse_the_same_votes(ballot, db, owner):
    await db.commit()
    owner.execute("SET session_replication_role = replica")
    owner.execute(
        "UPDATE ballot_option SET withdrawn_at = now(), withdrawn_because = 'x' WHERE position IN (2, 5)"
    )
    agree(owner, ballot.id)
