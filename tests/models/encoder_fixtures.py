"""A tiny encoder with random weights, made on the spot, and tables to train it on."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import torch

WORDS = [
    *(
        "the",
        "a",
        "mayor",
        "said",
        "that",
        "plan",
        "is",
        "good",
        "bad",
        "awful",
        "great",
        "of",
        "city",
        "council",
        "on",
    ),
    *(
        "voted",
        "tuesday",
        "critics",
        "call",
        "it",
        "disaster",
        "we",
        "must",
        "act",
        "now",
        "new",
        "tax",
        "will",
        "help",
    ),
    *("families", "hurt", "business", "she", "he", "they", "report", "law", "court", "police", "health", "school"),
    *("money", "”", "“", ".", ",", ":", "…", "é", "n", "##s", "##ed", "##ing"),
]
LETTERS = list("abcdefghijklmnopqrstuvwxyz0123456789-'’!?")


def make_encoder(folder: Path, size: int = 16, layers: int = 2, kind: str = "Bert") -> Path:
    """Write a BERT (as ``kind``: an MPNet) of ``size`` dimensions and a tokenizer for ``WORDS`` and single letters.

    Returns the folder.
    """
    import transformers
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    entries = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, *LETTERS, *(f"##{c}" for c in LETTERS)]
    vocabulary = {word: number for number, word in enumerate(dict.fromkeys(entries))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])]
    )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    )
    config = getattr(transformers, f"{kind}Config")(
        vocab_size=len(vocabulary),
        hidden_size=size,
        num_hidden_layers=layers,
        num_attention_heads=2,
        intermediate_size=2 * size,
        max_position_embeddings=300,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        getattr(transformers, f"{kind}Model")(config).save_pretrained(folder)
    fast.save_pretrained(folder)
    return folder


def plain_settings(encoder: Path, **changes: object) -> dict[str, object]:
    """Return settings of a run of six updates over all five tasks."""
    tasks = ("loaded_language", "editorializing", "stance", "frames", "attribution")
    data = [{"corpus": "babe"}]
    return {
        "name": "tiny",
        "encoder": str(encoder),
        "seed": 3,
        "tasks": {task: {"data": data, "voices": task == "editorializing"} for task in tasks},
        "steps": 6,
        "batch_tokens": 150,
        "chunk_tokens": 120,
        "width": 8,
        "window": 48,
        "sentences": 2,
        "lr": 0.01,
        "head_lr": 0.01,
        "encoder_dropout": 0.1,
        "average": 0.5,
        "checkpoint_every": 3,
        "dtype": "float32",
        **changes,
    }


def tables() -> dict[str, pd.DataFrame]:
    """Return a small table for each task."""
    bad, good = "The plan is an awful disaster.", "The council voted on Tuesday."
    quoting = "The mayor said “the plan is an awful disaster” on Tuesday."
    article = f"{good}\n{quoting} Critics call it a disaster.\n“We must act now,” she said."
    start = article.index("“the")
    end = article.index("”", start) + 1
    said = {
        "id": "E1",
        "source": [[article.index("The mayor"), article.index("The mayor") + 9]],
        "cue": [[article.index("said"), article.index("said") + 4]],
        "content": [[start, end]],
    }
    frames = [[0.0] * 14, [1.0] * 7 + [0.0] * 7]
    return {
        "loaded_language": pd.DataFrame({"text": [bad, good, quoting] * 3, "label": [1.0, 0.0, 1.0] * 3}),
        "editorializing": pd.DataFrame({"text": [bad, good, quoting] * 3, "label": [1.0, 0.0, 0.5] * 3}),
        "stance": pd.DataFrame({"text": [bad, bad, good], "start": [4, 12, 4], "end": [8, 29, 11], "label": [0, 1, 2]}),
        "frames": pd.DataFrame({"text": [article, good], "label": pd.Series(frames, dtype=object)}),
        "attribution": pd.DataFrame({"text": [article], "attributions": [[said]]}),
    }
