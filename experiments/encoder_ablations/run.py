"""What each choice in training the encoder gives: one run a variant, on equal updates, judged on the same rows.

    python experiments/encoder_ablations/run.py --runs runs/ablations [--only reference,lora_16] [--seeds 1]

Writes ``results.csv`` beside this file: each variant's metrics with 95 % intervals over articles, and its difference
from the reference on the same rows with a paired interval. A variant that has been trained is not trained again.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from sklearn.metrics import roc_auc_score

from framing.corpora import get_corpus
from framing.models.encoder import EncoderModel
from framing.models.training import train_encoder
from framing.models.training_data import read_held_out, read_tables
from framing.models.training_judge import macro_f1, role_metrics
from framing.models.training_settings import Settings, make_settings

HERE = Path(__file__).parent
BASE = HERE.parent.parent / "configs" / "studies" / "encoder_ablations.yaml"
RESAMPLES = 2000


def settings_of(change: dict[str, Any], seed: int) -> Settings:
    """Return the reference's settings with what a variant changes."""
    content = yaml.safe_load(BASE.read_text("utf-8"))["train"]["encoder"]
    change = dict(change)
    content["tasks"] |= change.pop("tasks", {})
    for task in change.pop("without", ()):
        del content["tasks"][task]
    return make_settings({**content, **change, "name": "ablation", "seed": seed})


def predictions(model: EncoderModel, settings: Settings) -> pd.DataFrame:
    """Return one row a judged sentence: corpus, task, row_id, article, label, p (of class 1, or of the class said)."""
    parts = []
    for one in read_held_out(settings):
        if not one.judge or one.name.startswith("polnear"):
            continue
        corpus = one.name.split(":")[0]
        task = {"babe": "loaded_language", "checkthat": "editorializing", "newsmtsc": "stance"}[corpus]
        rows = one.rows[one.rows[task].notna()]
        given: dict[str, Any] = {}
        if task == "stance":
            given["mentions"] = [(int(s), int(e)) for s, e in zip(rows["start"], rows["end"], strict=True)]
        p = np.nan_to_num(model.predict_proba(rows["text"].tolist(), task=task, **given), nan=1 / 3)
        said = p.argmax(axis=1) if task == "stance" else p[:, 1]
        label = rows[task].to_numpy(dtype=float)
        kept = rows[["row_id", "article"]].assign(corpus=corpus, task=task, label=label, p=said)
        parts.append(kept)
    return pd.concat(parts, ignore_index=True)


def measure(task: str, label: np.ndarray, p: np.ndarray) -> float:
    """Return AUC, for stance macro-F1."""
    return macro_f1(label, p) if task == "stance" else float(roc_auc_score(label, p))


def compared(one: pd.DataFrame, reference: pd.DataFrame, seed: int = 0) -> list[dict[str, Any]]:
    """Return the metric of each task with its interval, and the paired difference from the reference."""
    found = []
    for task, rows in one.groupby("task", sort=False):
        beside = reference[reference["task"] == task]
        label, p, q = (frame[name].to_numpy() for frame, name in ((rows, "label"), (rows, "p"), (beside, "p")))
        groups = [np.array(list(places)) for places in rows.reset_index(drop=True).groupby("article").groups.values()]
        rng = np.random.default_rng(seed)
        draws = []
        for _ in range(RESAMPLES if len(groups) > 1 else 0):
            at = np.concatenate([groups[k] for k in rng.integers(0, len(groups), len(groups))])
            if len(set(label[at])) > 1:
                draws.append((measure(str(task), label[at], p[at]), measure(str(task), label[at], q[at])))
        drawn = np.array(draws)
        value, base = measure(str(task), label, p), measure(str(task), label, q)
        low, high = np.quantile(drawn[:, 0], [0.025, 0.975])
        less, more = np.quantile(drawn[:, 0] - drawn[:, 1], [0.025, 0.975])
        name = "macro_f1" if task == "stance" else "auc"
        found.append(
            {"task": task, "metric": name, "value": value, "low": low, "high": high,
             "difference": value - base, "difference_low": less, "difference_high": more, "n": len(rows)}
        )  # fmt: skip
    return found


