"""The encoder outside torch: exported once to ONNX, computed by ONNX Runtime (8-bit weights) or OpenVINO."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, redirect_stderr, redirect_stdout
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

FORMAT = "2"
"""Part of the name of an export: another one where what is exported changes."""


def cache_folder() -> Path:
    """Return the user's folder for exports of encoders."""
    from platformdirs import user_cache_path

    return user_cache_path("framing") / "exports"


def exported_runner(network: Network, filler: int, backend: str) -> ExportedRunner:
    """Return what computes a network's encoder in a backend; exported where the cache does not hold it.

    Raises InputError where the backend's package is not installed.
    """
    require(backend, "onnxruntime" if backend == "onnx" else "openvino")
    folder = cache_folder() / f"{encoder_digest(network.encoder)}-{FORMAT}"
    return STARTS[backend](network, filler, export(network, folder, backend))


def export(network: Network, folder: Path, backend: str) -> Path:
    """Write the encoder of a network for a backend into a folder, unless it is there; return the file.

    Raises InputError where a package is missing.
    """
    file = folder / NAMES[backend]
    if not file.exists():
        plain = folder / PLAIN
        if not plain.exists():
            _write(plain, lambda target: _to_onnx(network.encoder, target))
        if backend == "onnx":
            _write(file, lambda target: _quantized(plain, target))
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

    def states(self, texts: Sequence[Ids]) -> Iterator[tuple[list[int], torch.Tensor]]:
        """Yield for each batch which texts are in it, and their states (tokens, size), one text after the other."""
        for chosen in batches([len(ids) for ids in texts], CPU_TOKENS):
            ids, mask = padded([texts[at] for at in chosen], self.filler)
            yield chosen.tolist(), torch.from_numpy(self.compute(ids, mask)[mask.astype(bool)])

    def threads(self) -> AbstractContextManager[Any]:
        """Return a context that changes nothing: the backend has threads of its own."""
        return nullcontext()

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


PLAIN = "encoder.onnx"
NAMES = {"onnx": "encoder-int8.onnx", "openvino": PLAIN}
"""Files of an export, by backend."""

STARTS: dict[str, Any] = {"onnx": OnnxRunner, "openvino": OpenVinoRunner}


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
    if encoder.training:
        raise InputError("An encoder in training mode cannot be exported: dropout would be part of it; call .eval().")
    wrapped = _States(encoder).float().eval()
    ids = torch.ones(2, 16, dtype=torch.int64)
    shape = {0: torch.export.Dim("texts", min=1, max=4096), 1: torch.export.Dim("tokens", min=2, max=512)}
    with torch.no_grad(), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
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


def _quantized(plain: Path, target: Path) -> None:
    """Write an ONNX model with 8-bit weights, one scale for each output of a layer; inputs are scaled as they come."""
    quantization = import_module("onnxruntime.quantization")
    quantization.quantize_dynamic(
        plain, target, per_channel=True, reduce_range=False, op_types_to_quantize=["MatMul", "Gemm"]
    )


def _write(file: Path, make: Any) -> None:
    """Make a file under another name and give it its own when it is whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent) as place:
        made = Path(place) / file.name
        make(made)
        os.replace(made, file)
