from __future__ import annotations

import subprocess
import sys


def test_loading_and_using_a_model_leaves_the_generators_alone() -> None:
    code = (
        "import random, numpy, torch, framing\n"
        "before = random.getstate(), str(numpy.random.get_state()), torch.get_rng_state().tolist()\n"
        "framing.evaluate(framing.load_model('linear'), 'sample', 'all', resamples=20, baselines=['tf-idf'])\n"
        "framing.score('He left. A disgrace.')\n"
        "after = random.getstate(), str(numpy.random.get_state()), torch.get_rng_state().tolist()\n"
        "print([a == b for a, b in zip(before, after)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[True, True, True]"
