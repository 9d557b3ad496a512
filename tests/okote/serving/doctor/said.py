"""What a test looks for among findings."""

from collections.abc import Iterable

from okote.serving.doctor.findings import Finding, Level


def said(found: Iterable[Finding], level: Level, about: str) -> list[str]:
    """Of one level and subject, the sentences."""
    return [one.says for one in found if (one.level, one.about) == (level, about)]
