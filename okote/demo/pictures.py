"""Landscapes for campaigns that nobody photographed: drawn in flat colours, light as a postcard."""

from colorsys import hls_to_rgb
from io import BytesIO
from math import pi, sin
from random import Random
from typing import Literal

from PIL import Image, ImageDraw

Scene = Literal["hills", "village", "quay"]
Colour = tuple[int, int, int]

SIZE = (1200, 800)
FINER = 2
"""Drawn twice as large, then reduced, so that edges are smooth."""

WIDTH, HEIGHT = SIZE[0] * FINER, SIZE[1] * FINER
HORIZON = HEIGHT * 3 // 8


def landscape(scene: Scene, hue: int) -> bytes:
    """A PNG; the same scene and hue (in degrees) give the same picture."""
    dice = Random(f"{scene}:{hue}")  # noqa: S311 (the same picture each time)
    picture = Image.new("RGB", (WIDTH, HEIGHT), _colour(hue, 0.90, 0.45))
    draw = ImageDraw.Draw(picture)
    x, y, radius = WIDTH * dice.uniform(0.55, 0.8), HEIGHT * 0.2, HEIGHT * 0.08
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_colour(40, 0.8, 0.85))
    _hills(draw, hue, dice)
    if scene == "village":
        _houses(draw, hue, dice, ground=int(HEIGHT * 0.78))
    if scene == "quay":
        _houses(draw, hue, dice, ground=int(HEIGHT * 0.70))
        _water(draw, hue, dice, shore=int(HEIGHT * 0.70))
    return _png(picture)


def _hills(draw: ImageDraw.ImageDraw, hue: int, dice: Random) -> None:
    """Five ridges, each darker and nearer than the one behind it."""
    for ridge in range(5):
        height = HORIZON + ridge * HEIGHT * 0.09
        swell, length, shift = (
            HEIGHT * dice.uniform(0.03, 0.07),
            dice.uniform(0.7, 1.6),
            dice.uniform(0, 2 * pi),
        )
        line = [
            (x, height + swell * sin(shift + length * 2 * pi * x / WIDTH))
            for x in range(0, WIDTH + FINER * 8, FINER * 8)
        ]
        colour = _colour(hue - 25, 0.64 - ridge * 0.09, 0.30 + ridge * 0.03)
        draw.polygon([*line, (WIDTH, HEIGHT), (0, HEIGHT)], fill=colour)


def _houses(draw: ImageDraw.ImageDraw, hue: int, dice: Random, ground: int) -> None:
    """A row of gables; one of them is taller and pointed."""
    x, tower = int(WIDTH * 0.06), dice.randrange(2, 6)
    for number in range(9):
        width = int(WIDTH * dice.uniform(0.07, 0.11))
        if x + width > WIDTH * 0.95:
            return
        tall = number == tower
        height = int(HEIGHT * (0.24 if tall else dice.uniform(0.10, 0.16)))
        roof = int(height * (0.6 if tall else 0.4))
        top = ground - height
        draw.rectangle((x, top, x + width, ground), fill=_colour(hue + 200, dice.uniform(0.86, 0.94), 0.35))
        draw.polygon([(x, top), (x + width // 2, top - roof), (x + width, top)], fill=_colour(12, 0.42, 0.42))
        _windows(draw, x, top, width, height)
        x += width + int(WIDTH * dice.uniform(0.0, 0.015))


def _windows(draw: ImageDraw.ImageDraw, x: int, top: int, width: int, height: int) -> None:
    pane = width // 6
    for row in range(max(1, height // (pane * 3))):
        for column in (1, 3):
            left, upper = x + pane * column + pane // 2, top + pane + row * pane * 3
            draw.rectangle((left, upper, left + pane, upper + int(pane * 1.5)), fill=_colour(210, 0.35, 0.25))


def _water(draw: ImageDraw.ImageDraw, hue: int, dice: Random, shore: int) -> None:
    draw.rectangle((0, shore, WIDTH, HEIGHT), fill=_colour(hue + 15, 0.50, 0.35))
    draw.rectangle((0, shore, WIDTH, shore + FINER * 10), fill=_colour(30, 0.62, 0.12))
    for _ in range(40):
        y = dice.randrange(shore + FINER * 24, HEIGHT)
        x, length = dice.randrange(WIDTH), int(WIDTH * dice.uniform(0.02, 0.08))
        draw.line((x, y, x + length, y), fill=_colour(hue + 15, 0.60, 0.40), width=FINER * 3)


def _colour(hue: float, lightness: float, saturation: float) -> Colour:
    red, green, blue = hls_to_rgb(hue % 360 / 360, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _png(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.reduce(FINER).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
