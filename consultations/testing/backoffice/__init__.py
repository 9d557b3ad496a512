"""Tests in the back office: written and followed, typed for testers, reviewed, answered by services."""

from consultations.testing.backoffice.answering import AnsweringDesk
from consultations.testing.backoffice.desk import SECTIONS, TestDesk
from consultations.testing.backoffice.reviewing import ReviewDesk
from consultations.testing.backoffice.typing_for import TypingDesk

ROUTES = (TestDesk, TypingDesk, ReviewDesk, AnsweringDesk)

__all__ = ["ROUTES", "SECTIONS"]
