"""Pairs of sentences that differ in one word or mark: what is responsible reacts, and nothing that is not its own.

``family.feature`` must change by the sign given; of the other families those may react that a reader would expect to
(the same word is in a list of theirs too), which each pair names; all others must stay as they are.
"""

from __future__ import annotations

import numpy as np
import pytest

from framing.features import FEATURES, extract

LEXICAL = "lexicon epistemic"
VALENCE = "valence voice_valence"
BOTH = f"{LEXICAL} {VALENCE}"
QUOTES = "quotation speech voice_valence prose"
VECTORS = ("frame_vocabulary", "microframes")

PAIRS: list[tuple[str, str, str, str, str]] = [
    # plain, changed, feature, sign, families that may react beside it
    ("The mayor said that it rained.", "The mayor ranted that it rained.", "lexicon_report_charged", "+",
     LEXICAL + " quotation speech"),
    ('"We won," the mayor said.', '"We won," the mayor claimed.', "speech_cue_doubting", "+", LEXICAL),
    ('"We won," the mayor said.', '"We won," the mayor admitted.', "speech_cue_conceding", "+", BOTH),
    ('"We won," the mayor said.', '"We won," the mayor gloated.', "speech_cue_charged", "+", BOTH),
    ("The council passed the tax.", "The council passed the tax grab.", "epistemic_partisan_share", "+", BOTH),
    ("The group met on Monday.", "The mob met on Monday.", "lexicon_charged_nouns", "+", LEXICAL),
    ("The plan passed.", 'The "plan" passed.', "speech_scare_words", "+", QUOTES),
    ("The mayor called it a disgrace.", 'The mayor called it "a disgrace".', "quotation_quoted_share", "+", QUOTES),
    ("He surely left.", "He perhaps left.", "epistemic_hedges_share", "+", f"{BOTH} style prose argumentation"),
    ("The plan is obviously bad.", "The plan is apparently bad.",
     "epistemic_boosters_share", "-", LEXICAL + " argumentation"),
    ("The plan is really shameful.", "The plan is not shameful.", "epistemic_blame_negated", "+", BOTH + " style"),
    ("They managed to open it.", "They failed to open it.", "epistemic_implicatives_negative_share", "+", BOTH),
    ("We like the rain.", "We regret the rain.", "epistemic_factives_share", "+", BOTH),
    ("It was a warm day.", "It was an astronomical day.", "epistemic_hyperbole_share", "+", BOTH + " vagueness"),
    ("They left.", "They left!", "style_exclamations", "+", VALENCE),
    ("They left town.", "They left town?", "style_questions", "+", "argumentation"),
    ("They left town.", "We left town.", "style_first_plural", "+", "prose"),
    ("The crew built the bridge.", "The crew built the BRIDGE.", "style_capitals", "+", "vagueness"),
    ("They built 3 bridges.", "They built few bridges.", "vagueness_vague_quantifiers", "+", LEXICAL + " style"),
    ("They left on Monday.", "They left on horseback.", "vagueness_precise_times", "-", LEXICAL + " style"),
    ("Nurses met on Monday.", "Insiders met on Monday.", "vagueness_vague_sources", "+", ""),
    ("They paid 200 dollars.", "They paid roughly 200 dollars.", "vagueness_approximators", "+", LEXICAL + " style"),
    ("The town can rebuild it.", "The town must rebuild it.", "argumentation_calls", "+", LEXICAL + " prose"),
    ("It closed when it rained.", "It closed because it rained.", "argumentation_premises", "+", LEXICAL + " prose"),
    ("The town rebuilt it.", "Therefore the town rebuilt it.", "argumentation_conclusions", "+", LEXICAL + " prose"),
    ("They will build it.", "They might build it.", "prose_modals_possibility", "+", LEXICAL),
    ("Workers closed the bridge.", "Workers were closed there.", "prose_agentless", "+", LEXICAL),
    ("It opened and it rained.", "It opened although it rained.", "prose_contrast", "+", LEXICAL + " argumentation"),
    ("It was a plain day.", "It was a wonderful day.", "valence_compound", "+", BOTH),
    ('"It was a plain day," Ana Ruiz said.', '"It was a horrible day," Ana Ruiz said.',
     "voice_valence_other_negative", "+",
     BOTH),
    ("It was a horrible day, said Ana Ruiz.", '"It was a horrible day," said Ana Ruiz.',
     "speech_quoted_words", "+", QUOTES),
    ("The town debated the walls.", "The town debated the taxes.", "frame_vocabulary_economic_seeds", "+", LEXICAL),
    ("The town is dangerous.", "The town is safe.", "microframes_safe_dangerous_bias", "+", BOTH + " vagueness"),
]  # fmt: skip

FOLLOWS = (
    *("style_words", "style_word_length", "prose_syllables", "prose_reading_ease", "prose_long_share", "prose_variety"),
    *("style_past", "prose_function_share", "prose_capital_share", "prose_digit_share", "prose_repeated"),
    *("quotation_quoted_share", "quotation_attributed_share", "quotation_longest"),
)
"""Lengths and shares of characters and words follow any change of a word, and so do the word vectors."""


@pytest.mark.parametrize(("plain", "changed", "feature", "sign", "beside"), PAIRS, ids=[pair[2] for pair in PAIRS])
def test_the_responsible_feature_reacts_and_only_what_may(
    plain: str, changed: str, feature: str, sign: str, beside: str
) -> None:
    before, after = extract([plain, changed]).to_numpy()
    names = list(extract([]).columns)
    moved = {name for name, one, other in zip(names, before, after, strict=True) if not np.isclose(one, other)}
    where = names.index(feature)
    assert (after[where] > before[where]) if sign == "+" else (after[where] < before[where])
    own = max((family for family in FEATURES if feature.startswith(f"{family}_")), key=len)
    allowed = {own, *beside.split(), *VECTORS}
    strangers = {name for name in moved if not any(name.startswith(f"{family}_") for family in allowed)}
    strangers -= set(FOLLOWS)
    assert not strangers


def test_there_are_thirty_pairs_and_each_family_has_one() -> None:
    assert len(PAIRS) >= 30
    covered = {family for family in FEATURES for pair in PAIRS if pair[2].startswith(f"{family}_")}
    assert covered == set(FEATURES) - {"position"}  # a sentence by itself has no place