def run(name: str, change: dict[str, Any], seed: int, runs: Path) -> None:
    """Train a variant and store what it says of the judged rows."""
    folder = runs / f"{name}-{seed}"
    if (folder / "predictions.parquet").exists():
        return
    settings = settings_of(change, seed)
    print(f"{name}, seed {seed}", flush=True)
    tables, _ = read_tables(settings)
    model = train_encoder(settings, tables, out=folder)
    if "attribution" in settings.tasks:
        rows = get_corpus("polnear").table("dev").drop_duplicates("article").head(25)
        roles = pd.DataFrame([{"metric": key, "value": value} for key, value in role_metrics(model, rows).items()])
        roles.to_csv(folder / "roles.csv", index=False)
    predictions(model, settings).to_parquet(folder / "predictions.parquet")


def report(runs: Path, names: list[str]) -> pd.DataFrame:
    """Return the metrics of all that has been trained, each beside the reference of its seed."""
    rows = []
    for folder in sorted(runs.glob("*-*"), key=lambda f: names.index(f.name.rsplit("-", 1)[0])):
        name, seed = folder.name.rsplit("-", 1)
        if not (folder / "predictions.parquet").exists():
            continue
        reference = pd.read_parquet(runs / f"reference-{seed}" / "predictions.parquet")
        found = compared(pd.read_parquet(folder / "predictions.parquet"), reference)
        rows += [{"variant": name, "seed": int(seed), **row} for row in found]
        if (folder / "roles.csv").exists():
            base = pd.read_csv(runs / f"reference-{seed}" / "roles.csv").set_index("metric")["value"]
            roles = pd.read_csv(folder / "roles.csv").set_index("metric")["value"]
            rows += [
                {"variant": name, "seed": int(seed), "task": "attribution", "metric": metric, "value": value,
                 "difference": value - base[metric], "n": int(roles["n"])}
                for metric, value in roles.items() if metric != "n"
            ]  # fmt: skip
    return pd.DataFrame(rows).round(4)


def kept_beside(new: pd.DataFrame, file: Path, names: list[str]) -> pd.DataFrame:
    """Return the new rows and, of variants and seeds whose run is no longer there, those that were written before.

    Differences are from the reference of the same processor: ``processor`` says which, where more than one was used.
    """
    new = new.assign(processor=processor())
    if not file.exists():
        return new
    old = pd.read_csv(file)
    done = set(zip(new["variant"], new["seed"], new["processor"], strict=True))
    stays = [key not in done for key in zip(old["variant"], old["seed"], old["processor"], strict=True)]
    both = pd.concat([old[stays], new], ignore_index=True)
    return both.sort_values("variant", key=lambda column: column.map(names.index), kind="stable")


def processor() -> str:
    """Return what computes bfloat16 here: sums differ in their last digits from one to the other."""
    flags = set(Path("/proc/cpuinfo").read_text().split()) if Path("/proc/cpuinfo").exists() else set()
    return "amx" if "amx_bf16" in flags else "avx512" if "avx512_bf16" in flags else "other"


def main() -> None:
    """Train what is missing, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=Path, default=Path("runs/ablations"))
    parser.add_argument("--only", help="names of variants, with commas between them; reference always")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    options = parser.parse_args()
    variants = yaml.safe_load((HERE / "variants.yaml").read_text("utf-8"))
    wanted = ["reference", *options.only.split(",")] if options.only else list(variants)
    if unknown := [name for name in wanted if name not in variants]:
        parser.error(f"No variant {unknown[0]!r}; known are {', '.join(variants)}.")
    for name in dict.fromkeys(wanted):
        for seed in options.seeds:
            run(name, variants[name], seed, options.runs)
    table = kept_beside(report(options.runs, list(variants)), HERE / "results.csv", list(variants))
    table.to_csv(HERE / "results.csv", index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
