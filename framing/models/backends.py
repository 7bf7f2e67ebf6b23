"""The encoder outside torch: exported once to ONNX, computed by ONNX Runtime or OpenVINO.

ONNX Runtime computes in float32. Its 8-bit weights were measured and are not offered: on 700 sentences of news
they moved 1 to 2 % of the labels to the other side of their threshold (one scale for each output), or .3 to .4 % in
blocks of 32, and were then slower than float32.
"""

from __future__ import annotations

import copy
import hashlib
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stderr, redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import torch

from framing.errors import InputError
from framing.models.batching import Ids, batches
from framing.models.cores import physical_cores
from framing.models.encoder_base import body
from framing.models.encoder_network import Network
from framing.models.runners import CPU_TOKENS, padded
from framing.places import cache_folder, make_folder

FORMAT = "1"
"""Part of the name of an export: another one where what is exported changes."""


def exported_runner(network: Network, filler: int, backend: str) -> ExportedRunner:
    """Return what computes a network's encoder in a backend; exported where the cache does not hold it.

    Raises InputError where the backend's package is not installed.
    """
    require(backend, "onnxruntime" if backend == "onnx" else "openvino")
    file = export(network.encoder, cache_folder("exports") / f"{encoder_digest(network.encoder)}-{FORMAT}.onnx")
    return (OnnxRunner if backend == "onnx" else OpenVinoRunner)(network, filler, file)


def export(encoder: Any, file: Path) -> Path:
    """Write an encoder to an ONNX file, whole or not at all, unless the file is there; return it.

    Raises InputError where a package is missing, the encoder is in training mode, or the folder cannot be written to.
    """
    if not file.exists():
        if encoder.training:
            raise InputError("An encoder in training mode is not exported: dropout would be part of it; call .eval().")
        make_folder(file.parent)
        with tempfile.TemporaryDirectory(dir=file.parent) as place:
            made = Path(place) / file.name
            _to_onnx(encoder, made)
            os.replace(made, file)
    return file


def encoder_digest(encoder: Any) -> str:
    """Return 16 hexadecimal digits that name all weights of an encoder."""
    digest = hashlib.blake2b(digest_size=8)
    for name, parameter in sorted(body(encoder).items()):
        digest.update(f"{name}{tuple(parameter.shape)}{parameter.dtype}".encode())
        digest.update(parameter.detach().cpu().contiguous().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def require(extra: str, package: str) -> Any:
    """Return a package that an extra brings; raises InputError where it is missing."""
    try:
        return import_module(package)
    except ImportError as error:
        raise InputError(
            f"The backend {extra!r} needs the package {package}; install it: pip install 'framing[{extra}]'."
        ) from error


class ExportedRunner:
    """An exported encoder on padded batches; see :class:`framing.models.runners.Runner`."""

    device = torch.device("cpu")

    def __init__(self, network: Network, filler: int) -> None:
        self.size, self.filler = int(network.encoder.config.hidden_size), filler

    def states(self, texts: Sequence[Ids], workers: int = 1) -> Iterator[tuple[list[int], torch.Tensor]]:
        """Yield for each batch which texts are in it, and their states (tokens, size), one text after the other."""
        for chosen in batches([len(ids) for ids in texts], CPU_TOKENS):
            ids, mask = padded([texts[at] for at in chosen], self.filler)
            yield chosen.tolist(), torch.from_numpy(self.compute(ids, mask)[mask.astype(bool)])

    def threads(self) -> AbstractContextManager[int]:
        """Return a context that changes nothing: the backend has threads of its own."""
        return nullcontext(1)

    def compute(self, ids: np.ndarray[Any, Any], mask: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return states (texts, tokens, size) of ids and mask (texts, tokens)."""
        raise NotImplementedError


class OnnxRunner(ExportedRunner):
    """ONNX Runtime on the processor."""

    def __init__(self, network: Network, filler: int, file: Path) -> None:
        super().__init__(network, filler)
        onnxruntime = require("onnx", "onnxruntime")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = physical_cores()
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def compute(self, ids: np.ndarray[Any, Any], mask: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """See :class:`ExportedRunner`."""
        return np.asarray(self.session.run(None, {"input_ids": ids, "attention_mask": mask})[0])


class OpenVinoRunner(ExportedRunner):
    """OpenVINO on the processor, in bfloat16 where the processor has it."""

    def __init__(self, network: Network, filler: int, file: Path) -> None:
        super().__init__(network, filler)
        openvino = require("openvino", "openvino")
        settings = {"INFERENCE_NUM_THREADS": physical_cores(), "PERFORMANCE_HINT": "THROUGHPUT", "NUM_STREAMS": 1}
        self.model = openvino.Core().compile_model(str(file), "CPU", settings)

    def compute(self, ids: np.ndarray[Any, Any], mask: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """See :class:`ExportedRunner`."""
        return np.array(self.model([ids, mask])[0])


class _States(torch.nn.Module):
    """An encoder that returns nothing but its hidden states."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states: torch.Tensor = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return states


def _to_onnx(encoder: Any, target: Path) -> None:
    require("onnx", "onnx")
    require("onnx", "onnxscript")
    wrapped = _States(encoder if encoder.dtype == torch.float32 else copy.deepcopy(encoder).float()).eval()
    ids = torch.ones(2, 16, dtype=torch.int64)
    longest = int(getattr(encoder.config, "max_position_embeddings", 512))
    shape = {0: torch.export.Dim("texts", min=1, max=4096), 1: torch.export.Dim("tokens", min=2, max=longest)}
    with torch.no_grad(), _quiet(), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        torch.onnx.export(
            wrapped,
            (ids, torch.ones_like(ids)),
            target,
            input_names=["input_ids", "attention_mask"],
            output_names=["states"],
            dynamic_shapes={"input_ids": shape, "attention_mask": shape},
            external_data=False,
            dynamo=True,
            verbose=False,
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep torch's exporter from telling what it skips, and leave its logger as it was."""
    logger = logging.getLogger("torch.onnx")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)
