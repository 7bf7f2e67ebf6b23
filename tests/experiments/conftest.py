"""The studies are scripts beside their results: their folders are put where imports look."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "experiments" / "features"))
