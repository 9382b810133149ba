import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.util.*;
import java.util.stream.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.*;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.*;

/**
 * What Kafka's own assignors make of a group. A line of input: assignor, tab, `topic:rack+rack,-` for each topic with its partitions,
 * tab, `member/instance/subscription in hex` for each member; of output: `member partition partition` for each member between tabs,
 * or `!` and what it fails with.
 */
public class Assignments {
  static final Map<String, Class<? extends ConsumerPartitionAssignor>> ASSIGNORS = Map.of(
    "range", RangeAssignor.class, "roundrobin", RoundRobinAssignor.class,
    "sticky", StickyAssignor.class, "cooperative-sticky", CooperativeStickyAssignor.class);

  public static void main(String[] args) throws Exception {
    var out = new StringBuilder();
    var in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] parts = line.split("\t", -1);
      var assignor = ASSIGNORS.get(parts[0]).getConstructor().newInstance();
      try {
        var groups = assignor.assign(cluster(parts[1]), new GroupSubscription(members(parts[2]))).groupAssignment();
        out.append(groups.entrySet().stream().map(Assignments::text).collect(Collectors.joining("\t"))).append('\n');
      } catch (RuntimeException e) {
        out.append('!').append(e).append('\n');
      }
    }
    System.out.print(out);
  }

  static String text(Map.Entry<String, Assignment> entry) {
    var names = entry.getValue().partitions().stream().map(TopicPartition::toString);
    return Stream.concat(Stream.of(entry.getKey()), names).collect(Collectors.joining(" "));
  }

  /** A node for each rack, and one without. */
  static Cluster cluster(String topics) {
    var nodes = new HashMap<String, Node>();
    var partitions = new ArrayList<PartitionInfo>();
    for (String topic : topics.split(" ")) {
      String[] parts = topic.split(":");
      int number = 0;
      for (String racks : parts[1].split(",")) {
        var replicas = new ArrayList<Node>();
        for (String rack : racks.split("\\+")) {
          replicas.add(nodes.computeIfAbsent(rack, name -> new Node(nodes.size(), "host", 9092, name.equals("-") ? null : name)));
        }
        Node[] all = replicas.toArray(new Node[0]);
        partitions.add(new PartitionInfo(parts[0], number++, all[0], all, all));
      }
    }
    return new Cluster("cluster", nodes.values(), partitions, Set.of(), Set.of());
  }

  static Map<String, Subscription> members(String members) {
    var subscriptions = new HashMap<String, Subscription>();
    for (String member : members.split(" ")) {
      String[] parts = member.split("/", -1);
      var subscription = ConsumerProtocol.deserializeSubscription(ByteBuffer.wrap(HexFormat.of().parseHex(parts[2])));
      subscription.setGroupInstanceId(Optional.of(parts[1]).filter(instance -> !instance.isEmpty()));
      subscriptions.put(parts[0], subscription);
    }
    return subscriptions;
  }
}
