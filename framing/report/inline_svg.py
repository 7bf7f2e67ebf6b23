"""A figure as SVG inside a page: no names that clash, no size of its own, and words for those who do not see it."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

from markupsafe import Markup
from matplotlib.figure import Figure

from framing.figures.style import styled

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_POINTS = 72.0


def inline_svg(figure: Figure, name: str, title: str, description: str) -> Markup:
    """Return a figure as an ``<svg>`` element for a page that may hold several.

    ``name`` is put before every id, so that two figures of one page do not share one. The element has a ``viewBox`` and
    no width, takes the room that it is given, and is an image with ``title`` and ``description`` to a screen reader.
    Comments, metadata and style sheets are left out: matplotlib's style sheet would be the page's too.
    """
    buffer = io.BytesIO()
    with styled():
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    root = ElementTree.fromstring(buffer.getvalue())  # what matplotlib wrote, not a user's file
    for parent in list(root.iter()):
        for child in [c for c in parent if c.tag in (f"{{{_SVG}}}style", f"{{{_SVG}}}metadata")]:
            parent.remove(child)
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, f"{name}-{value}")
            elif key == f"{{{_XLINK}}}href" and value.startswith("#"):
                element.set(key, f"#{name}-{value[1:]}")
            elif "url(#" in value:
                element.set(key, _REFERENCE.sub(rf"url(#{name}-\1)", value))
    width = float(str(root.get("viewBox")).split()[2])
    root.attrib = {
        "viewBox": str(root.get("viewBox")),
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-description",
        "style": f"stroke-linejoin:round;stroke-linecap:butt;--width:{width / _POINTS:.2f}in",
    }
    for at, (tag, words) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{{{_SVG}}}{tag}", {"id": f"{name}-{'title' if at == 0 else 'description'}"})
        element.text = words
        root.insert(at, element)
    return Markup(_serialized(root))  # its texts were escaped by ElementTree


def _serialized(root: ElementTree.Element) -> str:
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    return ElementTree.tostring(root, encoding="unicode")
