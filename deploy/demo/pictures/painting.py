"""Pictures that behave like photographs: large, with grain, soft gradients and hard edges."""

import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Size = tuple[int, int]
Colour = tuple[int, int, int]
LANDSCAPE: Size = (3000, 2000)
PORTRAIT: Size = (2000, 3000)


def planet_at_night() -> Image.Image:
    """A lit limb of a planet under stars."""
    picture = Image.merge("RGB", [_stars(LANDSCAPE)] * 3)
    for reach, colour in ((1800, (18, 40, 84)), (1560, (92, 148, 214)), (1500, (196, 178, 150))):
        picture.paste(colour, mask=_disc(LANDSCAPE, (1900, 2600), reach).filter(ImageFilter.GaussianBlur(40)))
    picture.paste(
        (8, 10, 18), mask=_disc(LANDSCAPE, (2120, 2760), 1520).filter(ImageFilter.GaussianBlur(130))
    )
    return _grain(picture, 14)


def ridges_at_dusk() -> Image.Image:
    """Hills behind hills."""
    chance = random.Random(7)
    picture = _gradient(LANDSCAPE, (66, 74, 128), (250, 190, 132))
    draw = ImageDraw.Draw(picture)
    for layer in range(6):
        shade = 1 - layer / 6
        waves = [(chance.uniform(0.4, 3.5), chance.uniform(0, 6.3), 150 / (n + 1)) for n in range(5)]
        draw.polygon(
            [(0, 2000), *_ridge(900 + layer * 190, waves), (3000, 2000)],
            fill=(round(40 + 130 * shade), round(36 + 88 * shade), round(64 + 74 * shade)),
        )
    return _grain(picture.filter(ImageFilter.GaussianBlur(1.5)), 10)


def city_by_night() -> Image.Image:
    """Towers with lit windows."""
    chance = random.Random(11)
    picture = _gradient(LANDSCAPE, (14, 20, 44), (84, 70, 104))
    draw = ImageDraw.Draw(picture)
    left = 0
    while left < 3000:
        width, top = chance.randint(120, 300), chance.randint(500, 1500)
        draw.rectangle((left, top, left + width, 2000), fill=(16, 18, 28))
        for x in range(left + 18, left + width - 24, 38):
            for y in range(top + 24, 1960, 52):
                if chance.random() < 0.4:
                    draw.rectangle((x, y, x + 18, y + 28), fill=(250, chance.randint(190, 236), 140))
        left += width + chance.randint(0, 40)
    return _grain(picture, 2)


def antenna() -> Image.Image:
    """A dish on a mast against the morning sky, upright."""
    picture = _gradient(PORTRAIT, (88, 142, 206), (238, 228, 208))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(940, 3000), (985, 1500), (1035, 1500), (1100, 3000)], fill=(58, 62, 70))
    dish = Image.new("L", PORTRAIT)
    ImageDraw.Draw(dish).chord((420, 620, 1640, 1840), 25, 205, fill=255)
    picture.paste(_gradient(PORTRAIT, (246, 246, 242), (120, 124, 132)), mask=dish)
    draw.line([(1000, 1100), (1420, 720)], fill=(70, 74, 82), width=26)
    draw.ellipse((1380, 670, 1470, 760), fill=(48, 50, 56))
    return _grain(picture.filter(ImageFilter.GaussianBlur(1.2)), 12)


def woven_fibres() -> Image.Image:
    """Carbon fibres, near."""
    tile = Image.new("L", (120, 120), 46)
    draw = ImageDraw.Draw(tile)
    for n in range(0, 60, 4):
        draw.line([(n, 0), (n, 59)], fill=62 + n % 24, width=2)
        draw.line([(60 + n, 60), (60 + n, 119)], fill=62 + n % 24, width=2)
        draw.line([(60, n), (119, n)], fill=96 + n % 32, width=2)
        draw.line([(0, 60 + n), (59, 60 + n)], fill=96 + n % 32, width=2)
    cloth = Image.new("L", LANDSCAPE)
    for x in range(0, LANDSCAPE[0], 120):
        for y in range(0, LANDSCAPE[1], 120):
            cloth.paste(tile, (x, y))
    light = ImageChops.invert(Image.radial_gradient("L")).resize(LANDSCAPE)
    lit = ImageChops.multiply(cloth, light.point(lambda value: 90 + value * 165 // 255))
    return _grain(Image.merge("RGB", [lit, lit, lit.point(lambda value: min(255, value + 6))]), 16)


def _gradient(size: Size, above: Colour, below: Colour) -> Image.Image:
    mask = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, below), Image.new("RGB", size, above), mask)


def _disc(size: Size, centre: tuple[int, int], radius: int) -> Image.Image:
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).circle(centre, radius, fill=255)
    return mask


def _stars(size: Size) -> Image.Image:
    chance = random.Random(3)
    sky = Image.new("L", size, 6)
    draw = ImageDraw.Draw(sky)
    for _ in range(1400):
        at = (chance.randrange(size[0]), chance.randrange(size[1]))
        draw.circle(at, chance.choice((1, 1, 2, 2, 3, 5)), fill=chance.randint(90, 255))
    return sky.filter(ImageFilter.GaussianBlur(1))


def _ridge(height: int, waves: list[tuple[float, float, float]]) -> list[tuple[float, float]]:
    return [
        (x, height + sum(size * math.sin(x / 3000 * 6.3 * speed + phase) for speed, phase, size in waves))
        for x in range(0, 3001, 10)
    ]


def _grain(picture: Image.Image, strength: int) -> Image.Image:
    noise = Image.effect_noise(picture.size, strength)
    return ImageChops.add(picture, Image.merge("RGB", [noise] * 3), scale=1, offset=-128)
