"""An encoder model as a folder that other tools read too: the encoder as ``AutoModel`` has it, our heads beside it."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from framing.errors import InputError
from framing.models.encoder_base import fingerprint, load_encoder
from framing.models.encoder_delta import apply_delta
from framing.models.encoder_store import PLAIN, load_parts, save_parts
from framing.places import expanded

if TYPE_CHECKING:
    from framing.models.encoder import EncoderModel

HEADS = "framing"
"""The folder, inside the one of the encoder, with what is ours."""


def save_pretrained(model: EncoderModel, folder: str | os.PathLike[str]) -> Path:
    """Write the fine-tuned encoder with its tokenizer (``AutoModel.from_pretrained`` reads them) and our heads.

    The heads, calibrations, thresholds and the model card lie in the folder's ``framing/``; :func:`from_pretrained`
    reads it all back.
    """
    path = expanded(folder)
    path.mkdir(parents=True, exist_ok=True)
    encoder, tokenizer = load_encoder(model.parts.encoder)
    apply_delta(encoder, model.parts.delta)
    encoder.save_pretrained(path)
    tokenizer.save_pretrained(path)
    card = {"encoder": model.parts.encoder, **model.card}  # what the card names, since here the encoder lies beside
    parts = replace(model.parts, encoder="..", delta={}, fingerprint=fingerprint(encoder), card=card)
    save_parts(parts, path / HEADS)
    if (path / HEADS / "README.md").exists():
        (path / "README.md").write_bytes((path / HEADS / "README.md").read_bytes())
    return path


def from_pretrained(
    name_or_path: str | os.PathLike[str],
    device: str | None = None,
    dtype: str | None = None,
    backend: str = "torch",
) -> EncoderModel:
    """Return the model that :func:`save_pretrained` wrote to a folder, or that was pushed to the hub.

    Raises InputError where the folder holds no such model, or the hub has none (or is not reached).
    """
    from framing.models.encoder import EncoderModel

    path = expanded(name_or_path)
    if not path.is_dir():
        path = fetched(str(name_or_path))
    if not (path / HEADS / PLAIN).is_file():
        raise InputError(
            f"{path} holds no {HEADS}/{PLAIN}: it is an encoder without heads of framing, or no model; give a folder "
            "that save_pretrained wrote, or train heads for it (configs/default_model.yaml, encoder: …)."
        )
    return EncoderModel(replace(load_parts(path / HEADS), encoder=str(path)), device, dtype, backend)


def push_to_hub(model: EncoderModel, repo_id: str, private: bool = True, token: str | None = None) -> str:
    """Upload what :func:`save_pretrained` writes, the card as its front page, and return the address."""
    from huggingface_hub import HfApi

    api = HfApi(token=token)
    with tempfile.TemporaryDirectory() as folder:
        path = save_pretrained(model, folder)
        api.create_repo(repo_id, private=private, exist_ok=True)
        return str(api.upload_folder(repo_id=repo_id, folder_path=path))


def fetched(name: str) -> Path:
    """Return the folder of this machine to which a model of the hub is fetched; InputError where the hub gives none."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        return Path(snapshot_download(name))
    except (OSError, HfHubHTTPError, HFValidationError) as error:
        reason = (str(error).splitlines() or ["unreachable"])[0]
        raise InputError(f"No folder {name!r} is here, and the hub gave no such model ({reason}).") from error
