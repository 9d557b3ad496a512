"""Options are brought into a draft all together or not at all, and taken away again as they were."""

import pytest

from consultations.ballots import queries
from consultations.ballots.describing import BallotDetails, EnvelopeDetails, OptionDetails
from consultations.ballots.exchange import bringing, files
from consultations.ballots.exchange.bringing import bring, details_of, look, with_announced
from consultations.ballots.exchange.pabulib import Announced
from consultations.ballots.rules import OPTIONS_MOST, BallotStateError, Input, Mode, Rule
from consultations.ballots.service import write
from okote.identity.models import Role
from okote.platform.errors import ForbiddenError, NotFoundError

TABLE = "titre;texte;coût;commune\nUn banc;=SUM(A1);1200;Rivemont\nProjet 2;;300;\n"

PB = """META
key;value
budget;1000
rule;equalshares
vote_type;approval
max_length;2
PROJECTS
project_id;cost;name
1;100;Un banc
2;200;Projet 2
"""


@pytest.fixture
async def draft(ballot_of, place):
    return await ballot_of(announced=False, options=(OptionDetails(title="Projet 2", picture=b"1" * 32),))


async def options_of(db, ballot):
    return (await queries.ballot(db, ballot.territory_id, ballot.id)).options


async def test_looking_writes_nothing(db, draft, administrator):
    looked = await look(db, draft.id, TABLE, by=administrator)
    assert [one.title for one in looked.read.options] == ["Un banc", "Projet 2"]
    assert looked.announced == Announced()
    assert [one.title for one in await options_of(db, draft)] == ["Projet 2"]


async def test_a_table_replaces_what_is_there_and_keeps_its_picture(db, draft, administrator, place):
    await bring(db, draft.id, TABLE, keep=False, take=False, by=administrator)
    one, two = await options_of(db, draft)
    assert (one.title, one.body, one.cost_minor, one.place_id) == ("Un banc", "=SUM(A1)", 120_000, place.id)
    assert (two.title, two.picture) == ("Projet 2", b"1" * 32)


async def test_it_comes_behind_what_is_there(db, draft, administrator):
    await bring(db, draft.id, "titre\nUn banc\n", keep=True, take=False, by=administrator)
    assert [one.title for one in await options_of(db, draft)] == ["Projet 2", "Un banc"]


async def test_one_line_that_cant_be_read_holds_all_back(db, draft, administrator):
    with pytest.raises(bringing.OptionsRefusedError) as refused:
        await bring(db, draft.id, TABLE + ";;;\n;;1;\n", keep=False, take=False, by=administrator)
    assert refused.value.parameters == {"lines": 1}
    assert [one.title for one in await options_of(db, draft)] == ["Projet 2"]


async def test_no_more_than_a_ballot_may_have(db, draft, administrator):
    many = "titre\n" + "\n".join(f"P{number}" for number in range(OPTIONS_MOST))
    with pytest.raises(bringing.OptionsTooManyError):
        await bring(db, draft.id, many, keep=True, take=False, by=administrator)
    await bring(db, draft.id, many, keep=False, take=False, by=administrator)


async def test_a_pabulib_file_brings_its_rule_and_budget_where_it_is_wished(db, draft, administrator):
    await bring(db, draft.id, PB, keep=False, take=False, by=administrator)
    assert draft.rule is Rule.MOST_VOTES
    await bring(db, draft.id, PB, keep=False, take=True, by=administrator)
    shown = await queries.ballot(db, draft.territory_id, draft.id)
    ballot = shown.ballot
    assert (ballot.rule, ballot.utility, ballot.completion) == (Rule.EQUAL_SHARES, "cost", "none")
    assert (ballot.most, ballot.winners, ballot.step_minor) == (2, None, 100)
    assert [(one.name, one.amount_minor) for one in shown.envelopes] == [(ballot.title, 100_000)]
    assert [(one.envelope, one.cost_minor) for one in shown.options] == [(1, 10_000), (1, 20_000)]
    await bring(db, draft.id, PB.replace(";1000", ";900"), keep=False, take=True, by=administrator)
    [envelope] = (await queries.ballot(db, draft.territory_id, draft.id)).envelopes
    assert envelope.amount_minor == 90_000


