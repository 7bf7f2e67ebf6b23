#!/usr/bin/env bash
# Trains, judges and packs the model "large", from the corpora to framing/models/pretrained/large; about three hours on two cores.
# A step that was stopped goes on where it was. Results: metrics.csv beside this file, experiments/LOG.md.
#   FRAMING_DATA=<folder of the corpora> experiments/large_model/run.sh [folder of the runs]
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-runs/large}
train() { python -m framing.models.training "$@"; }
done_already() { [ -e "$1/model/model.json" ]; }

done_already "$runs/shared" || train configs/large_shared_stage.yaml --out "$runs/shared"
on_top=(configs/large_model.yaml --start "$runs/shared/model")
# What ships is the mean of three seeds; so is the model of each fold, which stands for it on rows that it did not see.
for seed in 1 2 3; do
  done_already "$runs/seed$seed" || train "${on_top[@]}" --seed "$seed" --out "$runs/seed$seed"
  for fold in 0 1 2 3 4; do
    run=$runs/fold$fold/seed$seed
    done_already "$run" ||
      train "${on_top[@]}" --fold "$fold" --seed "$seed" --tasks loaded_language,editorializing --steps 120 --out "$run"
  done
done
for folder in "$runs" "$runs"/fold?; do
  python -m framing.models.encoder_average "$folder"/seed?/model --out "$folder/mean"
done
# The head of frames is fitted to an encoder that was not trained for them.
python -m framing.models.frames_head "$runs/mean" --out "$runs/mean"
python -m framing.models.frames_head "$runs/fold{}/mean" --out "$runs/fold{}/framed" \
  --without framing/evaluation/folds/semeval_frames.csv --fold 0 1 2 3 4
python -m framing.evaluation.crossfit "$runs/fold{}/framed" --out "$runs/crossfit.parquet"
judge() { python experiments/default_model/"$1".py "$runs" --name large "${@:2}"; }
judge pack --rank 64 --bits 16
judge measure
judge pack --rank 64 --bits 16  # again: the card shows what was measured
