"""What to cite: the package, and the methods that a comparison used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import framing
from framing.report.procedures import PERMUTED

REFERENCES: dict[str, str] = {
    "bootstrap": (
        "Efron, B. (1979). Bootstrap methods: Another look at the jackknife. Annals of Statistics, 7(1), 1–26."
    ),
    "near_ends": (
        "Clopper, C. J., & Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of "
        "the binomial. Biometrika, 26(4), 404–413."
    ),
    "permutation": (
        "Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications "
        "in Genetics and Molecular Biology, 9(1), 39."
    ),
    "welch": (
        "Welch, B. L. (1947). The generalization of ‘Student’s’ problem when several different population variances "
        "are involved. Biometrika, 34(1–2), 28–35."
    ),
    "holm": (
        "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of "
        "Statistics, 6(2), 65–70."
    ),
    "bh": (
        "Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal "
        "Statistical Society B, 57(1), 289–300."
    ),
    "cliffs_delta": (
        "Cliff, N. (1993). Dominance statistics: Ordinal analyses to answer ordinal questions. Psychological "
        "Bulletin, 114(3), 494–509."
    ),
    "cohens_d": (
        "Hedges, L. V. (1981). Distribution theory for Glass’s estimator of effect size and related estimators. "
        "Journal of Educational Statistics, 6(2), 107–128."
    ),
    "equivalence": (
        "Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power approach. "
        "Journal of Pharmacokinetics and Biopharmaceutics, 15(6), 657–680."
    ),
    "icc": (
        "Donner, A. (1986). A review of inference procedures for the intraclass correlation coefficient in the "
        "one-way random effects model. International Statistical Review, 54(1), 67–82."
    ),
    "copies": (
        "Broder, A. Z. (1997). On the resemblance and containment of documents. Proceedings of Compression and "
        "Complexity of Sequences, 21–29."
    ),
    "corrected": (
        "Angelopoulos, A. N., Bates, S., Fannjiang, C., Jordan, M. I., & Zrnic, T. (2023). Prediction-powered "
        "inference. Science, 382, 669–674. Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using "
        "imperfect surrogates for downstream inference. Advances in Neural Information Processing Systems, 36."
    ),
    "words": (
        "Monroe, B. L., Colaresi, M. P., & Quinn, K. M. (2008). Fightin’ words: Lexical feature selection and "
        "evaluation for identifying the content of political conflict. Political Analysis, 16(4), 372–403."
    ),
    "frames": (
        "Boydstun, A. E., Card, D., Gross, J., Resnik, P., & Smith, N. A. (2014). Tracking the development of "
        "media frames within and across policy issues. APSA Annual Meeting."
    ),
    "calibration": (
        "Platt, J. (1999). Probabilistic outputs for support vector machines and comparisons to regularized "
        "likelihood methods. In Advances in Large Margin Classifiers (pp. 61–74). MIT Press."
    ),
    "temperature": (
        "Guo, C., Pleiss, G., Sun, Y., & Weinberger, K. Q. (2017). On calibration of modern neural networks. "
        "Proceedings of ICML, 1321–1330."
    ),
}
"""Sources of the methods, by what has to have been used for them to be named."""


def references(facts: dict[str, Any], calibration: list[str]) -> Iterator[str]:
    """Yield the references of the methods that were used, in the order of the authors' names."""
    used = set()
    if facts["intervals"]["bootstrap"] or "within_event" in facts["kinds"] or facts["words"] or facts["speakers"]:
        used.add("bootstrap")
    used |= {"near_ends"} if {"raw", "within_event"} & set(facts["kinds"]) else set()
    if facts["effects"]:
        used |= {"equivalence", *facts["effects"], *facts["corrections"]}
    used |= {"permutation"} if facts["p_methods"] & PERMUTED else set()
    used |= {"welch"} if "welch" in facts["p_methods"] else set()
    used |= {name for name in ("icc", "words", "frames") if facts[name]}
    used |= {"copies"} if facts["copies"] != "all" else set()
    used |= {"corrected"} if "corrected" in facts["kinds"] else set()
    used |= {"calibration"} if "Platt scaling" in calibration else set()
    used |= {"temperature"} if "temperature scaling" in calibration else set()
    yield from sorted(text for name, text in REFERENCES.items() if name in used)


def bibtex() -> str:
    """Return the entry for the package."""
    return (
        "@software{framing,\n"
        "  title   = {framing: framing and stance in news, sentence by sentence},\n"
        "  author  = {{The framing developers}},\n"
        f"  version = {{{framing.__version__}}},\n"
        "  license = {Apache-2.0}\n"
        "}"
    )
