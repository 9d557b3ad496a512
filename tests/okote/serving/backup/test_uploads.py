"""Uploads are copied once, and put back where they lack."""

import pytest

from okote.serving.backup import uploads


@pytest.fixture
def places(tmp_path):
    """Where the service keeps them, and where they are copied to."""
    service = tmp_path / "service"
    (service / "papers").mkdir(parents=True)
    (service / "papers" / "one.pdf").write_text("one")
    (service / "two.webp").write_text("two")
    return service, tmp_path / "mirror"


def contents(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_what_is_new_is_copied_and_what_was_half_written_again(places):
    service, mirror = places
    assert uploads.mirror(service, mirror) == 2
    assert uploads.mirror(service, mirror) == 0
    (mirror / "two.webp").write_text("t")
    (service / "three.webp.part").write_text("another copy that is not whole yet")
    assert uploads.mirror(service, mirror) == 1
    assert contents(mirror) == {"papers/one.pdf": "one", "two.webp": "two"}


def test_nothing_was_uploaded_yet(tmp_path):
    assert uploads.mirror(tmp_path / "nowhere", tmp_path / "mirror") == 0


def test_what_the_service_forgot_is_kept_as_long_as_a_backup_holds_it(places, tmp_path):
    service, mirror = places
    uploads.mirror(service, mirror)
    uploads.link(mirror, tmp_path / "backup", source=service)
    (service / "two.webp").unlink()
    uploads.forget(mirror, service)
    assert "two.webp" in contents(mirror)
    uploads.link(mirror, tmp_path / "later", source=service)
    assert contents(tmp_path / "later") == {"papers/one.pdf": "one"}
    (tmp_path / "backup" / "two.webp").unlink()
    uploads.forget(mirror, service)
    assert contents(mirror) == {"papers/one.pdf": "one"}


def test_what_lacks_or_differs_is_put_back_and_what_came_later_stays(places):
    service, mirror = places
    uploads.mirror(service, mirror)
    (service / "papers" / "one.pdf").unlink()
    (service / "two.webp").write_text("t-o")
    (service / "later").write_text("later")
    assert uploads.put_back(mirror, service) == 2
    assert contents(service) == {"papers/one.pdf": "one", "two.webp": "two", "later": "later"}
