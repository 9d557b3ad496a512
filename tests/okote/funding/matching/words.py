"""English as it is written in the code."""

from gettext import NullTranslations

from okote.web.formatting import Wording

WORDS = Wording("en", NullTranslations())
