"""PolNeAR: US political news in which every attribution, direct or indirect, is annotated by source, cue and content.

Newell, Margolin and Ruths (2018), An Attribution Relations Corpus for Political News, LREC. The annotations are brat
standoff: a ``T`` line is a span (several fragments where it is interrupted), an ``E`` line links the spans of one
attribution.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TypedDict

import pandas as pd

from framing.corpora.corpus import Corpus
from framing.corpora.fetch import CorpusFile
from framing.corpora.outlets import canonical_outlet
from framing.errors import InputError

ROLES = ("Source", "Cue", "Content")
EVENTS = ("Attribution", "Attribution-no-source")

METADATA = CorpusFile(
    path="polnear/data/metadata.tsv",
    sha256="f3ac2352dcac7c432ee05eaca9fa32195f602450823b93c964e7ba7b8ba9f4c3",
    size=191391,
)

_SPAN = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t")
_EVENT = re.compile(r"(E\d+)\t([^\s:]+):(T\d+)((?: [^\s:]+:T\d+)*)\s*$")


class Attribution(TypedDict):
    """One attribution; the three parts are spans of the article's text, ``[start, end]``, empty where one lacks."""

    id: str
    source: list[list[int]]
    cue: list[list[int]]
    content: list[list[int]]


def parse_standoff(annotations: str, text: str | None = None) -> list[Attribution]:
    """Return the attributions of one ``.ann`` file in the order of their first character.

    Spans that share a role (``Content``, ``Content2``) are joined and sorted. Spans of other kinds, notes, and the
    tails of annotated strings that hold a line break are passed over, since the offsets say everything.
    Raises InputError where an offset lies outside ``text`` or an event names a span that is not there.
    """
    spans: dict[str, list[list[int]]] = {}
    events: list[tuple[str, str]] = []
    for line in annotations.split("\n"):
        if found := _SPAN.match(line):
            spans[found[1]] = [[int(n) for n in fragment.split()] for fragment in found[3].split(";")]
        elif (found := _EVENT.match(line)) and found[2] in EVENTS:
            events.append((found[1], found[4]))
    if text is not None:
        for name, fragments in spans.items():
            if any(not 0 <= start < end <= len(text) for start, end in fragments):
                raise InputError(f"Annotation {name} {fragments} lies outside its article of {len(text)} characters.")
    attributions = [_attribution(name, links, spans) for name, links in events]
    return sorted((a for a in attributions if any(_parts(a))), key=lambda a: min(s for part in _parts(a) for s in part))


def _attribution(name: str, links: str, spans: dict[str, list[list[int]]]) -> Attribution:
    parts: dict[str, list[list[int]]] = {role: [] for role in ROLES}
    for link in links.split():
        role, span = link.split(":")
        role = role.rstrip("0123456789")
        if role not in parts:
            continue
        if span not in spans:
            raise InputError(f"Attribution {name} names {span}, which the annotations do not have.")
        parts[role] += spans[span]
    return Attribution(
        id=name, source=sorted(parts["Source"]), cue=sorted(parts["Cue"]), content=sorted(parts["Content"])
    )


def _parts(attribution: Attribution) -> tuple[list[list[int]], ...]:
    return attribution["source"], attribution["cue"], attribution["content"]


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each pair of an article and an annotator.

    ``paths`` are the folder of texts, the folder of annotations and the table of the articles. Columns beyond those of
    every corpus: ``article_id`` (the file's name), ``annotator``, ``source`` (the outlet again, so that the rows serve
    as an articles table), ``published``, ``title``, and ``attributions``, a list of :class:`Attribution`.
    """
    texts, annotations, metadata = paths
    articles = pd.read_csv(metadata, sep="\t", quoting=csv.QUOTE_NONE, dtype=str, keep_default_na=False)
    known = articles.set_index("filename")[["publisher", "publication_date", "title"]].to_dict("index")
    rows = []
    for path in sorted(annotations.glob("*.ann")):
        article, annotator = path.stem.rsplit("_", 1)
        if not (texts / f"{article}.txt").is_file():
            raise InputError(f"{path} annotates an article that is not there: {texts / article}.txt is missing.")
        # Read as bytes, since the offsets count the characters that the file has, whatever ends its lines.
        text = (texts / f"{article}.txt").read_bytes().decode("utf-8")
        about = known.get(article, {})
        outlet = canonical_outlet(about.get("publisher"))
        rows.append(
            {
                "text": text,
                "original_id": path.stem,
                "outlet": outlet,
                "source": outlet,
                "article": article,
                "article_id": article,
                "annotator": annotator,
                "published": about.get("publication_date") or None,
                "title": about.get("title") or None,
                "attributions": parse_standoff(path.read_bytes().decode("utf-8"), text),
            }
        )
    return pd.DataFrame(rows)


CORPUS = Corpus(
    name="polnear",
    title="PolNeAR, the Political News Attribution Relations corpus",
    origin="https://github.com/networkdynamics/PolNeAR",
    licence="none stated; the articles belong to their publishers",
    commercial=False,
    citation="""@inproceedings{newell-etal-2018-attribution,
  title = {An Attribution Relations Corpus for Political News},
  author = {Newell, Edward and Margolin, Drew and Ruths, Derek},
  booktitle = {Proceedings of the Eleventh International Conference on Language Resources and Evaluation (LREC 2018)},
  year = {2018},
  publisher = {European Language Resources Association (ELRA)}
}""",
    parts={
        "train": (
            CorpusFile(
                path="polnear/data/train/text",
                sha256="d6780b0f87a9a4f08360052f8d5508ada0f8d0530312e5e5f623ad28604a3926",
                size=3862591,
                tree=True,
            ),
            CorpusFile(
                path="polnear/data/train/attributions",
                sha256="a33b1c65fad79282dbff6e67fcf40cad0688dc0b633dde834f645de4676a4dec",
                size=6136865,
                tree=True,
            ),
            METADATA,
        ),
        "dev": (
            CorpusFile(
                path="polnear/data/dev/text",
                sha256="cd55cd76db0d0c249ecf4e505e1a46b1993fa8ee335cb99c65940b4d877d8a96",
                size=414896,
                tree=True,
            ),
            CorpusFile(
                path="polnear/data/dev/attributions",
                sha256="ecb33637230308dfff24c43f8acdf2fd1d71c8d8aa37d1714a62245cdfa9920e",
                size=637883,
                tree=True,
            ),
            METADATA,
        ),
    },
    rows={"train": 919, "dev": 94},
    labels={
        "attributions": "one {id, source, cue, content} for each attribution; the parts are lists of [start, end] in "
        "the article's text, empty where a part is missing"
    },
    reader=read_part,
)
