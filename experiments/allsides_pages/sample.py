"""The stated random sample of AllSides that the studies of pages and of sources read, scored part by part.

``python experiments/allsides_pages/sample.py FOLDER [--part K]`` writes ``FOLDER/scores-K.parquet``. The sample holds
up to 64 opinion and 64 news pages of each of the 15 sources with most articles, and of the 13 outlets whose pages the
shared stage of the default model did not see (``configs/shared_stage.yaml``); the seed is 0. Of magazines that comment
throughout (``configs/studies/allsides_pages.yaml``), a page is news only where its link says so. Part K holds the
articles 8 K to 8 K + 7 of each source and kind of page, so that any first parts are a random sample of their own.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
import yaml

import framing
from framing.corpora.allsides import batches, plain_pages

ROOT = Path(__file__).parents[2]
LARGEST, PARTS, IN_PART, SEED = 15, 8, 8, 0


def unseen_outlets() -> list[str]:
    """Return the outlets that the shared stage left out of its opinion and news pages."""
    config = yaml.safe_load((ROOT / "configs" / "shared_stage.yaml").read_text(encoding="utf-8"))
    data = config["train"]["encoder"]["tasks"]["opinion_page"]["data"]
    return sorted(data[0]["without_outlets"])


def magazines() -> list[str]:
    """Return the magazines that comment throughout."""
    study = yaml.safe_load((ROOT / "configs" / "studies" / "allsides_pages.yaml").read_text(encoding="utf-8"))
    return list(study["magazines"])


def sample() -> pd.DataFrame:
    """Return the sampled articles, without what gives the page away, in random order."""
    every = pd.concat([batch[batch["page"].notna()] for batch in batches()], ignore_index=True)
    largest = every["source"].value_counts().index[:LARGEST]
    wanted = plain_pages(every[every["source"].isin({*largest, *unseen_outlets()})], magazines())
    mixed = wanted.sample(frac=1, random_state=SEED)
    drawn = mixed.assign(part=mixed.groupby(["source", "page"], sort=False).cumcount() // IN_PART)
    drawn = drawn[drawn["part"] < PARTS].reset_index(drop=True)
    drawn["page_signs"] = drawn["page_signs"].map(" ".join)
    return drawn.assign(largest=drawn["source"].isin(largest), unseen=drawn["source"].isin(unseen_outlets()))


def main() -> None:
    """Draw, score and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", type=int, choices=range(PARTS), help="only this part of the sample")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    articles = given.folder / "articles.parquet"
    if not articles.exists():
        sample().to_parquet(articles)
    table = pd.read_parquet(articles)
    for part in range(PARTS) if given.part is None else [given.part]:
        rows = table[table["part"] == part].drop(columns="part")
        scores = framing.score(framing.read_articles(rows), evidence=False)
        framing.articles.write_table(scores, given.folder / f"scores-{part}.parquet")
        print(f"part {part}: {len(rows)} articles, {len(scores)} sentences", flush=True)


if __name__ == "__main__":
    main()
