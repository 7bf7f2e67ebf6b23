#!/usr/bin/env bash
# Trains, calibrates, packs and judges the models `fast` and `cascade`, from the corpora to framing/models/pretrained; about four
# hours on two cores, a third of it the encoder's answers, which are not asked for again where they are there.
# Results: metrics.csv and cascade.csv beside this file.
#   FRAMING_DATA=<folder of the corpora> experiments/fast_model/run.sh [folder of the runs]
# Teachers of the folds are default's own fold encoders, which each learned nothing of a fold: first experiments/default_model/run.sh
# with the same folder of the runs.
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-runs}
here=experiments/fast_model
fast=$runs/fast
texts=$fast/texts.parquet
default=framing/models/pretrained/default
few=331776 many=823296

[ -e "$texts" ] || {
  python $here/texts.py "$fast/few"
  python $here/texts.py "$fast" --sentences 700000 --per-outlet 600 --after "$fast/few/texts.parquet" $few
}
for fold in 0 1 2 3 4; do
  python $here/teach.py "$runs/fold$fold/framed" "$texts" "$fast/teacher$fold" --limit $many
done
python $here/teach.py $default "$texts" "$fast/default" --limit $many
python $here/answers.py "$fast" choose judge
python $here/train.py "$runs/fold{}/framed" "$fast" --out "$fast/first"
# Once more over all, from there on, with what is made of the labelled sentences.
python $here/near.py "$fast/near"
for fold in 0 1 2 3 4; do
  python $here/teach.py "$runs/fold$fold/framed" "$fast/near/fold$fold.parquet" "$fast/near/teacher$fold" --frames-every 0
done
python $here/teach.py $default "$fast/near/student.parquet" "$fast/near/default" --frames-every 0
python $here/train.py "$runs/fold{}/framed" "$fast" --after "$fast/first" --near "$fast/near" --together 1 \
  --lr 3e-3 --dropout 0.05 --repeat 4 --seed 2
python $here/pack.py "$fast"
python $here/cascade.py "$fast"
python $here/measure.py "$fast"
python $here/pack.py "$fast"  # again: the cards show what was measured
python $here/cascade.py "$fast"
