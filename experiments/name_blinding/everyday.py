"""Which words news writes without a capital: ``python experiments/name_blinding/everyday.py``.

Counts how often the articles of AllSides write a word with and without a capital where no sentence begins
(behind a lower-case letter, a comma or a semicolon), and writes ``framing/models/words/everyday.txt`` anew. No label is
looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from framing.corpora import get_corpus

OUT = Path("framing/models/words/everyday.txt")
LEAST = 3
"""A word stands without a capital so many times at least."""
RARELY, SELDOM = 0.8, 0.35
"""Shares of a word's places at which it stands without a capital."""
HEAD = """\
# Words that news writes without a capital, for framing/models/name_blinding.py: at {rarely:.0%} of their places within
# a sentence or more; those with * at {seldom:.0%} or more. Counted in {n:,} articles of AllSides by
# experiments/name_blinding/everyday.py.
"""
_WORD = re.compile(r"(?<=[a-z,;] )([A-Za-z][A-Za-z'’]*)")


def main() -> None:
    """Count and write."""
    upper, lower = Counter[str](), Counter[str]()
    texts = get_corpus("allsides").table()["text"]
    for text in texts:
        for word in _WORD.findall(text):
            form = word.replace("’", "'").removesuffix("'s")
            (upper if form[:1].isupper() else lower)[form.lower()] += 1
    lines = []
    for word in sorted(word for word, count in lower.items() if count >= LEAST):
        share = lower[word] / (lower[word] + upper[word])
        if share >= SELDOM:
            lines.append(word if share >= RARELY else f"{word}*")
    head = HEAD.format(rarely=RARELY, seldom=SELDOM, n=len(texts))
    OUT.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines), "words,", sum(line.endswith("*") for line in lines), "of them with *")


if __name__ == "__main__":
    main()
