#!/usr/bin/env bash
# Trains, packs and judges the encoder that answers stance in the model "default"; about an hour on two cores, a third of it the
# teacher's answers, which are not asked for again where they are there. After experiments/default_model/run.sh; its teacher is the
# model "large", whose encoder has to be on this machine. Results: metrics.csv beside this file, experiments/LOG.md.
#   FRAMING_DATA=<folder of the corpora> experiments/stance_model/run.sh [folder of the runs]
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-runs/stance}
here=experiments/stance_model
python $here/pairs.py "$runs"
python $here/pairs.py "$runs/several" --several --articles 14000 --mentions 160000 --seed 18
for seed in 1 2 3; do
  [ -e "$runs/seed$seed/model/model.json" ] || python $here/train.py "$runs" --seed "$seed"
done
python $here/pack.py "$runs"
python experiments/default_model/apart.py stance "$runs/packed" $here/metrics.csv
