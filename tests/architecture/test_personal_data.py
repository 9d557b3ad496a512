"""Whatever names a person is handed to them: no table of any feature is forgotten."""

from importlib import import_module

import pytest
from sqlalchemy import Column, ForeignKey, MetaData, Table, Uuid
from sqlmodel import SQLModel

from okote import feature, rooms
from okote.identity.account.export import kinds
from tests.architecture.test_schema import modules

KINDS = kinds((rooms.FEATURE, *feature.load(["okote.funding", "consultations"])))

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


def test_each_kind_has_a_name_of_its_own():
    names = [records.name for records in KINDS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("records", KINDS, ids=lambda records: records.name)
def test_no_secret_is_handed_out(records):
    """What lets somebody in is a hash or a token, wherever it is kept."""
    columns = {str(column) for column in records.fields.values()}
    assert not [name for name in columns if "hash" in name or "token" in name]
