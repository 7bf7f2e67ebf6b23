"""A model, or the reading of voice, measured on an annotated corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from framing.counts import counted
from framing.errors import InputError
from framing.terminal import results_table, short_table, tell_file, with_intervals


def evaluate(
    task: Annotated[
        str | None,
        typer.Argument(
            help="editorializing, loaded_language, frames, stance or attribution (the corpus's first); voice; "
            "evidence: words against marked ones; names: how far scores hang on who is named; pairs: the same words in "
            "the author's voice and in another's."
        ),
    ] = None,
    corpus: Annotated[str, typer.Option("--corpus", help="See: framing corpora.")] = "sample",
    split: Annotated[
        str | None,
        typer.Option("--split", help="A part, or folds: article, outlet, random, topic, leave_one_outlet_out."),
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option("--model", "-m", help="A model's name or folder; repeatable (seeds): their mean is added."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the bootstrap and of training on folds.")] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Also write the table (.csv, .jsonl, .parquet).")
    ] = None,
    beside: Annotated[
        list[str] | None, typer.Option("--beside", help="names, pairs: a model to show beside it; repeatable.")
    ] = None,
    against: Annotated[
        str | None, typer.Option(help="Also compare with this model, or baseline (tf-idf), on the same rows.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Also measure each outlet, topic or other column of the corpus alone.")
    ] = None,
    leakage: Annotated[bool, typer.Option(help="Tell what test rows share with what was learned from.")] = True,
    fold_models: Annotated[
        str | None,
        typer.Option(
            "--folds", help="evidence, names: folders of models trained without a fold of BABE: 'runs/fold{}/model'."
        ),
    ] = None,
) -> None:
    """Measure a model, or the reading of voice, on a corpus. Every metric has its interval."""
    from framing.articles import write_table
    from framing.articles.write import check_output
    from framing.evaluation import evaluate_evidence, evaluate_groups, evaluate_seeds, evaluate_voice
    from framing.evaluation.evidence import models_to_compare
    from framing.evaluation.splits import SPLITS
    from framing.models import load_model, recipe_of

    if output is not None:
        check_output(output)
    audit = task in ("names", "pairs")
    if audit and (split is not None or corpus != "sample"):
        raise InputError(f"{task!r} is measured on sentences of its own; leave out --corpus and --split.")
    if (beside and not audit) or (fold_models and task not in ("evidence", "names")):
        raise InputError("--beside belongs to names and pairs, --folds to evidence and names; leave them out here.")
    if (against or by) and (audit or task in ("voice", "evidence")):
        raise InputError(f"--against and --by belong to the tasks of models, not to {task}; leave them out.")
    named = model or ["default"]
    if audit:
        table = _audit(str(task), [*named, *(beside or ())], fold_models, seed)
    elif task == "voice":
        table = evaluate_voice(corpus, split, seed=seed)
        typer.echo(short_table(table))
    elif task == "evidence":
        compared = models_to_compare(named[0], fold_models, corpus, seed, say=lambda line: typer.echo(line, err=True))
        table = evaluate_evidence(compared, corpus, seed=seed)
        typer.echo(short_table(table))
    else:
        judged: list[Any] = [recipe_of(name) if split in SPLITS else load_model(name) for name in named]
        table = evaluate_seeds(judged, corpus, split, task, seed=seed, names=named if len(named) > 1 else None)
        typer.echo(results_table(table))
        asked = (corpus, str(table["split"].iloc[0]), str(table["task"].iloc[0]))
        if leakage:
            _tell_leakage(judged[0], *asked[:2])
        if against is not None:
            _tell_differences(judged, against, *asked, seed)
        if by is not None:
            groups = evaluate_groups(judged[0], *asked[:2], by, asked[2], seed=seed)
            wide = with_intervals(groups, ["value"]).pivot_table(
                index=["group", "model", "n", "positives", "clusters"], columns="metric", values="value",
                aggfunc="first", sort=False,
            )  # fmt: skip
            typer.echo(f"\nBy {by}:\n{short_table(wide.reset_index())}")
    if output is not None:
        tell_file(write_table(table, output), counted(len(table), "result"))


def _tell_leakage(model: Any, corpus: str, split: str) -> None:
    """Say on standard error what the rows of a split share with what a model learned from."""
    from framing.evaluation import leakage_of
    from framing.evaluation.leakage import tell

    for line in tell(leakage_of(model, corpus, split)) or ["Leakage unknown: the model does not say what it learned."]:
        typer.echo(line, err=True)


def _tell_differences(models: list[Any], against: str, corpus: str, split: str, task: str, seed: int) -> None:
    """Print how models differ from another one, or from a baseline, on the same rows."""
    from framing.evaluation import BASELINES, compare_models
    from framing.evaluation.splits import SPLITS
    from framing.models import load_model, recipe_of

    other = [] if against in BASELINES else [recipe_of(against) if split in SPLITS else load_model(against)]
    baselines = [against] if against in BASELINES else []
    name = other[0].name if other else against
    table = compare_models([*models, *other], corpus, split, task, against=name, baselines=baselines, seed=seed)
    shown = with_intervals(table.rename(columns={"difference": "value"}), ["value"]).rename(
        columns={"value": "difference"}
    )
    typer.echo("\nDifferences on the same rows, paired over articles; p adjusted after Holm:")
    typer.echo(short_table(shown[["model_a", "model_b", "metric", "difference", "p_adjusted"]]))
    for row in table.drop_duplicates(["model_a", "model_b"]).dropna(subset=["mcnemar_p"]).itertuples():
        alone: Any = row.only_a
        typer.echo(
            f"McNemar: {row.model_a} alone is right on {counted(alone, 'row')}, {row.model_b} alone on "
            f"{row.only_b}; exact p = {row.mcnemar_p_adjusted:.4f}, sentences taken as independent."
        )


def _audit(task: str, names: list[str], fold_models: str | None, seed: int) -> Any:
    """Print how models behave on swapped names or on minimal pairs of voice, and return the table of all of it."""
    import pandas as pd

    from framing.evaluation import evaluate_names, evaluate_pairs, name_cases
    from framing.evaluation.name_tables import name_tables
    from framing.evaluation.splits import FOLDS
    from framing.models import load_model

    if fold_models is not None and "{}" not in fold_models:
        raise InputError(
            f"--folds takes folders with {{}} for the fold, as 'runs/fold{{}}/model', not {fold_models!r}."
        )
    models = [load_model(name) for name in names]
    if task == "pairs":
        table = pd.concat([evaluate_pairs(model, seed=seed) for model in models], ignore_index=True)
        shown = with_intervals(table, ["value"])
        settings = ["model", "author_view", "reader"]
        wide = shown.pivot_table(index="metric", columns=settings, values="value", aggfunc="first", sort=False)
        wide.columns = [" ".join(column) for column in wide.columns]
        typer.echo(short_table(wide.reset_index()))
        return table
    folds = [load_model(fold_models.format(k)) for k in range(FOLDS)] if fold_models else None
    cases = name_cases(seed=seed)
    made = [
        evaluate_names(model, cases=cases, fold_models=None if number else folds, seed=seed)
        for number, model in enumerate(models)
    ]
    for part in made:
        for heading, short in name_tables(part):
            typer.echo(f"{heading}\n{short_table(short)}\n")
    return pd.concat(made, ignore_index=True)
