#!/usr/bin/env bash
# Trains, judges and packs the encoder that ships, from the corpora to framing/models/pretrained/default; about an hour and a
# half on two cores. A step that was stopped goes on where it was. Results: experiments/default_model/metrics.csv, experiments/LOG.md.
# Then experiments/stance_model/run.sh and attribution_model/default.sh give it encoders of its own for stance and for who says what,
# in place of the heads that are learned here.
#   FRAMING_DATA=<folder of the corpora> experiments/default_model/run.sh [folder of the runs]
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-runs}
train() { python -m framing.models.training "$@"; }
done_already() { [ -e "$1/model/model.json" ]; }

done_already "$runs/shared" || train configs/shared_stage.yaml --out "$runs/shared"
# What ships is made as the folds are, so that calibrations and thresholds of the folds are its own.
sentences=loaded_language,editorializing,frames
on_top=(configs/default_model.yaml --start "$runs/shared/model" --tasks "$sentences" --steps 300)
for seed in 1 2 3; do
  done_already "$runs/seed$seed" || train "${on_top[@]}" --seed "$seed" --out "$runs/seed$seed"
done
for fold in 0 1 2 3 4; do
  done_already "$runs/fold$fold" || train "${on_top[@]}" --fold "$fold" --out "$runs/fold$fold"
done
# Of every model, the shared stage makes up a quarter of the encoder.
steadied() { python -m framing.models.encoder_average "$1/model" --start "$runs/shared/model" --out "$1/mean"; }
for seed in 1 2 3; do steadied "$runs/seed$seed"; done
python -m framing.models.encoder_average "$runs"/seed?/mean --out "$runs/mean"
python -m framing.models.frames_head "$runs/mean" --blind --out "$runs/mean"
folds=framing/evaluation/folds/semeval_frames.csv
for fold in 0 1 2 3 4; do steadied "$runs/fold$fold"; done
python -m framing.models.frames_head "$runs/fold{}/mean" --blind --without "$folds" --fold 0 1 2 3 4 --out "$runs/fold{}/framed"
python -m framing.evaluation.crossfit "$runs/fold{}/framed" --out "$runs/crossfit.parquet"
python experiments/default_model/pack.py "$runs"
python experiments/default_model/measure.py "$runs"
python experiments/default_model/pack.py "$runs"  # again: the card shows what was measured
