"""Files as spreadsheets write them, and what is wrong with the others, by line."""

import re

import pytest

from consultations.panels.sortition import reading
from consultations.panels.sortition.reading import UnreadableError
from consultations.panels.sortition.rules import Quota, Wanted

CATEGORIES = "feature,value,min,max\nsex,woman,1,2\nsex,man,1,2\n"
WANTED = Wanted(2, (Quota("sex", "woman", 1, 2), Quota("sex", "man", 1, 2)))
POOL = "name,sex,street,town\nAnna,woman,1 rue de l’Île,Ars\nEmil,man,,\n"


def test_categories_are_read():
    assert reading.categories(CATEGORIES, 2, "c.csv") == WANTED


@pytest.mark.parametrize(
    "text",
    [
        CATEGORIES.replace(",", ";"),
        CATEGORIES.replace(",", "\t"),
        CATEGORIES.replace("\n", "\r\n"),
        CATEGORIES.replace("\n", ",,\n") + ",,,,,\n\n",  # as a spreadsheet writes empty cells
        CATEGORIES.replace("feature,value,min,max", "Catégorie,Nom,MIN,Max"),
        CATEGORIES.replace("woman", ' "woman" ').replace(' "', '"').replace('" ', '"'),
    ],
)
def test_however_a_spreadsheet_writes_them(text):
    assert reading.categories(text, 2, "c.csv") == WANTED


def test_how_far_bounds_may_be_moved_is_read():
    text = "feature,value,max,min,max_flex,min_flex\nsex,woman,2,1,3,0\n"
    assert reading.categories(text, 2, "c.csv").quotas == (Quota("sex", "woman", 1, 2, 0, 3),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "c.csv is empty."),
        ("\n \n", "c.csv is empty."),
        ("a\0b", "c.csv is not a CSV file."),
        ("feature,value\n", "c.csv needs four columns"),
        ("feature,value,min,maximum\nsex,woman,1,2\n", "c.csv has no column “max”: it has feature, value"),
        ("feature,value,min,max,MIN\nsex,woman,1,2,1\n", "c.csv has the column “min” more than once."),
        ("feature,value,min,max\n", "c.csv is to name between 1 and 500 values."),
        (CATEGORIES + "sex,woman,0,1\n", "c.csv, line 4: “woman” of “sex” is there twice."),
        (CATEGORIES + "age,,0,1\n", "c.csv, line 4: “value” is empty, too long or not plain text."),
        (CATEGORIES + f"age,{'x' * 201},0,1\n", "c.csv, line 4: “value” is empty, too long"),
        (CATEGORIES + 'age,"a\nb",0,1\n', "c.csv, line 5: “value” is empty, too long or not plain"),
        (CATEGORIES + "age,young,1.5,2\n", "c.csv, line 4: “min” is “1.5”, which is no whole number."),
        (CATEGORIES + "age,young,1,-2\n", "c.csv, line 4: “max” is “-2”, which is no whole number."),
        (CATEGORIES + "age,young,1,²\n", "c.csv, line 4: “max” is “²”, which is no whole number."),
        (CATEGORIES + "age,young,3,2\n", "c.csv, line 4: the minimum is above the maximum."),
        (CATEGORIES + "age,=1+1,1,2\n", "c.csv, line 4: “value” holds a formula"),
        (CATEGORIES + "age,young,1,2,3\n", "c.csv, line 4 has more cells than there are columns."),
        (CATEGORIES + 'age,"young"s,1,2\n', "c.csv, line 4: this is not CSV"),
    ],
)
def test_categories_are_refused_with_the_line_and_the_reason(text, reason):
    with pytest.raises(UnreadableError, match=re.escape(reason)):
        reading.categories(text, 2, "c.csv")


@pytest.mark.parametrize("size", [0, -1, 10_001])
def test_no_panel_has_that_many_seats(size):
    with pytest.raises(UnreadableError, match="between 1 and 10000 seats"):
        reading.categories(CATEGORIES, size, "c.csv")


def test_people_are_read_by_line_or_by_a_column_of_their_own():
    by_line = reading.pool(POOL, WANTED, "p.csv")
    by_name = reading.pool(POOL, WANTED, "p.csv", id_column="Name")
    assert [(one.id, one.values, one.household) for one in by_line] == [
        ("2", ("woman",), None),
        ("3", ("man",), None),
    ]
    assert [one.id for one in by_name] == ["Anna", "Emil"]


@pytest.mark.parametrize(
    ("street", "same"),
    [
        ("1 rue de l’Île,Ars", True),
        ("1  RUE DE L'ILE, ars ", True),
        ('"1, rue de l’Ile",ARS', True),
        ("11 rue de l’Île,Ars", False),
        ("1 rue de l’Île,Loix", False),
        (",", False),
    ],
)
def test_an_address_is_the_same_however_it_is_written(street, same):
    pool = reading.pool(f"{POOL}Berthe,woman,{street}\n", WANTED, "p.csv", address=("street", "town"))
    anna, emil, berthe = (one.household for one in pool)
    assert (berthe == anna) is same
    assert emil is None, "who has no address lives alone"


@pytest.mark.parametrize(
    ("text", "options", "reason"),
    [
        ("name,sex\n", {}, "p.csv has nobody in it."),
        ("name,gender\nAnna,woman\n", {}, "p.csv has no column “sex”: it has name, gender."),
        (POOL, {"id_column": "number"}, "p.csv has no column “number”"),
        (POOL, {"address": ("city",)}, "p.csv has no column “city”"),
        (POOL + "Anna,man,,\n", {"id_column": "name"}, "p.csv, line 4: “Anna” is there twice."),
        (POOL + ",man,,\n", {"id_column": "name"}, "p.csv, line 4: “name” is empty"),
        (POOL + "Denis,,,\n", {}, "p.csv, line 4: “sex” is empty"),
        (POOL + "Denis,Man,,\n", {}, "p.csv, line 4: “Man” is no value of “sex” in the categories."),
        (POOL + "Denis,@man,,\n", {}, "p.csv, line 4: “sex” holds a formula"),
    ],
)
def test_people_are_refused_with_the_line_and_the_reason(text, options, reason):
    with pytest.raises(UnreadableError, match=re.escape(reason)):
        reading.pool(text, WANTED, "p.csv", **options)


def test_files_are_utf_8_or_refused(tmp_path):
    file = tmp_path / "p.csv"
    with pytest.raises(UnreadableError, match=r"p\.csv can’t be read: No such file"):
        reading.text_of(file)
    file.write_bytes("Île".encode("latin-1"))
    with pytest.raises(UnreadableError, match=r"p\.csv is not UTF-8"):
        reading.text_of(file)
    file.write_bytes("Île".encode("utf-8-sig"))
    assert reading.text_of(file) == "Île"
