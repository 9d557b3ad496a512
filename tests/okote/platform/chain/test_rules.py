"""A seal is over what it says and over all before it: whatever changes, it changes and all after it do."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from okote.platform.chain.rules import FIRST, Version, read, sealed, shown

AT = datetime(2027, 3, 1, 12, tzinfo=UTC)

words = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=8)
digests = st.none() | st.binary(min_size=32, max_size=32)
moments = st.timedeltas(timedelta(0), timedelta(days=9_000)).map(lambda later: AT + later)
versions = st.lists(
    st.builds(Version, st.integers(1, 10_000), words, words, digests),
    max_size=4,
    unique_by=lambda one: one.id,
)


@dataclass(frozen=True)
class Link:
    at: datetime
    versions: tuple[Version, ...]


links = st.builds(Link, moments, versions.map(tuple))
chains = st.lists(links, min_size=1, max_size=5)


def hashes(chain):
    """Of each of its seals."""
    found = [FIRST]
    for number, link in enumerate(chain, start=1):
        found.append(sealed(found[-1], number, link.at, link.versions))
    return found[1:]


def same(one, other):
    """Whether two seals say the same: in which order their rows are handed over is no matter."""
    return (one.at, sorted(one.versions)) == (other.at, sorted(other.versions))


def test_it_is_the_hash_of_a_text_that_anybody_can_write_down():
    rows = [Version(8, "pledge", "b", None), Version(7, "audit_entry", "a", b"\x01" * 32)]
    text = f"3 2027-03-01T12:00:00.000000Z 2 {'00' * 32}\n7 audit_entry a {'01' * 32}\n8 pledge b -\n"
    assert sealed(FIRST, 3, AT, rows) == sha256(text.encode()).digest()


@given(chains, st.data())
def test_what_is_changed_changes_its_seal_and_every_one_after_it_and_none_before(chain, data):
    place = data.draw(st.integers(0, len(chain) - 1))
    other = data.draw(links)
    assume(not same(other, chain[place]))
    was, now = hashes(chain), hashes([*chain[:place], other, *chain[place + 1 :]])
    assert was[:place] == now[:place]
    assert all(before != after for before, after in zip(was[place:], now[place:], strict=True))


@given(chains, st.data())
def test_a_link_left_out_or_put_in_or_moved_changes_the_head(chain, data):
    place = data.draw(st.integers(0, len(chain) - 1))
    head = hashes(chain)[-1]
    assert hashes([*chain, chain[place]])[-1] != head
    if len(chain) > 1:
        assert hashes(chain[:place] + chain[place + 1 :])[-1] != head
    moved = [*chain[place:], *chain[:place]]
    assume(any(not same(*pair) for pair in zip(moved, chain, strict=True)))
    assert hashes(moved)[-1] != head


@given(links, st.integers(-12, 12), st.randoms())
def test_neither_the_time_zone_nor_the_order_of_the_rows_is_any_matter(link, hours, random):
    shuffled = random.sample(link.versions, len(link.versions))
    elsewhere = link.at.astimezone(timezone(timedelta(hours=hours)))
    assert sealed(FIRST, 1, elsewhere, shuffled) == sealed(FIRST, 1, link.at, link.versions)


@given(st.binary(min_size=32, max_size=32))
def test_a_hash_is_read_as_it_is_shown_and_as_a_mail_broke_it(hash_):
    assert read(shown(hash_)) == read(shown(hash_).replace(" ", "\n").upper()) == hash_


@pytest.mark.parametrize("text", ["", "12", "00" * 31, "00" * 33, "zz" * 32, "٠" * 64])
def test_anything_else_is_no_hash(text):
    assert read(text) is None