async def test_of_several_envelopes_none_takes_the_sum_of_a_file(db, draft, administrator):
    two = [EnvelopeDetails(name=name, amount_minor=100) for name in ("Nord", "Sud")]
    await write(
        db, draft.process_id, draft.phase_id, details_of(draft), (), two, ballot_id=draft.id, by=administrator
    )
    table = "titre;coût;enveloppe\nA;1;Nord\nB;2;2\nC;3;\n"
    await bring(db, draft.id, table, keep=False, take=True, by=administrator)
    await bring(db, draft.id, PB, keep=True, take=True, by=administrator)
    shown = await queries.ballot(db, draft.territory_id, draft.id)
    assert [one.amount_minor for one in shown.envelopes] == [100, 100]
    assert [one.envelope for one in shown.options] == [1, 2, None, None, None]


DETAILS = BallotDetails(
    title="T", question="Q", mode=Mode.OPEN, input=Input.APPROVAL, rule=Rule.MOST_VOTES, most=3
)


@pytest.mark.parametrize(
    ("announced", "fits"),
    [
        (Announced(), {"most": 3}),
        (Announced(input=Input.SINGLE), {"least": 1, "most": 1, "points": 0}),
        (Announced(input=Input.POINTS), {"points": 7, "points_most": 7}),
        (Announced(input=Input.POINTS, points=9, points_most=20), {"points": 9, "points_most": 9}),
        (Announced(rule=Rule.GREEDY, completion="add1"), {"completion": None, "utility": None}),
        (Announced(most=2, least=5), {"most": 2, "least": 2}),
    ],
)
def test_what_a_file_announces_is_made_to_fit(announced, fits):
    made = with_announced(DETAILS, announced, 7)
    assert {name: getattr(made, name) for name in fits} == fits


async def test_what_is_announced_takes_nothing_in(db, ballot, administrator):
    with pytest.raises(BallotStateError):
        await look(db, ballot.id, TABLE, by=administrator)


async def test_neither_strangers_nor_other_territories_bring_anything(db, draft, someone, elsewhere):
    with pytest.raises(ForbiddenError):
        await look(db, draft.id, TABLE, by=await someone())
    with pytest.raises(NotFoundError):
        await look(db, draft.id, TABLE, by=await someone(Role.AGENT, at=elsewhere))


async def test_what_is_taken_away_can_be_brought_in_again(db, draft, administrator, place):
    hostile = 'titre;texte;coût;commune\n"\'=1+1";"+33 ; ""x""";0,50;Rivemont\nDes arbres;;;\n'
    await bring(db, draft.id, hostile, keep=False, take=False, by=administrator)
    before = [(one.title, one.body, one.cost_minor, one.place_id) for one in await options_of(db, draft)]
    assert before[0] == ("=1+1", '+33 ; "x"', 50, place.id)
    shown = await queries.ballot(db, draft.territory_id, draft.id)
    table = await files.options_table(db, shown)
    assert table.startswith("\ufeffnumber,title,text,cost,place,envelope,withdrawn\r\n")
    assert ',\'=1+1,"\'+33 ; ""x""",0.50,Rivemont,,' in table
    pb = await files.options_pabulib(db, shown, administrator.territory)
    for again, costs in ((table, [50, None]), (pb, [50, 0])):
        await bring(db, draft.id, again, keep=False, take=False, by=administrator)
        there = await options_of(db, draft)
        assert [(one.title, one.body) for one in there] == [one[:2] for one in before]
        assert [one.cost_minor for one in there] == costs


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"input": Input.POINTS, "rule": Rule.MOST_POINTS, "points": 9, "points_most": 3},
            "max_sum_points;9",
        ),
        (
            {
                "rule": Rule.EQUAL_SHARES,
                "utility": "cost",
                "completion": "add1",
                "step_minor": 100,
                "start": "exact",
            },
            "okote_completion;add1",
        ),
        ({"support_least": 4}, "okote_minimum_votes;4"),
    ],
)
async def test_a_file_announces_how_the_vote_is_counted(db, ballot_of, administrator, changes, told):
    draft = await ballot_of(announced=False, **changes)
    shown = await queries.ballot(db, draft.territory_id, draft.id)
    assert f"\n{told}\n" in await files.options_pabulib(db, shown, administrator.territory)
