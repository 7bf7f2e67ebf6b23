"""Articles or scores in, sources compared: estimates printed, tables and a report written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from framing.commands.compared import tell_comparison
from framing.commands.options import (
    ColumnOption,
    ModelOption,
    OnErrorChoice,
    OnErrorOption,
    PeriodOption,
    TitlesOption,
    VoiceOption,
    columns,
)
from framing.counts import counted
from framing.errors import InputError, unknown_name
from framing.terminal import progress, tell_file, tell_rejects


class CopiesChoice(StrEnum):
    """What is done about copies of an article."""

    once = "once"
    out = "out"
    all = "all"


class EffectChoice(StrEnum):
    """How large a difference is."""

    cliffs_delta = "cliffs_delta"
    cohens_d = "cohens_d"


class AdjustChoice(StrEnum):
    """How sources are adjusted."""

    model = "model"
    strata = "strata"


def compare(
    path: Annotated[Path, typer.Argument(help="A table or folder of articles; or scores: their file or folder.")],
    by: Annotated[str, typer.Option("--by", help="The column whose values are compared.")] = "source",
    match: Annotated[
        str | None,
        typer.Option("--match", help="Compare within events: the column that names them, or 'found' to find them."),
    ] = None,
    adjust: Annotated[
        list[str] | None, typer.Option("--adjust", help="Compare at equal values of this column; repeatable.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The folder for the report, the tables and the scores.")
    ] = None,
    measure: Annotated[list[str] | None, typer.Option("--measure", help="Only this measure; repeatable.")] = None,
    reference: Annotated[
        str | None, typer.Option("--reference", help="Compare with this source only, not all pairs.")
    ] = None,
    copies: Annotated[
        CopiesChoice, typer.Option(help="Count copies of an article once, leave them out, or count all.")
    ] = CopiesChoice.once,
    adjust_by: Annotated[
        AdjustChoice, typer.Option(help="A mixed model, or post-stratification.")
    ] = AdjustChoice.model,
    effect: Annotated[EffectChoice, typer.Option(help="The effect size.")] = EffectChoice.cliffs_delta,
    margin: Annotated[float, typer.Option(help="Differences below this count as none in equivalence tests.")] = 0.05,
    days: Annotated[int, typer.Option(help="Of found events: how far apart their articles may be.")] = 3,
    period: PeriodOption = "auto",
    mark: Annotated[
        list[str] | None,
        typer.Option("--mark", help="A day in the figures of series, such as 2016-11-08='The election'; repeatable."),
    ] = None,
    targets: Annotated[
        str | None,
        typer.Option(help="Also the stance toward targets: a YAML file of targets and their aliases, or 'auto'."),
    ] = None,
    labels: Annotated[
        list[Path] | None,
        typer.Option("--labels", help="A coded sample of these scores: adds estimates that it corrects."),
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", help="The key of the sample, where it is not beside it.")] = None,
    changes: Annotated[
        bool,
        typer.Option("--changes", help="Find where series change their level; needs framing[series]."),
    ] = False,
    words: Annotated[bool, typer.Option(help="Look for the words that set sources apart; without, faster.")] = True,
    draws: Annotated[int, typer.Option(help="Of the bootstrap over articles.")] = 10_000,
    level: Annotated[float, typer.Option(help="The coverage of the intervals.")] = 0.95,
    seed: Annotated[int, typer.Option(help="The same seed gives the same intervals.")] = 0,
    model: ModelOption = "default",
    column: ColumnOption = None,
    titles: TitlesOption = False,
    voice: VoiceOption = "rules",
    on_error: OnErrorOption = OnErrorChoice.raise_,
    evidence: Annotated[bool, typer.Option(help="Mark the words behind the scores in the report; slower.")] = False,
) -> None:
    """Compare sources: how they differ, and how sure one is. Of each, also what it does by itself."""
    from framing.annotation import read_labels
    from framing.articles.targets import read_targets
    from framing.comparison import compare_sources
    from framing.comparison.reading import is_scores, read_scored
    from framing.comparison.sources import check_settings
    from framing.models import thresholds_under
    from framing.places import make_folder
    from framing.scale.stored import columns_of
    from framing.stance import READ, load_stance_model, score_stance

    if output is not None:
        if output.is_file():
            raise InputError(f"{output} is a file; give a folder for the report.")
        make_folder(output / "tables")
    # All that can be told before articles are scored, which may take hours, is told before.
    check_settings(copies.value, effect.value, adjust_by.value, margin, period, draws, level, changes)
    marks = _marks(mark or ())
    _check_measures(measure or ())
    if key is not None and not labels:
        raise InputError("--key is the key of a coded sample; give the sample with --labels, or leave --key out.")
    coded = read_labels(labels, key) if labels else None
    wanted = None if targets in (None, "auto") else read_targets(str(targets))
    if targets is not None:
        load_stance_model(model)  # one without an answer is told before anything is scored
    if is_scores(path):
        _check_unscored(titles, voice, column, on_error, evidence)
        given = read_scored(path)
        scores, attributions, stance = given.scores, given.attributions, given.stance
        if "thresholds" not in scores.attrs:
            scores.attrs["thresholds"] = thresholds_under(model)
            typer.echo(
                f"{path.name} does not keep its model's thresholds: those of {model} are taken (--model).", err=True
            )
    else:
        asked = _columns_asked(by, match, adjust or ())
        scores, attributions = _scored(path, model, columns(column), on_error.value, evidence, titles, voice, asked)
        stance = None
    if targets is not None:
        stance = score_stance(columns_of(scores, READ), wanted, model, progress=progress)
    compared = compare_sources(
        scores,
        by,
        match=match,
        adjust=adjust or (),
        measures=measure,
        reference=reference,
        copies=copies.value,
        stance=stance,
        attributions=attributions,
        model=model,
        days=days,
        period=period,
        marks=marks,
        adjust_by=adjust_by.value,
        margin=margin,
        effect=effect.value,
        changes=changes,
        labels=coded,
        words=words,
        draws=draws,
        level=level,
        seed=seed,
    )
    tell_comparison(compared, measure)
    if output is not None:
        _write(compared, attributions, output)


def _check_measures(names: Sequence[str]) -> None:
    """Raise UnknownNameError for what is no measure whatever the scores hold."""
    from framing.comparison.measures import FRAME, STANCE
    from framing.summary import MEASURES

    for name in names:
        if name not in MEASURES and not name.startswith((FRAME, STANCE)):
            raise unknown_name("measure", name, [*MEASURES, f"{FRAME}<name>", f"{STANCE}<target>"])


def _marks(given: Sequence[str]) -> dict[str, str]:
    """Return the days of ``DAY=WORDS``, each with its words; raises InputError for another form."""
    found = {}
    for one in given:
        day, words = (part.strip() for part in one.partition("=")[::2])
        try:
            known = date.fromisoformat(day).isoformat()
        except ValueError:
            known = ""
        if not known or not words:
            raise InputError(f"--mark takes DAY=WORDS, for example 2016-11-08='The election', not {one!r}.")
        found[known] = words
    return found


def _columns_asked(by: str, match: str | None, adjust: Sequence[str]) -> dict[str, str]:
    """Return the columns that the articles need, and what for."""
    from framing.comparison.adjust import LENGTH
    from framing.comparison.sources import FOUND

    asked = {name: "adjust by" for name in adjust if name != LENGTH}
    asked |= {match: "match by"} if match is not None and match != FOUND else {}
    return asked | {by: "compare by"}


def _check_unscored(
    titles: bool, voice: str, column: Sequence[str] | None, on_error: OnErrorChoice, evidence: bool
) -> None:
    """Raise InputError for options of reading, where scores are given, which are read already."""
    asked = [*["--titles"] * titles, *[f"--voice {voice}"] * (voice != "rules")]
    asked += [f"--column {one}" for one in column or ()]
    asked += [*["--on-error skip"] * (on_error is OnErrorChoice.skip), *["--evidence"] * evidence]
    if asked:
        raise InputError(
            f"{' and '.join(asked)}: for articles, and these are scored already; score them anew "
            f"(framing score … {' '.join(asked)})."
        )


def _scored(
    path: Path,
    model: str,
    named: dict[str, str] | None,
    on_error: Any,
    evidence: bool,
    titles: bool,
    voice: str,
    asked: Mapping[str, str],
) -> tuple[Any, Any]:
    """Return the scores and the attributions of articles, which have to have the columns in ``asked``."""
    from framing.articles import read_articles
    from framing.articles.titles import with_titles
    from framing.models import load_model
    from framing.models.voice_readers import voice_reader
    from framing.scoring import read, score_sentences

    loaded = load_model(model)
    reader = voice_reader(voice, loaded)
    articles = read_articles(path, columns=named, on_error=on_error)
    known = dict.fromkeys([*map(str, articles.columns), *articles.attrs.get("columns", {}).values()])
    for name, what in asked.items():
        if name not in known:
            raise InputError(f"The articles have no column {name!r} to {what}; they have {', '.join(known)}.")
        if name in articles and articles[name].isna().all():
            raise InputError(f"No article has a value in {name!r} to {what}; name another column, or fill it.")
    articles = with_titles(articles) if titles else articles
    tell_rejects(articles.attrs.get("rejects", []))
    sentences, attributions = read(articles, reader, progress)
    return score_sentences(sentences, loaded, evidence=evidence, progress=progress), attributions


def _write(compared: Any, attributions: Any, output: Path) -> None:
    """Write the report, the tables (CSV), and the scores and attributions (Parquet)."""
    from framing.articles import write_table
    from framing.scale.stored import StoredScores

    for name, table in compared.tables().items():
        write_table(table, output / "tables" / f"{name}.csv")
    if not isinstance(compared.scores, StoredScores):  # those of a scores folder stay there
        write_table(compared.scores, output / "scores.parquet")
    if attributions is not None:
        write_table(attributions, output / "attributions.parquet")
    tell_file(output / "tables", counted(len(compared.tables()), "table"))
    tell_file(compared.report(output), "Report")
