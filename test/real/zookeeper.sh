# The part of setup.sh that only a Kafka with ZooKeeper has.
server zookeeper-server-start org.apache.zookeeper.server.quorum.QuorumPeerMain ZK_HEAP_OPTS '-Xmx512M' zookeeper.properties
stop zookeeper-server-stop 'QuorumPeerMain' 'No zookeeper server to stop'
script zookeeper-shell <<'S'
#!/usr/bin/env bash
if [ $# -eq 0 ]; then echo "USAGE: $0 zookeeper_host:port[/path] [-zk-tls-config-file file] [args...]"; exit 1; fi
exec "$(dirname "$0")/_run" org.apache.zookeeper.ZooKeeperMainWithTlsSupportForKafka -server "$@"
S
script zkServer <<'S'
#!/usr/bin/env bash
# zkServer status CONFIG: asks the server of that configuration what it is, as ZooKeeper's own script does.
d=$(cd "$(dirname "$0")/.." && pwd)
[ "${1:-}" = status ] && [ -f "${2:-}" ] || { echo "usage: zkServer status CONFIG" >&2; exit 2; }
echo "ZooKeeper JMX enabled by default" >&2
echo "Using config: $2" >&2
key() { sed -n "s/^ *$1 *= *//p" "$2" | tail -n 1; }
port=$(key clientPort "$2"); host=$(key clientPortAddress "$2"); host=${host:-localhost}
echo "Client port found: $port. Client address: $host. Client SSL: false."
mode=$("$d/bin/_run" org.apache.zookeeper.client.FourLetterWordMain "$host" "$port" srvr 2>/dev/null | grep Mode)
if [ -z "$mode" ]; then echo "Error contacting service. It is probably not running."; exit 1; fi
echo "$mode"
S
config zookeeper.properties <<'L'
dataDir=/tmp/zookeeper
clientPort=2181
maxClientCnxns=0
admin.enableServer=false
L
config server.properties <<'L'
broker.id=0
num.network.threads=3
num.io.threads=8
log.dirs=/tmp/kafka-logs
num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
zookeeper.connect=localhost:2181
zookeeper.connection.timeout.ms=18000
group.initial.rebalance.delay.ms=0
L
