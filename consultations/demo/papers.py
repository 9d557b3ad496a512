"""A sheet of paper of the demo, as somebody scans it for a panel.

Apart from the story, so that Pillow is loaded once it is told, and not by every process.
"""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (1000, 1400)
PAPER, INK = "#fbfaf7", "#1b2321"
MARGIN, LINE = 80, 64


def sheet(title: str, lines: Sequence[str]) -> bytes:
    """A PNG."""
    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    draw.text((MARGIN, MARGIN), title, fill=INK, font_size=44)
    draw.line((MARGIN, MARGIN + 80, SIZE[0] - MARGIN, MARGIN + 80), fill=INK, width=3)
    for place, line in enumerate(lines):
        draw.text((MARGIN, MARGIN + 120 + place * LINE), line, fill=INK, font_size=32)
    drawn = BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()
