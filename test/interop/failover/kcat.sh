# librdkafka through kcat: writes numbers to a topic of one partition and reads them in a group, telling how many lines
# were read, until its input ends. Then all that was written has to have been read, in order; some twice, perhaps.
set -euo pipefail
bootstrap=$1 topic=$2
work=$(mktemp -d)
trap 'kill $(jobs -p) 2> /dev/null; rm -rf "$work"' EXIT
exec 3<&0
(cat <&3 > /dev/null; touch "$work/stop") &
numbers() {
  n=0
  until [ -e "$work/stop" ]; do
    seq "$n" $((n + 19))
    n=$((n + 20))
    sleep 0.1
  done
  echo "$n" > "$work/sent"
}
numbers | kcat -q -b "$bootstrap" -t "$topic" -P -X enable.idempotence=true &
producer=$!
kcat -q -u -b "$bootstrap" -X auto.offset.reset=earliest -G "$topic-group" "$topic" > "$work/read" &
while kill -0 "$producer" 2> /dev/null; do
  echo "received $(wc -l < "$work/read")"
  sleep 0.2
done
wait "$producer" || { echo 'the producer gave records up'; exit 1; }
sent=$(cat "$work/sent")
for _ in $(seq 300); do
  # The first coming of each number, in the order of coming.
  awk '!seen[$0]++' "$work/read" > "$work/once"
  if [ "$(wc -l < "$work/once")" -ge "$sent" ]; then
    seq 0 $((sent - 1)) | cmp -s - "$work/once" || { echo 'not in order'; exit 1; }
    echo "ok $sent"
    exit 0
  fi
  sleep 0.2
done
echo "$(wc -l < "$work/once") of $sent came"
exit 1
