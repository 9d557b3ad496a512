"""What people write in Markdown, as HTML that fits into a page and can do no harm."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "blockquote"),
    *("a", "strong", "em", "code", "pre"),
}
LINK_SCHEMES = {"https", "http", "mailto", "tel"}
LINK_RELATION = "nofollow ugc noopener"
"""Search engines give nothing for a link that someone wrote here, so nobody writes one for that."""


@lru_cache(maxsize=128)
def rendered(source: str, level: int = 2) -> Markup:
    """HTML whose first headings have that level, and no heading skips one.

    A line end stays a line end, as in a letter. A picture is shown by its text alternative: it would be
    asked from another site, which would learn who reads.
    """
    tokens = _parser.parse(source)
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    fitting = fitted((int(token.tag[1]) for token in headings[::2]), level)
    for opening, closing, new in zip(headings[::2], headings[1::2], fitting, strict=True):
        opening.tag = closing.tag = f"h{new}"
    html = _parser.renderer.render(tokens, _parser.options, {})
    return Markup(  # noqa: S704 (cleaned on this very line)
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes=LINK_SCHEMES,
            link_rel=LINK_RELATION,
        )
    )


def fitted(levels: Iterable[int], first: int) -> Iterator[int]:
    """The levels of an outline that starts at `first` and goes down by one at a time, to 6 at most."""
    above: list[int] = []
    for level in levels:
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        yield min(first + len(above) - 1, 6)


def _alternative_text(
    _renderer: RendererProtocol, tokens: list[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return escape(tokens[index].content)


_parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
_parser.add_render_rule("image", _alternative_text)
