"""Reads a drawing back: what is where."""

import re
from xml.etree.ElementTree import XML, Element

from grader.exam.figures import Figure

Place = tuple[float, float]


class Drawing:
    """A figure's SVG, parsed."""

    def __init__(self, figure: Figure) -> None:
        self.svg = XML(figure.svg)

    @property
    def size(self) -> Place:
        """Width and height."""
        _, _, width, height = map(float, self.svg.attrib["viewBox"].split())
        return width, height

    def of_class(self, name: str) -> list[Element]:
        """Return the elements of a class, in the order in which they are drawn."""
        return [element for element in self.svg.iter() if element.get("class") == name]

    def line(self, name: str) -> list[Place]:
        """Return the points of the only line of this name."""
        (element,) = (element for element in self.of_class(name) if element.tag == "polyline")
        return [place(pair.split(",")) for pair in element.attrib["points"].split()]

    def level(self, name: str) -> Element:
        """Return the only straight line of this name."""
        (element,) = (element for element in self.of_class(name) if element.tag == "line")
        return element

    def circles(self, name: str) -> list[Place]:
        """Return the centres of the circles in the groups of this name."""
        return [place((mark.get("cx"), mark.get("cy"))) for group in self.of_class(name) for mark in group]

    def tips(self, name: str) -> list[Place]:
        """Return where the marks that are paths begin, in the groups of this name."""
        found = [re.match(r"M(\S+) (\S+?)L", mark.attrib["d"]) for group in self.of_class(name) for mark in group]
        return [place(match.groups()) for match in found if match]

    def texts(self) -> dict[str, Place]:
        """Return where each text is written."""
        return {element.text or "": place((element.get("x"), element.get("y"))) for element in self.svg.iter("text")}

    def fits(self) -> bool:
        """Return whether all that has a place lies within the drawing."""
        places = []
        for element in self.svg.iter():
            pairs = [("x", "y"), ("x1", "y1"), ("x2", "y2"), ("cx", "cy")]
            places += [place((element.get(x), element.get(y))) for x, y in pairs if x in element.attrib]
            places += [place(pair.split(",")) for pair in element.get("points", "").split()]
        width, height = self.size
        return all(-1 <= x <= width + 1 and -1 <= y <= height + 1 for x, y in places)


def place(pair: "tuple[str | None, ...] | list[str]") -> Place:
    """Return two numbers."""
    x, y = pair
    return float(x or "nan"), float(y or "nan")
