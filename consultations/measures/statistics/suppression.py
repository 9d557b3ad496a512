"""Which groups are not told apart, so that nobody's answers can be worked out.

A group below the size that the territory sets is hidden. Whatever is hidden, though, is known together: it is
the total without the groups that are shown. So if those hidden are fewer than that size together, the
smallest of the others are hidden with them (complementary suppression, as statistics offices do it: A.
Hundepool et al., "Statistical Disclosure Control", 2012). How many people a hidden group holds is no secret.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

SMALLEST = 3
"""What a territory may set at least: of two people, each knows what the other said."""

Group = TypeVar("Group")


def may_tell(size: int, least: int) -> bool:
    """Whether the answers of so many people may be told."""
    if least < SMALLEST:
        raise ValueError(f"groups of {least} are too small")
    return size >= least


def pieces_told(everyone: Iterable[Hashable], groups: Sequence[Collection[Hashable]], least: int) -> bool:
    """Whether groups that overlap may all be told, beside the whole.

    Together they cut it into pieces, of those who are in the same groups. What one piece said may be worked
    out from sums and differences of groups, and never less than a piece: so none may be too small.
    """
    pieces = Counter(tuple(one in group for group in groups) for one in everyone)
    return all(may_tell(size, least) for size in pieces.values())


def hidden(sizes: Mapping[Group, int], least: int) -> Collection[Group]:
    """Of the groups that make up a whole, those that are not told apart; all of them where it is too small.

    Groups alike go in their order, which says nothing of who is in them; an empty one has nothing to hide.
    """
    found = [group for group, size in sizes.items() if size and not may_tell(size, least)]
    others = [group for group, size in sizes.items() if may_tell(size, least)]
    for group in sorted(others, key=lambda group: sizes[group]):
        if may_tell(sum(sizes[one] for one in found), least) or not found:
            break
        found.append(group)
    return [group for group in sizes if group in found]
