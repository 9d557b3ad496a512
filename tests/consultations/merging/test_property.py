"""Whatever people do, in whatever order: each counts once, and nobody's support is lost or made up."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consultations.merging import rules

PEOPLE = st.integers(0, 3)
WRITERS = {"a": {0}, "b": {1}}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["support-a", "support-b", "support-m", "take-a", "take-b", "take-m", "merge", "undo"]
        ),
        PEOPLE,
    ),
    max_size=40,
)


class Ideas:
    """Two ideas and what they become, by the pure rules alone, as the service writes it."""

    def __init__(self):
        self.sources = {"a": set(), "b": set()}
        self.merged, self.carried, self.stands = None, set(), False
        self.writers = {0, 1}

    def do(self, step, person):
        what, _, which = step.partition("-")
        if what == "merge" and not self.stands:
            self.merged = self.carried = None
            self.merged = rules.union(self.sources, self.writers)
            self.carried, self.stands = set(self.merged), True
        elif what == "undo" and self.stands:
            for name, given_ in self.sources.items():
                self.sources[name] = given_ - rules.withdrawn(given_, self.carried, self.writers)
            self.merged, self.carried, self.stands = self.merged - self.carried, set(), False
        elif which == "m" and self.stands:
            if what == "support" and person not in self.writers:
                self.merged |= {person}
            elif what == "take":
                self.merged, self.carried = self.merged - {person}, self.carried - {person}
        elif which in self.sources and not self.stands:
            own = person in WRITERS[which]
            if what == "support" and not own:
                self.sources[which] |= {person}
            elif what == "take":
                self.sources[which] -= {person}


TAKEN = [("support-a", 2), ("merge", 0), ("take-m", 2), ("undo", 0)]


@given(steps=STEPS)
@example(steps=TAKEN)
@settings(max_examples=400)
def run(steps):
    ideas, wanted = Ideas(), {"a": set(), "b": set()}
    took_back = set()
    for step, person in steps:
        before = {name: set(one) for name, one in ideas.sources.items()}
        stood = ideas.stands
        ideas.do(step, person)
        if step == "merge" and not stood:
            took_back = set()
            everyone = ideas.sources["a"] | ideas.sources["b"]
            assert ideas.merged == everyone - ideas.writers
            wanted = {name: set(one) for name, one in ideas.sources.items()}
        if stood and step == "take-m":
            took_back |= {person} - ideas.writers
        if stood and step == "undo":
            for name, given_ in wanted.items():
                assert ideas.sources[name] == given_ - took_back, "all is given back but what was taken back"
            assert ideas.merged.isdisjoint(ideas.writers)
        elif stood and step != "undo":
            assert ideas.sources == before, "sources stay as they are while the merging stands"
        if ideas.stands:
            assert ideas.carried <= ideas.merged
            assert ideas.carried <= ideas.sources["a"] | ideas.sources["b"]


def test_whatever_people_do_supports_are_neither_lost_nor_counted_twice():
    run()


def test_the_control_without_the_mark_of_what_was_carried_a_support_would_come_back(monkeypatch):
    monkeypatch.setattr(rules, "withdrawn", lambda *_: set())
    with pytest.raises(AssertionError, match="given back"):
        run()
