"""What people of the demo draw of their ideas: a few strokes, in colours.

Apart from the story, so that Pillow is loaded once it is told, and not by every process.
"""

from colorsys import hls_to_rgb
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

SIZE = (900, 600)
GROUND = 430


def sketch(hue: int) -> bytes:
    """A PNG: sky, ground, a few trees and a house; the same hue (in degrees) gives the same picture."""
    dice = Random(hue)  # noqa: S311 (the same picture each time)
    picture = Image.new("RGB", SIZE, _colour(hue, 0.9))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, GROUND, *SIZE), fill=_colour(hue + 110, 0.55))
    for _ in range(dice.randrange(3, 7)):
        x, height = dice.randrange(60, 840), dice.randrange(90, 190)
        draw.rectangle((x - 7, GROUND - height // 2, x + 7, GROUND + 20), fill=_colour(30, 0.35))
        crown = (x - height // 3, GROUND - height - 30, x + height // 3, GROUND - height // 3)
        draw.ellipse(crown, fill=_colour(hue + 130, 0.4))
    x = dice.randrange(120, 600)
    draw.rectangle((x, GROUND - 110, x + 190, GROUND + 20), fill=_colour(hue + 40, 0.75))
    draw.polygon(
        [(x - 20, GROUND - 110), (x + 95, GROUND - 200), (x + 210, GROUND - 110)], fill=_colour(10, 0.5)
    )
    drawn = BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()


def _colour(hue: int, light: float) -> tuple[int, int, int]:
    red, green, blue = hls_to_rgb(hue % 360 / 360, light, 0.45)
    return round(red * 255), round(green * 255), round(blue * 255)
