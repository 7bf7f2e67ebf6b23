"""The words for measures in figures: what an axis says, and its short form in a row or a file name."""

from __future__ import annotations

AXIS_TITLES: dict[str, str] = {
    "share_editorializing": "Share of sentences that editorialize, author's voice (article shares)",
    "mean_editorializing": "Mean probability of editorializing, author's voice (article means)",
    "mean_other_editorializing": "Mean probability of editorializing, words of others (article means)",
    "mean_loaded_language": "Mean probability of loaded language, any voice (article means)",
    "share_loaded_language": "Share of sentences in loaded language, any voice (article shares)",
    "author_share": "Share of words that are the author's own (article shares)",
    "quoted_share": "Share of words that are quoted (article shares)",
    "attributed_share": "Share of words that paraphrase somebody (article shares)",
}
"""Measures of :data:`framing.summary.MEASURES`, with the words under their axis."""


def axis_title(measure: str) -> str:
    """Return the words under the axis of any measure: those above, of a frame, of a stance, or the name itself."""
    if measure in AXIS_TITLES:
        return AXIS_TITLES[measure]
    if measure.startswith("frame_"):
        return f"Mean probability of the frame “{plain(measure)}” (article means)"
    if measure.startswith("stance_"):
        return f"Stance toward {measure.removeprefix('stance_')}: −1 negative, 1 positive (article means)"
    return f"{plain(measure).capitalize()} (article means)"


def plain(measure: str) -> str:
    """Return a measure's name in words: ``frame_public_opinion`` is "public opinion"."""
    return measure.removeprefix("frame_").replace("_", " ")


def lowest(measure: str) -> float:
    """Return the least value that a measure can have: −1 for a stance, else 0."""
    return -1.0 if measure.startswith("stance_") else 0.0
