from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory):
    from encoder_fixtures import make_encoder

    return make_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="session")
def tiny_model(tiny_encoder):
    from encoder_fixtures import plain_settings, tables

    from framing.models.training import train_encoder
    from framing.models.training_settings import make_settings

    return train_encoder(make_settings(plain_settings(tiny_encoder)), tables())
