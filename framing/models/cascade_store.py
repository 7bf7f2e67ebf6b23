"""A cascade on disk: ``model.json``, which names its two models and holds the bands, and the card; no weights."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from framing.errors import InputError
from framing.models.card import INTERVALS, audit_section, markdown
from framing.models.cascade import CascadeModel
from framing.models.store import weights_hash

KIND, FORMAT = "cascade", 1
PLAIN, CARD = "model.json", "README.md"
PARTS = ("fast", "encoder")


def save_cascade(
    folder: Path, folders: Mapping[str, Path], bands: Mapping[str, tuple[float, float]], card: Mapping[str, Any]
) -> Path:
    """Write a cascade to a folder, which is made, and return it.

    ``folders`` are those of the ``fast`` model and the ``encoder``, which ship under the names of their folders; what
    is stored is these names and the hashes of their weights.
    """
    folder.mkdir(parents=True, exist_ok=True)
    described = json.loads((folders["fast"] / PLAIN).read_text(encoding="utf-8"))
    plain = {
        "format": FORMAT,
        "kind": KIND,
        "name": str(card.get("name", KIND)),
        **{part: {"name": folders[part].name, "sha256": weights_hash(folders[part])} for part in PARTS},
        "bands": {task: list(band) for task, band in bands.items()},
        "calibrations": described["calibrations"],  # the report tells how probabilities were calibrated
        "card": {key: value for key, value in card.items() if key != "name"},
    }
    (folder / PLAIN).write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / CARD).write_text(write_cascade_card(plain), encoding="utf-8")
    return folder


def load_cascade(folder: Path, load: Callable[[str], Any], folders: Mapping[str, Path]) -> CascadeModel:
    """Return the model of a folder; ``load`` gives its two models by their names, ``folders`` says where they lie.

    Raises InputError where the folder holds none, or where one of its models is another than the bands were chosen for.
    """
    try:
        plain = json.loads((folder / PLAIN).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{folder} holds no readable {PLAIN}: {error}.") from error
    if not isinstance(plain, dict) or plain.get("kind") != KIND or plain.get("format") != FORMAT:
        raise InputError(f"{folder} does not hold a model of kind {KIND!r} in format {FORMAT}.")
    try:
        for part in PARTS:
            name = plain[part]["name"]
            if name not in folders or weights_hash(folders[name]) != plain[part]["sha256"]:
                raise InputError(
                    f"{folder} was made for another version of the model {name!r} than is here; choose its bands anew."
                )
        bands = {task: (float(low), float(high)) for task, (low, high) in plain["bands"].items()}
        fast, encoder = (load(plain[part]["name"]) for part in PARTS)
        return CascadeModel(fast, encoder, bands, {**plain["card"], "name": plain["name"]})
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{folder} does not hold a whole cascade ({type(error).__name__}: {error}).") from error


def write_cascade_card(plain: Mapping[str, Any]) -> str:
    """Return the model card, Markdown, of a cascade's description (its ``model.json``)."""
    card, fast, encoder = plain["card"], plain["fast"]["name"], plain["encoder"]["name"]
    bands = [(task, f"{low:.4f}", f"{high:.4f}") for task, (low, high) in plain["bands"].items()]
    blocks = [
        f"# Model card: {plain['name']}",
        f"Two models of the Python package `framing`: `{fast}` reads every sentence and decides where it is sure; the "
        f"rest goes on to `{encoder}`. What they learned from, and where they fail, say their own cards. This file is "
        "written by `framing.models.cascade_store`.",
        "## Bands",
        markdown(("task", f"{encoder} answers from", "below"), bands),
        f"Where the probability of `{fast}` lies in the band of a task, `{encoder}` answers it (and the other task too "
        f"where both see the same words). Elsewhere the calibrated probability of `{fast}` stays; both are cut at the "
        f"thresholds of `{encoder}`. Means of probabilities therefore mix the two: compare sources by shares of "
        f"labels, or use one model alone. `other_editorializing` and frames are always answered by `{fast}`. "
        "In the columns `editorializing_by` and `loaded_language_by` `framing.score` says which model answered.",
        "## How the bands were chosen",
        str(card.get("made_of", "Not recorded.")),
        "## Results",
    ]
    if agreement := card.get("agreement", []):
        columns = ("label", "sentences", f"agree with {encoder}", f"{fast} alone", f"answered by {encoder}")
        shown = [(r["task"], r["n"], *(f"{r[k]:.2%}" for k in ("agree", "alone", "sent"))) for r in agreement]
        blocks += [
            markdown(columns, shown),
            f"Texts that `{encoder}` read a sentence: {card['passes']:.2f}, against {card['passes_alone']:.2f} alone.",
        ]
    if metrics := card.get("metrics", []):
        head = ("task", "corpus", "split", "model", "metric", "value [95 % interval]", "n")
        lines = [
            (
                *(row[name] for name in ("task", "corpus", "split", "model", "metric")),
                f"{row['value']:.3f} [{row['low']:.3f}, {row['high']:.3f}]",
                row["n"],
            )
            for row in metrics
        ]
        blocks += [markdown(head, lines), INTERVALS]
    blocks += audit_section(card.get("audit", []))
    return "\n\n".join(blocks) + "\n"
