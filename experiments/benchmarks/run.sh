#!/bin/sh
# Runs every benchmark and stores its metrics, tables and figure here: experiments/benchmarks/run.sh, from the repository.
# With FRAMING_DATA set. The encoder is judged on folds by the models of experiments/default_model/run.sh, where they are.
set -e
for config in configs/benchmarks/*.yaml; do
  name=$(basename "$config" .yaml)
  framing run "$config" --folder runs/benchmarks "$@"
  folder=$(ls -td runs/benchmarks/"$name"-*/ | head -1)
  cp "$folder/metrics.json" "experiments/benchmarks/$name.json"
  cp "$folder/results.md" "experiments/benchmarks/$name.md"
  cp "$folder/results.tex" "experiments/benchmarks/$name.tex"
  cp "$folder/results.png" "experiments/benchmarks/$name.png"
done
framing table --write README.md
