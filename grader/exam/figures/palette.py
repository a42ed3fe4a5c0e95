"""The colours of the figures, for daylight and for the dark.

This is their only home: a figure names a role, and its light colour is what is seen where nothing else is said. The
pages' stylesheet repeats :func:`variables`; a test keeps both the same.
"""

from typing import NamedTuple


class Colour(NamedTuple):
    """One role's colour on light and on dark paper."""

    light: str
    dark: str


# Contrasts (WCAG 2.2, AA; a test measures them): text at least 4.5 with the paper; what else must be seen at least 3,
# on a region too, and on the bottom of a valley.
PALETTE = {
    "paper": Colour("#ffffff", "#181d26"),
    "ink": Colour("#1d2530", "#dfe3ea"),
    "soft": Colour("#545e6d", "#a0a9b7"),
    "faint": Colour("#dfe1e5", "#2c3340"),
    "valley": Colour("#7d93c9", "#5f7cc4"),
    "student": Colour("#2f57c4", "#8fb0ff"),
    "reference": Colour("#b0560c", "#f0a35e"),
    "pass": Colour("#17703c", "#7bd39f"),
    "good": Colour("#17703c", "#7bd39f"),
    "bad": Colour("#a93226", "#ff9f92"),
    "region-0": Colour("#e4ebfa", "#202c4a"),
    "region-1": Colour("#faeadb", "#43301f"),
    "class-0": Colour("#2f57c4", "#8fb0ff"),
    "class-1": Colour("#b0560c", "#f0a35e"),
}


def paint(role: str) -> str:
    """Return the fill or stroke of a role: the page's colour, or the light one where the page has none."""
    return f"var(--figure-{role}, {PALETTE[role].light})"


def variables(selector: str) -> str:
    """Return the stylesheet that gives *selector* the colours of both schemes."""
    light = "".join(f"  --figure-{role}: {colour.light};\n" for role, colour in PALETTE.items())
    dark = "".join(f"    --figure-{role}: {colour.dark};\n" for role, colour in PALETTE.items())
    return f"{selector} {{\n{light}}}\n\n@media (prefers-color-scheme: dark) {{\n  {selector} {{\n{dark}  }}\n}}\n"
