"""The look of every figure, and saving it so that the same table gives the same file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from framing.errors import InputError
from framing.places import expanded

INK = "#1f1f1f"
MUTED = "#5c5c5c"
RULE = "#dcdcdc"
DOT = "#c8791a"  # one hue, light enough to lie under INK and dark enough to be seen in greyscale
SECOND = "#2f6690"  # beside DOT: apart for colour-blind eyes, and darker in greyscale
PALE = "#b9b9b9"  # what is there and not spoken of
SHADE = "#ececec"  # areas behind the data
SCALE = ("#fff7ec", "#fbcf8c", "#e9a04a", "#b9691a", "#6e3a0a")  # from none to most, evenly darker in greyscale

_STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": MUTED,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": 9,
    "axes.linewidth": 0.8,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.dpi": 110,
    "figure.facecolor": "white",
    "font.family": ["DejaVu Sans"],  # comes with matplotlib, so that a figure looks the same everywhere
    "font.size": 9,
    "grid.color": RULE,
    "hatch.linewidth": 0.6,
    "grid.linewidth": 0.7,
    "pdf.fonttype": 42,
    "savefig.dpi": 200,
    "svg.fonttype": "path",
    "svg.hashsalt": "framing",
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "xtick.color": MUTED,
    "xtick.labelsize": 8.5,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 9.5,
    "ytick.major.size": 0,
}

_NO_DATE: dict[str, dict[str, str | None]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None},
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the look of the package, and leave the user's own settings of matplotlib as they were."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        yield


class PackageFigure(Figure):
    """A figure that needs no pyplot and still shows itself in a notebook."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        with styled():
            self.savefig(buffer, format="png", metadata=_NO_DATE[".png"])
        return buffer.getvalue()


def save(figure: Figure, path: str | Path) -> Path:
    """Write a figure as .png, .svg or .pdf without a date, so that the same figure gives the same bytes.

    Missing folders are made. Raises :class:`~framing.errors.InputError` for another ending.
    """
    path = expanded(path)
    if path.suffix.lower() not in _NO_DATE:
        raise InputError(
            f"Cannot save a figure as {path.name!r}; allowed endings are {', '.join(_NO_DATE)}: rename the file."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with styled():
        figure.savefig(path, metadata=_NO_DATE[path.suffix.lower()])
    return path
