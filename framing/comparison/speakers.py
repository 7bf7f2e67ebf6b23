"""Who gets quoted: the speakers of each source, their share of what it attributes, and the verbs used for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Set

import numpy as np
import pandas as pd

from framing.articles.cues import LEMMAS
from framing.articles.name_words import COMMON
from framing.articles.targets import TITLES
from framing.articles.words import word_forms
from framing.articles.write import with_lists
from framing.errors import InputError
from framing.evaluation.bootstrap import cluster_weights
from framing.summary import require
from framing.tables import ATTRIBUTIONS

SPEAKERS = ("source", "speaker", "n", "share", "low", "high", "n_articles", "cues")
"""Columns of what :func:`quoted_speakers` returns."""

FOR_SPEAKERS = ("article_id", "start", "end", "text")
"""Columns that it needs of the sentences, beside the sources."""

_INITIAL = re.compile(r"[A-Z]\.?")
_DOMINANT = 0.8  # least share of the mentions in full, for a surname to be one person's


def quoted_speakers(
    scores: pd.DataFrame | Iterable[pd.DataFrame],
    attributions: pd.DataFrame,
    by: str = "source",
    *,
    top: int = 100,
    draws: int = 2000,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the ``top`` speakers of each source: how often it attributes words to them, and how it says so.

    ``scores`` is a table of sentences or scores, or such a table in parts that each hold articles whole;
    ``attributions`` is what :func:`framing.attributions` returns for the same articles, ``by`` the column whose values
    are the sources. ``n`` counts attributions, direct and indirect; ``share`` is their part of the source's
    attributions to named speakers, with its percentile-bootstrap interval over the source's articles in ``low`` and
    ``high``; ``n_articles`` counts the articles that give the speaker words.
    ``cues`` lists the words that introduce them with their numbers, verbs in their base form, the commonest first.

    Names of one person in several forms are counted together: "Paul D. Ryan" with "Paul Ryan", and "Ryan" alone where
    at least four fifths of the full names with that surname are the same person's. Speakers that are only words of
    grammar or titles are left out.

    Raises InputError where a table lacks a column, or the attributions are of articles that the scores do not hold.
    """
    if missing := [name for name in ATTRIBUTIONS if name not in attributions.columns]:
        raise InputError(
            f"The attributions have no column {', '.join(map(repr, missing))}; pass what framing.attributions returns."
        )
    attributions = with_lists(attributions).reset_index(drop=True)
    named = attributions[attributions["speaker"].notna()]
    of_article = named.groupby("article_id", sort=False).indices
    known: set[str] = set()
    outlets, cues = [], [pd.Series(dtype=object)]
    for part in (scores,) if isinstance(scores, pd.DataFrame) else scores:
        require(part, (*FOR_SPEAKERS, by))
        known.update(part["article_id"])
        outlets.append(part.drop_duplicates("article_id").set_index("article_id")[by].dropna())
        places = [of_article[name] for name in outlets[-1].index if name in of_article]
        own = named.iloc[np.concatenate(places)] if places else named.iloc[:0]
        cues.append(pd.Series(_cues(own, part), index=own.index, dtype=object))
    outlet = pd.concat(outlets)
    if unknown := [name for name in attributions["article_id"].unique() if name not in known]:
        raise InputError(
            f"The attributions are of articles that the scores do not hold ({unknown[0]!r}, {len(unknown)} in all); "
            "pass those of the same articles."
        )
    rows = attributions[attributions["speaker"].notna() & attributions["article_id"].isin(outlet.index)]
    names = _people(rows["speaker"])
    said = pd.DataFrame(
        {
            "source": rows["article_id"].map(outlet),
            "article_id": rows["article_id"],
            "speaker": rows["speaker"].map(names),
            "cue": pd.concat(cues).reindex(rows.index),
        }
    ).dropna(subset=["speaker"])
    articles = {name: list(of.index) for name, of in outlet.groupby(outlet, sort=True)}
    tables = [
        _of_source(name, said[said["source"] == name], ids, top, draws, level, seed) for name, ids in articles.items()
    ]
    found = [row for table in tables for row in table]
    return pd.DataFrame(found, columns=list(SPEAKERS))


