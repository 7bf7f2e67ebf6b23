"""GVFC, the Gun Violence Frame Corpus: headlines of US news sites with one or two themes each, coded by experts.

Liu, Guo, Mays, Betke and Wijaya (2019), Detecting Frames in News Headlines and Its Application to Analyzing News
Framing Trends Surrounding U.S. Gun Violence, CoNLL; extended by Tourni, Guo, Daryanto, Zhafransyah, Halim, Jalal, Chen,
Lai, Hu, Betke, Ishwar and Wijaya (2021), Findings of EMNLP.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.corpora.babe import normalise_link
from framing.corpora.corpus import Corpus
from framing.corpora.fetch import CorpusFile
from framing.corpora.outlets import outlet_of_link
from framing.corpora.tabular import read_csv
from framing.errors import InputError

THEMES: dict[str, str] = {
    "1": "gun_rights",
    "2": "gun_control",
    "3": "politics",
    "4": "mental_health",
    "5": "public_safety",
    "6": "race_or_ethnicity",
    "7": "public_opinion",
    "8": "society_or_culture",
    "9": "economic_consequences",
}
"""The codes of themes and their names; 99 stands for none."""

POLICY_FRAMES: dict[str, str] = {
    "politics": "political",
    "mental_health": "health_and_safety",
    "public_safety": "security_and_defense",
    "public_opinion": "public_opinion",
    "economic_consequences": "economic",
}
"""The themes that say the same as a policy frame. Of the other nine frames GVFC says nothing, neither yes nor no."""

NONE = "99"
COLUMNS = (
    "id",
    "article_url",
    "headline",
    "lead_3_sentences_summary_of_full_article_text",
    "Q3 Theme1",
    "Q3 Theme2",
)


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each headline.

    ``themes`` has the names of its one or two themes, the more prominent first, ``theme`` that one alone; ``frames``
    the policy frames that they map to (see :data:`POLICY_FRAMES`). Further columns: ``lead`` (first sentences of the
    article as the file has them, with now and then something else from its page; missing in one row) and ``url``.
    Raises InputError for a code that is not known.
    """
    rows = read_csv(paths[0], COLUMNS)
    themes = [
        [THEMES[code] for code in codes if code != NONE]
        for codes in zip(_codes(rows["Q3 Theme1"], paths[0]), _codes(rows["Q3 Theme2"], paths[0]), strict=True)
    ]
    return pd.DataFrame(
        {
            "text": rows["headline"],
            "original_id": rows["id"],
            "themes": themes,
            "theme": [names[0] if names else None for names in themes],
            "frames": [[POLICY_FRAMES[name] for name in names if name in POLICY_FRAMES] for names in themes],
            "outlet": [outlet_of_link(link) for link in rows["article_url"]],
            "article": [normalise_link(link) for link in rows["article_url"]],
            "lead": rows["lead_3_sentences_summary_of_full_article_text"],
            "url": rows["article_url"],
        }
    )


def _codes(values: pd.Series, path: Path) -> pd.Series:
    codes = values.fillna(NONE)
    if other := sorted(set(codes) - {*THEMES, NONE}):
        raise InputError(f"{path} has the themes {', '.join(other)}; allowed are 1 to 9 and {NONE}.")
    return codes


CORPUS = Corpus(
    name="gvfc",
    title="GVFC, the Gun Violence Frame Corpus, headlines",
    origin="https://derrywijaya.github.io/GVFC",
    licence="none stated; published for research",
    commercial=False,
    citation="""@inproceedings{liu-etal-2019-detecting,
  title = {Detecting Frames in News Headlines and Its Application to Analyzing News Framing Trends Surrounding {U}.{S}.
    Gun Violence},
  author = {Liu, Siyi and Guo, Lei and Mays, Kate and Betke, Margrit and Wijaya, Derry Tanti},
  booktitle = {Proceedings of the 23rd Conference on Computational Natural Language Learning (CoNLL)},
  year = {2019},
  pages = {504--514},
  publisher = {Association for Computational Linguistics},
  doi = {10.18653/v1/K19-1047}
}""",
    parts={
        "all": (
            CorpusFile(
                path="gvfc/headlines.csv",
                sha256="ebb22bcfaa2c1af51253057b26d3e69b4730e4d8ffd2ab2c468e77f4ce7c79ba",
                size=593695,
            ),
        )
    },
    rows={"all": 1000},
    labels={
        "themes": "one or two of nine themes of gun violence, the more prominent first",
        "frames": "the policy frames that the themes map to; only five of the 14 can occur",
    },
    reader=read_part,
)
