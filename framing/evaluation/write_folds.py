"""Write the manifests of folds anew: ``python -m framing.evaluation.write_folds``, with FRAMING_DATA set."""

from __future__ import annotations

from framing.evaluation.splits import write_manifests

if __name__ == "__main__":
    for path in write_manifests():
        print(path)
