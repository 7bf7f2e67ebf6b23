"""The simulation of corrected estimates: coverage by method and number of articles, as a table and a figure.

python experiments/corrected/run.py configs/studies/corrected.yaml [--out FOLDER] [--draws N]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd
import yaml
from matplotlib.figure import Figure

from framing.figures import save
from framing.figures.style import INK, MUTED, PackageFigure, styled

sys.path.insert(0, str(Path(__file__).parent))
from simulate import Study, simulate

HERE = Path(__file__).parent
NAMES = {
    "naive": "naive: scores as they are",
    "labels_only": "labels alone",
    "design_based": "design-based (Egami et al. 2023)",
    "prediction_powered": "prediction-powered (PPI++)",
}
MARKS = {"naive": "X", "labels_only": "s", "design_based": "o", "prediction_powered": "D"}
COLOURS = {"naive": "#c8791a", "labels_only": "#8c8c8c", "design_based": "#2a6f97", "prediction_powered": INK}


def draw(table: pd.DataFrame, study: Study) -> Figure:
    """Return the figure: one panel a quantity, coverage by number of articles, a mark a method."""
    quantities = list(dict.fromkeys(table["quantity"]))
    titles = {source.name: f"Share of the {source.name} source" for source in study.sources}
    with styled():
        figure = PackageFigure(figsize=(7.2, 4.3))
        panels = figure.subplots(1, len(quantities), sharey=True)
        figure.subplots_adjust(left=0.085, right=0.985, top=0.89, bottom=0.29, wspace=0.07)
        for panel, quantity in zip(panels, quantities, strict=True):
            panel.axhspan(0.93, 0.97, color="#eaf1f5", zorder=0)
            panel.axhline(study.level, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
            part = table[(table["quantity"] == quantity) & (table["measure"] == "share")]
            for at, method in enumerate(NAMES):
                rows = part[part["method"] == method]
                x = [k + (at - 1.5) * 0.16 for k in range(len(rows))]
                panel.vlines(x, rows["low"], rows["high"], color=COLOURS[method], linewidth=1.4, zorder=2)
                panel.scatter(
                    x, rows["coverage"], marker=MARKS[method], s=34, color=COLOURS[method], edgecolors="white",
                    linewidths=0.6, label=NAMES[method], clip_on=False, zorder=3,
                )  # fmt: skip
            panel.set_title(titles.get(quantity, "Difference of the two"), fontsize=9.5, loc="left")
            panel.set_xticks(range(len(study.articles)), [str(n) for n in study.articles])
            panel.set_xlim(-0.5, len(study.articles) - 0.5)
            panel.set_ylim(-0.03, 1.03)
            panel.set_xlabel("Articles a source")
            panel.tick_params(axis="y", labelsize=8.5)
        panels[0].set_ylabel("Share of intervals that hold the truth")
        panels[0].set_yticks([0, 0.25, 0.5, 0.75, study.level], ["0", ".25", ".50", ".75", f"{study.level:.2f}"[1:]])
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="lower center", ncol=2, frameon=False, bbox_to_anchor=(0.53, 0.055))
        figure.text(
            0.085, 0.02,
            f"Detector right on {study.accuracy:.0%}, its errors differ by source; {study.labels} labels a source; "
            f"{study.draws:,} draws. The band is .95 ± .02.",
            fontsize=8, color=MUTED,
        )  # fmt: skip
    return figure


def main(arguments: list[str] | None = None) -> None:
    """Run the study and write its table and figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=Path)
    parser.add_argument("--out", type=Path, default=HERE / "results")
    parser.add_argument("--draws", type=int, help="fewer draws than the config says, for a trial")
    options = parser.parse_args(arguments)
    given = yaml.safe_load(options.config.read_text(encoding="utf-8"))
    study = Study.model_validate({**given, **({"draws": options.draws} if options.draws else {})})
    table = simulate(study)
    options.out.mkdir(parents=True, exist_ok=True)
    table.round(4).to_csv(options.out / "coverage.csv", index=False)
    save(draw(table, study), options.out / "coverage.png")
    shown = table[table["measure"] == "share"].pivot_table(
        index=["quantity", "articles"], columns="method", values="coverage", sort=False
    )
    print(shown.round(3).to_string())


if __name__ == "__main__":
    main()
