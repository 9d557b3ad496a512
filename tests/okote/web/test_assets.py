from pathlib import Path

import pytest

from okote.web.assets import FOLDER, Assets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "a.woff2").write_bytes(b"font")
    (tmp_path / "style.css").write_text('@font-face { src: url("fonts/a.woff2"); }')
    return tmp_path


def test_an_address_is_made_of_the_content(folder):
    before = Assets(folder).address("fonts/a.woff2")
    (folder / "fonts" / "a.woff2").write_bytes(b"another font")
    after = Assets(folder).address("fonts/a.woff2")

    assert before.startswith("/static/fonts/a.")
    assert before.endswith(".woff2")
    assert before != after


def test_a_stylesheet_names_its_font_by_the_made_address_and_changes_with_it(folder):
    before = Assets(folder)
    (folder / "fonts" / "a.woff2").write_bytes(b"another font")
    after = Assets(folder)

    sheet = after.at(after.address("style.css"))
    assert sheet is not None
    assert after.address("fonts/a.woff2") in sheet.body.decode()
    assert sheet.media_type == "text/css"
    assert before.address("style.css") != after.address("style.css")


def test_only_made_addresses_are_answered(folder):
    assets = Assets(folder)

    assert assets.at("/static/style.css") is None
    assert assets.at("/static/../secret") is None


def test_a_file_that_is_not_there_fails_the_page(folder):
    with pytest.raises(KeyError):
        Assets(folder).address("gone.js")


def test_every_file_that_our_stylesheet_names_is_there():
    assets = Assets()
    sheet = assets.at(assets.address("okote.css"))

    assert sheet is not None
    assert b"/static/fonts/atkinson" in sheet.body
    assert b"@import" not in sheet.body


def test_the_typeface_comes_with_its_licence_and_is_small():
    fonts = list((FOLDER / "fonts").glob("*.woff2"))

    assert fonts
    assert (FOLDER / "fonts" / "LICENSE.txt").exists()
    assert all(font.stat().st_size <= 45_000 for font in fonts)
