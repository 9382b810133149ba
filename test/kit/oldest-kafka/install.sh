#!/usr/bin/env bash
# Installs a broker of the oldest Kafka that our tools are to work with, 2.1.1, from Maven Central. Needs java 17 and mvn.
# Usage: install.sh DIR LIBS. Its own ZooKeeper client finds no host on Java 17: that of the Kafka 3.7.0 in LIBS takes its place.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=$1
newer=$2
[ ! -f "$dir/.complete" ] || exit 0
mkdir -p "$dir/bin" "$dir/libs"
mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$dir/libs" >&2
rm "$dir"/libs/zookeeper-*.jar
cp "$newer"/zookeeper-3.8*.jar "$newer"/zookeeper-jute-3.8*.jar "$dir/libs"
cat > "$dir/log4j.properties" <<'C'
log4j.rootLogger=INFO, console
log4j.appender.console=org.apache.log4j.ConsoleAppender
log4j.appender.console.layout=org.apache.log4j.PatternLayout
log4j.appender.console.layout.ConversionPattern=[%d] %p %m (%c)%n
C
cat > "$dir/bin/kafka-server-start" <<'S'
#!/usr/bin/env bash
d=$(cd "$(dirname "$0")/.." && pwd)
exec java -Xmx512M -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlog4j.configuration="file:$d/log4j.properties" -cp "$d/libs/*" kafka.Kafka "$@"
S
chmod +x "$dir/bin/kafka-server-start"
touch "$dir/.complete"
