"""Whatever names a person is handed to them, and each column of each table is in the register."""

from collections import Counter
from importlib import import_module
from inspect import isfunction
from pkgutil import resolve_name

import pytest
from sqlalchemy import Column, ForeignKey, MetaData, Table, Uuid
from sqlmodel import SQLModel

from okote import feature, rooms
from okote.identity.account.export import kinds
from okote.privacy.pages import names
from okote.web.headings import HEADINGS
from tests.architecture.test_schema import models, modules

FEATURES = (rooms.FEATURE, *feature.load(["okote.funding", "consultations"]))
KINDS = kinds(FEATURES)
KEPT = [line for one in FEATURES for line in one.kept]
IMPERSONAL = [one.impersonal for one in FEATURES]
FORGETS = [kind for one in FEATURES for kind in one.forgets]
JOBS = {job.name for one in FEATURES for job in one.jobs}

WITHHELD = {"donor_review.person_id"}
"""What nobody may be told: they ask the CNIL instead (Monetary and Financial Code, L561-18 and L561-45)."""


def naming(metadata):
    """Each column that points at a person, and the person's own."""
    keys = {key.parent for table in metadata.tables.values() for key in table.foreign_keys if points(key)}
    return {str(column) for column in keys} | {"person.id"}


def points(key):
    return key.target_fullname == "person.id"


def handed_out(records):
    return {str(column.property.columns[0]) for one in records for column in one.of}


def test_every_column_that_names_a_person_is_in_what_they_are_handed():
    for name, _ in modules():
        import_module(name)
    assert naming(SQLModel.metadata) - handed_out(KINDS) == WITHHELD
    assert handed_out(KINDS) <= naming(SQLModel.metadata)


def test_a_newcomer_is_found():
    planted = MetaData()
    Table("person", planted, Column("id", Uuid, primary_key=True))
    Table("diary", planted, Column("of", ForeignKey("person.id")))
    assert naming(planted) - handed_out(KINDS) == {"diary.of"}


def test_all_that_is_handed_out_is_headed_in_the_language_of_its_reader():
    """A table with a heading that no catalogue has cannot be made at all."""
    assert {(one.name, name) for one in KINDS for name in one.fields if name not in HEADINGS} == set()


def test_each_kind_has_a_name_of_its_own():
    names = [records.name for records in KINDS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("records", KINDS, ids=lambda records: records.name)
def test_no_secret_is_handed_out(records):
    """What lets somebody in is a hash or a token, wherever it is kept."""
    columns = {str(column) for column in records.fields.values()}
    assert not [name for name in columns if "hash" in name or "token" in name]


def tagged():
    """Each column that the register names, as often as it does."""
    registers = (*(line.columns for line in KEPT), *IMPERSONAL)
    return Counter(name for columns in registers for name in names(columns))


def all_columns(metadata):
    return {str(column) for table in metadata.tables.values() for column in table.columns}


def test_every_column_of_every_table_is_in_the_register_once():
    """Those of schemas that the service can't read, as `roll.mark.voter`, are held against the database."""
    assert all_columns(models()) == {name for name in tagged() if name.count(".") == 1}
    assert [name for name, times in tagged().items() if times > 1] == []


def test_a_column_without_a_tag_is_found():
    planted = MetaData()
    Table("person", planted, Column("id", Uuid), Column("shoe_size", Uuid))
    Table("diary", planted, Column("page", Uuid))
    assert all_columns(planted) - set(tagged()) == {"person.shoe_size", "diary.page"}


def test_what_names_a_person_is_not_said_to_be_of_nobody():
    of_nobody = {name for columns in IMPERSONAL for name in names(columns)}
    assert not of_nobody & naming(models())


def no_such_end(ended_by):
    """What is neither forgotten by itself nor done by a use case that is there."""
    by_itself = {kind.name for kind in FORGETS}
    return [name for name in ended_by if name not in by_itself and not is_use_case(name)]


def is_use_case(name):
    try:
        return "." in name and isfunction(resolve_name(name))
    except (ImportError, AttributeError):
        return False


@pytest.mark.parametrize("line", KEPT, ids=lambda line: next(iter(line.columns)))
def test_all_that_is_kept_is_ended_by_something(line):
    assert line.ended_by
    assert no_such_end(line.ended_by) == []


def test_an_end_that_is_not_there_is_found():
    wrong = ("session", "okote.identity.account.closing.close_acount", "okote.identity.nowhere.close")
    assert no_such_end(wrong) == list(wrong)


def test_what_is_forgotten_by_itself_has_a_name_of_its_own_a_line_and_a_job():
    assert len({kind.name for kind in FORGETS}) == len(FORGETS)
    assert "privacy.forget" in JOBS
    ends = {name for line in KEPT for name in line.ended_by}
    assert {kind.name for kind in FORGETS} - ends == {"notifications"}, "systems are told nothing of people"
