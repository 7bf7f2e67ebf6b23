"""The study of feature families: each alone, all, all but one, over splits and corpora; tables and figures.

python experiments/features/run.py configs/studies/features.yaml [--only PART] [--out FOLDER] [--runs FOLDER]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from study_corpora import study_corpora, study_ngrams
from study_figures import draw_families, draw_gains, draw_losses
from study_fusion import study_fusion
from study_importance import study_importance
from study_models import study_models
from study_pages import study_pages
from study_settings import load_study

from framing.explanation import explain
from framing.figures import contributions, importance, save

HERE = Path(__file__).parent
PARTS = ("models", "corpora", "ngrams", "pages", "fusion", "importance", "figures")


def main() -> None:
    """Run the study, or one part of it; the figures are drawn from the tables on disk."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=Path)
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--out", type=Path, default=HERE / "results")
    parser.add_argument("--runs", type=Path, help="the folder of experiments/default_model/run.sh; fusion needs it")
    options = parser.parse_args()
    study, out = load_study(options.config), options.out
    asked = PARTS if options.only is None else (options.only,)
    out.mkdir(parents=True, exist_ok=True)

    def write(table: pd.DataFrame, name: str) -> None:
        table.to_csv(out / f"{name}.csv", index=False, float_format="%.4f")

    if "models" in asked and study.models:
        write(study_models(study, study.models), "models")
    if "corpora" in asked and study.corpora:
        write(study_corpora(study), "corpora")
    if "ngrams" in asked and study.ngrams:
        write(study_ngrams(study, study.ngrams), "ngrams")
    if "pages" in asked and study.pages:
        write(study_pages(study, study.pages), "pages")
    if "fusion" in asked and study.fusion:
        if options.runs is None:
            print("fusion is left out: it needs --runs, the folder of experiments/default_model/run.sh")
        else:
            write(study_fusion(study, study.fusion, options.runs), "fusion")
    if "importance" in asked and study.importance:
        write(study_importance(study, study.importance), "importance")
    if "figures" in asked:
        tables = {path.stem: pd.read_csv(path) for path in sorted(out.glob("*.csv"))}
        if {"corpora", "pages"} <= set(tables):
            save(draw_families(tables["corpora"], tables["pages"]), out / "families.png")
        if "corpora" in tables:
            save(draw_losses(tables["corpora"]), out / "losses.png")
        if {"ngrams", "fusion"} <= set(tables):
            save(draw_gains(tables["ngrams"], tables["fusion"]), out / "gains.png")
        if "importance" in tables and study.importance:
            table = tables["importance"]
            table.attrs = {"model": study.importance.model, "task": study.importance.task}
            save(importance(table), out / "importance.png")
            explained = explain(study.importance.sentence, study.importance.model, study.importance.task)
            save(contributions(explained), out / "contributions.png")


if __name__ == "__main__":
    main()