def _of_source(
    source: str, said: pd.DataFrame, articles: list[str], top: int, draws: int, level: float, seed: int
) -> list[dict[str, object]]:
    """Return the rows of one source, the most quoted first."""
    counts = said["speaker"].value_counts()
    chosen = sorted(counts.index, key=lambda name: (-counts[name], name))[:top]
    place = {name: at for at, name in enumerate(articles)}
    at = said["article_id"].map(place).to_numpy(dtype=int)
    column = said["speaker"].map({name: k for k, name in enumerate(chosen)})
    matrix = np.zeros((len(articles), len(chosen)))
    there = column.notna().to_numpy()
    np.add.at(matrix, (at[there], column[there].to_numpy(dtype=int)), 1.0)
    totals = np.bincount(at, minlength=len(articles)).astype(float)
    weights = cluster_weights(len(articles), draws if len(articles) > 1 else 0, seed)
    with np.errstate(invalid="ignore"):
        drawn = (weights @ matrix) / (weights @ totals)[:, None]
    bounds = np.nanquantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0) if len(drawn) else None
    rows: list[dict[str, object]] = []
    for k, name in enumerate(chosen):
        cues = Counter(said.loc[said["speaker"] == name, "cue"].dropna())
        rows.append(
            {
                "source": source,
                "speaker": name,
                "n": int(counts[name]),
                "share": float(counts[name] / len(said)),
                "low": float("nan") if bounds is None else float(bounds[0, k]),
                "high": float("nan") if bounds is None else float(bounds[1, k]),
                "n_articles": int((matrix[:, k] > 0).sum()),
                "cues": sorted(cues.items(), key=lambda item: (-item[1], item[0])),
            }
        )
    return rows


def _people(speakers: pd.Series) -> dict[str, str | None]:
    """Return for each spelling the name that it is counted under; None where it is no name."""
    counts = Counter(speakers.tolist())
    bare = {name: _bare(name) for name in counts}
    known = {_plain(words) for words in bare.values()}
    plain = {name: _without_middle(_plain(words), known) for name, words in bare.items()}
    forms: Counter[tuple[str, ...]] = Counter()
    for name, words in plain.items():
        forms[words] += counts[name]
    full: dict[str, dict[tuple[str, ...], int]] = {}
    for words, n in forms.items():
        if len(words) > 1:
            full.setdefault(words[-1], {})[words] = n
    alone = {words[0]: _person(words[0], full.get(words[0], {})) for words in forms if len(words) == 1}
    spelled: dict[tuple[str, ...], Counter[str]] = {}
    key: dict[str, tuple[str, ...]] = {}
    for name, words in bare.items():
        if not words:
            continue
        key[name] = alone[plain[name][0]] if len(plain[name]) == 1 else plain[name]
        if len(words) > 1 or key[name] == plain[name]:
            spelled.setdefault(key[name], Counter())[" ".join(words)] += counts[name]
    best = {person: min(names, key=lambda n: (-names[n], n)) for person, names in spelled.items()}
    return {name: best.get(key[name]) if name in key else None for name in counts}


def _bare(name: str) -> tuple[str, ...]:
    """Return the words of a name without titles and words of grammar before it; nothing where no name is left."""
    words = name.split()
    while words and (words[0].lower().rstrip(".,") in TITLES or words[0].lower() in COMMON):
        del words[0]
    return tuple(words)


def _plain(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a name in lower case without the initials in its middle."""
    middle = [word for word in words[1:-1] if not _INITIAL.fullmatch(word)]
    return tuple(word.lower() for word in (*words[:1], *middle, *words[1:][-1:]))


def _without_middle(words: tuple[str, ...], known: Set[tuple[str, ...]]) -> tuple[str, ...]:
    """Return first and last word of a longer name where the corpus names somebody so ("Donald John Trump")."""
    return (words[0], words[-1]) if len(words) == 3 and (words[0], words[-1]) in known else words


def _person(surname: str, full: Mapping[tuple[str, ...], int]) -> tuple[str, ...]:
    """Return the full name, of those that end in it, that a surname alone stands for, or the surname."""
    best = max(full, key=lambda words: (full[words], words), default=(surname,))
    return best if full and full[best] >= _DOMINANT * sum(full.values()) else (surname,)


def _cues(attributions: pd.DataFrame, scores: pd.DataFrame) -> list[str | None]:
    """Return the words of each attribution's cue, a verb in its base form; None without a cue."""
    wanted = set(attributions["article_id"])
    sentences: dict[str, list[tuple[int, int, str]]] = {}
    rows = scores[scores["article_id"].isin(wanted)]
    for article, start, end, text in zip(*(rows[c] for c in ("article_id", "start", "end", "text")), strict=True):
        sentences.setdefault(article, []).append((int(start), int(end), text))
    return [
        _cue(spans, sentences[article])
        for article, spans in zip(attributions["article_id"], attributions["cue"], strict=True)
    ]


def _cue(spans: Iterable[tuple[int, int]], sentences: Iterable[tuple[int, int, str]]) -> str | None:
    for first, last in spans if isinstance(spans, list | tuple | np.ndarray) else ():
        for start, end, text in sentences:
            if start <= first < end:
                words = word_forms(_whole(text, first - start, last - start))
                verbs = [LEMMAS[word] for word in words if word in LEMMAS]
                return verbs[-1] if verbs else " ".join(words[:3]) or None
    return None


def _whole(text: str, first: int, last: int) -> str:
    """Return the words of ``text[first:last]`` whole, where a model cut into one."""
    while first > 0 and text[first - 1].isalnum() and text[first].isalnum():
        first -= 1
    while last < len(text) and text[last].isalnum() and text[last - 1].isalnum():
        last += 1
    return text[first:last]
