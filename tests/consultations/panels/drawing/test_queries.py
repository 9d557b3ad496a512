"""What people look up in a report that is published."""

import msgspec

from consultations.panels.drawing.queries import CLASSES, Lottery, report_of
from consultations.panels.sortition.freezing import spoken
from consultations.panels.sortition.report import CandidatePanel, Ratio
from tests.architecture.furnishing import SEALED


class TestLookingAtIt:
    async def test_anybody_finds_the_chance_of_a_number_however_they_write_it(self, drawn, volunteers):
        lottery = Lottery(report_of(drawn))
        digits = f"{volunteers[0].number:012d}"
        found = lottery.chance(f" {digits[:5]} {digits[5:]} ")
        assert found.number == spoken(volunteers[0].number)
        assert found.drawn == (found.place is None)
        assert lottery.chance("1") is None
        assert sum(one.people for one in lottery.alike()) == 12
        assert sum(one.people * one.least for one in lottery.alike()) == 9 * lottery.tickets

    def test_many_chances_are_told_in_classes(self):
        numbers = tuple(f"{at:03}" for at in range(60))
        panels = tuple(CandidatePanel(at + 1, (at,)) for at in range(60))
        ratio = Ratio(1, sum(one.tickets for one in panels))
        told = msgspec.structs.replace(SEALED, numbers=numbers, panels=panels, smallest=ratio)
        classes = Lottery(told).alike()
        assert [(one.least, one.most, one.people) for one in classes[:2]] == [(1, 3, 3), (4, 6, 3)]
        assert len(classes) == CLASSES

    async def test_of_the_panels_that_might_have_sat_one_does(self, drawn):
        lottery = Lottery(report_of(drawn))
        panels = lottery.panels(0, 1_000)
        assert [set(one.numbers) for one in panels if one.sits] == [set(report_of(drawn).panel)]
        assert [one.numbers for one in lottery.panels(1, 2)] == [one.numbers for one in panels[1:3]]
