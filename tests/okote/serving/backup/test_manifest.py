"""A backup is used as it was written, or not at all."""

from datetime import UTC, datetime

import pytest

from okote.serving.backup import manifest
from okote.serving.backup.errors import BackupError


@pytest.fixture
def folder(tmp_path):
    for name in ("database.dump", *(f"uploads/{number}" for number in range(7))):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    manifest.write(
        tmp_path,
        manifest.Manifest(
            made_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
            okote="0.1.0",
            postgres=16,
            revisions=("o0001",),
            base=None,
            files={name: manifest.seal(path) for name, path in manifest.files_of(tmp_path).items()},
        ),
    )
    return tmp_path


def test_what_is_as_it_was_written_is_taken(folder):
    assert len(manifest.verified(folder).files) == 8


def missing(folder):
    (folder / "database.dump").unlink()


def added(folder):
    (folder / "uploads" / "another").touch()


def changed(folder):
    (folder / "uploads" / "3").write_text("uploads/4")


def all_gone(folder):
    for path in (folder / "uploads").iterdir():
        path.unlink()


def rewritten(folder):
    (folder / "manifest.json").write_text((folder / "manifest.json").read_text().replace("16", "17"))


def without_manifest(folder):
    (folder / "manifest.json").unlink()


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (missing, "database.dump is missing.: take another backup"),
        (added, "uploads/another is not of it"),
        (changed, "uploads/3 is not as it was written"),
        (all_gone, "uploads/0 is missing.*, and 2 more"),
        (rewritten, "manifest.json is not as it was written"),
        (without_manifest, "is not a whole backup"),
    ],
)
def test_what_is_not_is_refused_by_name(folder, damage, sentence):
    damage(folder)
    with pytest.raises(BackupError, match=sentence):
        manifest.verified(folder)


def test_what_another_version_wrote_is_said_to_be_so(folder):
    held = manifest.read(folder)
    manifest.write(folder, {**{name: getattr(held, name) for name in held.__struct_fields__}, "format": 2})
    with pytest.raises(BackupError, match="was made by another version of okote"):
        manifest.read(folder)
