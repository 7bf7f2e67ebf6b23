#!/usr/bin/env bash
# Trains, packs and judges the model "attribution", from PolNeAR to framing/models/pretrained/attribution; about an hour on two
# cores. A training that was stopped goes on where it was. Results: metrics.csv beside this file, experiments/LOG.md.
#   FRAMING_DATA=<folder of the corpora> experiments/attribution_model/run.sh [folder of the runs]
set -euo pipefail
cd "$(dirname "$0")/../.."
run=${1:-runs/attribution}
train() { python -m framing.models.training "$@"; }
[ -e "$run/encoder/model/model.json" ] || train configs/attribution_model.yaml --out "$run/encoder"
[ -e "$run/heads/model/model.json" ] ||
  train configs/attribution_heads.yaml --start "$run/encoder/model" --out "$run/heads"
python experiments/attribution_model/pack.py "$run"
