"""What of a rendered chart may stand in a page: shapes and texts, nothing that acts or loads."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from xml.etree import ElementTree

from capability.charts.lettering import is_wide
from capability.charts.palette import FAMILIES

NAMESPACE = "http://www.w3.org/2000/svg"
SHAPES = frozenset({"g", "path", "line", "rect", "circle", "text", "tspan"})
INHERITING = frozenset({"g", "tspan"})
# Presentation attributes only: the pages' policy allows no style of its own in the markup, and a
# stylesheet can still overrule every one of these.
GEOMETRY = {"d", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry"}
PAINT = {"fill", "fill-opacity", "opacity", "stroke", "stroke-width", "stroke-opacity"}
STROKES = {"stroke-dasharray", "stroke-linecap", "stroke-linejoin"}
LETTERING = {"text-anchor", "font-family", "font-size", "font-weight"}
ATTRIBUTES = frozenset({"width", "height", "transform"} | GEOMETRY | PAINT | STROKES | LETTERING)
LONG_FRACTION = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
# What a group may say without changing anything inside it.
IDLE = frozenset({("fill", "none"), ("transform", "translate(0,0)")})


@dataclass(frozen=True, slots=True)
class Drawing:
    """The shapes of a picture as markup, and its size in pixels."""

    shapes: str
    width: int
    height: int

    @classmethod
    def from_bytes(cls, kept: bytes) -> "Drawing":
        """Return the drawing that ``to_bytes`` wrote."""
        size, _, shapes = kept.decode().partition("\n")
        width, height = map(int, size.split())
        return cls(shapes, width, height)

    def to_bytes(self) -> bytes:
        return f"{self.width} {self.height}\n{self.shapes}".encode()

    def inline(self, title: str, language: str) -> str:
        """Return the picture for a page, whose stylesheet gives it a size."""
        return f"<svg{self._named(title, language)}>{self.shapes}</svg>"

    def standalone(self, title: str, language: str, ground: str) -> str:
        """Return the picture as a document, on a ground of its own."""
        paper = f'<rect width="{self.width}" height="{self.height}" fill="{ground}"/>'
        size = f' xmlns="{NAMESPACE}" width="{self.width}" height="{self.height}"'
        return f"<svg{size}{self._named(title, language)}>{paper}{self.shapes}</svg>"

    def _named(self, title: str, language: str) -> str:
        tag = escape(language.replace("_", "-"))
        box = f"0 0 {self.width} {self.height}"
        return f' viewBox="{box}" role="img" lang="{tag}" aria-label="{escape(title)}"'


def clean(rendered: str) -> Drawing:
    """Return what the renderer drew, stripped to what is known to be harmless.

    Only listed elements and attributes stay. So there is no identifier that could meet another
    on the page, no reference to anything outside, and no name for each dot: the picture has one
    name, and the table beside it holds the figures.
    """
    root = ElementTree.fromstring(rendered)  # noqa: S314 - our own renderer wrote it
    shapes = "".join(_markup(child) for child in root)
    # Lines are paths: without a fill that says "none" they would be filled with black.
    return Drawing(
        shapes=f'<g fill="none" stroke-miterlimit="10" aria-hidden="true">{shapes}</g>',
        width=round(float(root.attrib["width"])),
        height=round(float(root.attrib["height"])),
    )


def _markup(element: ElementTree.Element) -> str:
    tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    kept = dict(_kept(element.attrib))
    inner = "".join(_markup(child) for child in element)
    if tag == "text" and any(map(is_wide, "".join(element.itertext()))):
        # A Chinese name on an English page: left to the renderer, it would come out in a serif.
        kept["font-family"] = FAMILIES["zh"]
    if tag == "g" and (not inner or kept.items() <= IDLE):
        return inner
    if tag not in SHAPES or _is_invisible(tag, kept):
        return ""
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
    inner = escape(element.text or "", quote=False) + inner
    return f"<{tag}{attributes}>{inner}</{tag}>" if inner else f"<{tag}{attributes}/>"


def _kept(attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    declarations = (part.partition(":") for part in attributes.get("style", "").split(";"))
    styled = {name.strip(): value.strip() for name, _, value in declarations}
    for name, value in {**attributes, **styled}.items():
        # A solid line is one without dashes; "1,0" leaves hairlines between its pieces.
        if (
            name in ATTRIBUTES
            and "(#" not in value
            and (name, value) != ("stroke-dasharray", "1,0")
        ):
            yield name, LONG_FRACTION.sub(lambda number: f"{float(number[0]):.2f}", value)


def _is_invisible(tag: str, attributes: Mapping[str, str]) -> bool:
    is_painted = bool({"fill", "stroke"} & attributes.keys())
    return tag not in INHERITING and not is_painted
