#!/usr/bin/env bash
# Halves the start of the reference's programs: runs each once on a broker of its own, and archives the classes they load
# (DIR/classes.jsa, used where KAFKA_REAL_FAST is set). Usage: archive.sh DIR, once all of DIR/bin is there.
set -euo pipefail
dir=$1 bin=$1/bin
work=$(mktemp -d)
trap 'kill $(jobs -p) 2> /dev/null || true; wait; rm -rf "$work"' EXIT
export KAFKA_REAL_CLASSES=$work/classes LOG_DIR=$work
mkdir "$KAFKA_REAL_CLASSES"
port=$((20000 + RANDOM % 10000)) other=$((30000 + RANDOM % 2000))
server=localhost:$port

if [ -x "$bin/zookeeper-server-start" ]; then
  cat > "$work/zookeeper.properties" <<L
dataDir=$work/zookeeper
clientPort=$other
admin.enableServer=false
L
  mode="broker.id=0 zookeeper.connect=localhost:$other listeners=PLAINTEXT://localhost:$port"
  "$bin/zookeeper-server-start" "$work/zookeeper.properties" > "$work/zookeeper.log" 2>&1 &
else
  mode="node.id=0 process.roles=broker,controller controller.listener.names=CONTROLLER controller.quorum.voters=0@localhost:$other
    listeners=PLAINTEXT://localhost:$port,CONTROLLER://localhost:$other"
fi
printf '%s\n' $mode log.dirs="$work/logs" offsets.topic.replication.factor=1 offsets.topic.num.partitions=1 \
  group.initial.rebalance.delay.ms=0 > "$work/server.properties"
[ -x "$bin/zookeeper-server-start" ] || "$bin/kafka-storage" format -t 4L6g3nShT-eMCtK--X86sw -c "$work/server.properties" > /dev/null
"$bin/kafka-server-start" "$work/server.properties" > "$work/server.log" 2>&1 &
broker=$!

run() { timeout 60 "$bin/$@" > /dev/null 2>> "$work/tools.log" || true; }
on_broker() { local tool=$1; shift; run "$tool" --bootstrap-server "$server" "$@"; }
on_broker kafka-topics --create --topic a --partitions 2
printf 'a:b\n' | on_broker kafka-console-producer --topic a --property parse.key=true --property key.separator=:
on_broker kafka-console-consumer --topic a --group g --from-beginning --max-messages 1 --property print.key=true
echo '{"partitions": [{"topic": "a", "partition": 0, "offset": 0}]}' > "$work/records.json"
(
  on_broker kafka-topics --describe &
  on_broker kafka-consumer-groups --describe --all-groups &
  on_broker kafka-consumer-groups --reset-offsets --group g --topic a --to-earliest --execute &
  on_broker kafka-configs --alter --entity-type topics --entity-name a --add-config retention.ms=1000000 &
  on_broker kafka-get-offsets --topic a &
  on_broker kafka-broker-api-versions &
  wait
  on_broker kafka-configs --describe --entity-type topics --entity-name a &
  on_broker kafka-delete-records --offset-json-file "$work/records.json" &
  on_broker kafka-log-dirs --describe &
  on_broker kafka-reassign-partitions --list &
  on_broker kafka-leader-election --election-type preferred --all-topic-partitions &
  run kafka-dump-log --files "$work/logs/a-0/00000000000000000000.log" --print-data-log &
  if [ -x "$bin/zookeeper-shell" ]; then printf 'ls /\nget -s /controller\n' | run zookeeper-shell "localhost:$other" & fi
  wait
)
on_broker kafka-topics --delete --topic a
kill "$broker"; wait "$broker" || true

# A list for all of them: the classes, then what they made while they ran (lambdas).
lists=("$KAFKA_REAL_CLASSES"/*)
{
  grep -hv '^[#@]' "${lists[@]}" | sed 's/ id: .*//' | awk '!seen[$0]++'
  grep -h '^@lambda' "${lists[@]}" | awk '!seen[$0]++'
} > "$work/all"
java -Xshare:dump -XX:+UseSerialGC -Xlog:disable -XX:SharedClassListFile="$work/all" -XX:SharedArchiveFile="$dir/classes.jsa.new" \
  -cp "$dir/libs/*" > /dev/null
mv -f "$dir/classes.jsa.new" "$dir/classes.jsa"
