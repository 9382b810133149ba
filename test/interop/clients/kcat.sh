# librdkafka through kcat: produce with each codec it has, read from the beginning, read as a group, list metadata.
set -euo pipefail
bootstrap=$1 topic=$2
sent=0
for codec in none gzip snappy lz4 zstd; do
  for n in $(seq 20); do echo "$n:$codec-$n"; done | kcat -q -b "$bootstrap" -t "$topic" -P -K : -z "$codec" -X enable.idempotence=true
  sent=$((sent + 20))
done
got=$(kcat -q -b "$bootstrap" -t "$topic" -C -o beginning -e | wc -l)
[ "$got" -eq "$sent" ] || { echo "read $got of $sent" >&2; exit 1; }
got=$(kcat -q -b "$bootstrap" -G "$topic-group" -X auto.offset.reset=earliest -c "$sent" "$topic" | sort -u | wc -l)
[ "$got" -eq "$sent" ] || { echo "the group read $got of $sent" >&2; exit 1; }
kcat -b "$bootstrap" -L -t "$topic" | grep -q "topic \"$topic\" with 1 partitions"
# Brokers of the 0.9 and 0.10 days: message formats 0 and 1.
for version in 0.9.0 0.10.0; do
  echo "old:$version" | kcat -q -b "$bootstrap" -t "$topic-$version" -P -K : -X api.version.request=false -X broker.version.fallback=$version
  kcat -q -b "$bootstrap" -t "$topic-$version" -C -o beginning -e -X api.version.request=false -X broker.version.fallback=$version | grep -qx "$version"
done
echo ok
