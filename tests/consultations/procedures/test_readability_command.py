"""`okote readability`, as an agent types it: without settings or a database."""

import json

import pytest

from consultations.feature import FEATURE
from okote import cli
from tests.consultations.procedures.made import docx, pdf

LETTER = "Nonobstant le délai imparti, veuillez transmettre les pièces justificatives avant le 3 mars."


@pytest.fixture
def said(capsys, tmp_path):
    def said(data, *options, name="lettre.txt"):
        file = tmp_path / name
        file.write_bytes(data)
        status = cli.main(["readability", str(file), *options], [FEATURE])
        told = capsys.readouterr()
        return status, told.out + told.err

    return said


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("lettre.txt", LETTER.encode()),
        ("lettre.md", f"# {LETTER}".encode()),
        ("lettre.pdf", pdf(LETTER)),
        ("lettre.docx", docx(LETTER)),
    ],
)
def test_each_kind_of_file_has_the_same_sheet(said, name, data):
    status, told = said(data, "--json", name=name)
    sheet = json.loads(told)
    assert (status, sheet.pop("file")) == (0, name)
    assert (sheet["language"], sheet["sentences"], sheet["words"], sheet["syllables"]) == ("fr", 1, 13, 23)
    assert sheet["kandel_moles"] == pytest.approx(207 - 1.015 * 13 - 73.6 * 23 / 13, abs=0.01)
    assert "Kandel" in sheet["source"]
    assert {"said": "nonobstant", "instead": "malgré", "times": 1} in sheet["plainer_words"]
    assert sheet["longest_sentences"] == []


def test_people_read_it_in_words(said):
    status, told = said(f"{LETTER[:-1]}{' et encore' * 10}.".encode())
    assert status == 0
    assert "33 words (more than 25)" in told
    assert "nonobstant (1×) → malgré" in told


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "holds no words"),
        (b"GIF89a\0", "is not taken: it is no text"),
        (docx("a", **{"word/vbaProject.bin": "x"}), "is not taken: it holds programs"),
    ],
)
def test_what_can_not_be_read_is_said_in_one_sentence(said, data, reason):
    status, told = said(data)
    assert (status, reason in told, "Traceback" in told) == (1, True, False)


def test_a_file_that_is_not_there_is_said(capsys, tmp_path):
    assert cli.main(["readability", str(tmp_path / "none")], [FEATURE]) == 1
    assert "No such file" in capsys.readouterr().err
