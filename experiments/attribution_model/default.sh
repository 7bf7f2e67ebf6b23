#!/usr/bin/env bash
# Trains, packs and judges the encoder that settles who says what in the model "default"; a quarter of an hour on two cores, after
# experiments/default_model/run.sh. Results: default.csv beside this file, experiments/LOG.md.
#   FRAMING_DATA=<folder of the corpora> experiments/attribution_model/default.sh [folder of the runs]
set -euo pipefail
cd "$(dirname "$0")/../.."
run=${1:-runs/own}
here=experiments/attribution_model
train() { python -m framing.models.training "$@"; }
[ -e "$run/encoder/model/model.json" ] ||
  train configs/default_attribution.yaml --start framing/models/pretrained/default --out "$run/encoder"
[ -e "$run/heads/model/model.json" ] ||
  train configs/default_attribution_heads.yaml --start "$run/encoder/model" --out "$run/heads"
python $here/pack.py "$run" --name default --out "$run/packed"
python experiments/default_model/apart.py attribution "$run/packed" $here/default.csv
