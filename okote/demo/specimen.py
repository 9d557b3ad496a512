"""A cheque of the demo, as an agent scans it."""

from io import BytesIO

from PIL import Image, ImageDraw

PAPER, INK = "#eef3ea", "#33503f"


def specimen(drawer: str, euros: int, number: str) -> bytes:
    """A PNG that nobody takes for a cheque."""
    picture = Image.new("RGB", (880, 380), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((8, 8, 871, 371), outline=INK, width=3)
    for line, text in enumerate(("SPECIMEN", f"{euros} EUR", drawer, number)):
        draw.text((48, 40 + line * 76), text, fill=INK, font_size=36)
    drawn = BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()
