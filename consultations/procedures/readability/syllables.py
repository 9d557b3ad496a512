"""How many syllables a French word has: approximately, by where it may be divided at the end of a line."""

import re
from functools import cache

from pyphen import Pyphen  # type: ignore[import-untyped]  # it has no hints

_PARTS = re.compile(r"[^\W_]+")
_ELIDED = frozenset({"l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"})
"""What stands before an apostrophe is said with the word that follows."""


@cache
def _french() -> Pyphen:
    """Its dictionary is read once a process asks for it."""
    return Pyphen(lang="fr")


def syllables(word: str) -> int:
    """One at least; a number counts as one."""
    parts: list[str] = _PARTS.findall(word.lower())
    said = [one for place, one in enumerate(parts) if one not in _ELIDED or place == len(parts) - 1]
    return max(1, sum(1 if one.isdigit() else len(_french().positions(one)) + 1 for one in said))
