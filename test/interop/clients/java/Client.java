import java.time.Duration;
import java.util.*;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.*;

/** The Java clients 3.7.0: topics, idempotent and compressed produce, a group with commits, admin. */
public class Client {
  static void check(boolean ok, Object what) {
    if (!ok) throw new AssertionError(what);
  }

  public static void main(String[] args) throws Exception {
    String bootstrap = args[0], topic = args[1], group = topic + "-group";
    Map<String, Object> common = Map.of("bootstrap.servers", bootstrap);
    try (Admin admin = Admin.create(common)) {
      NewTopic wanted = new NewTopic(topic, 3, (short) 1).configs(Map.of("retention.ms", "60000"));
      admin.createTopics(List.of(wanted)).all().get(30, TimeUnit.SECONDS);
      int sent = 0;
      for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) sent += produce(bootstrap, topic, codec);
      consume(bootstrap, topic, group, sent);

      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      check(config.get("retention.ms").value().equals("60000"), config);
      AlterConfigOp change = new AlterConfigOp(new ConfigEntry("retention.ms", "70000"), AlterConfigOp.OpType.SET);
      admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all().get();
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all().get();
      check(admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size() == 4, "partitions");
      long committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
          .mapToLong(OffsetAndMetadata::offset).sum();
      check(committed == sent, committed);
      check(admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().isEmpty(), "members");
      TopicPartition first = new TopicPartition(topic, 0);
      admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(1))).all().get();
      long earliest = admin.listOffsets(Map.of(first, OffsetSpec.earliest())).all().get().get(first).offset();
      check(earliest == 1, earliest);
      check(!admin.describeLogDirs(List.of(0)).allDescriptions().get().isEmpty(), "log dirs");
      admin.deleteConsumerGroups(List.of(group)).all().get();
      admin.deleteTopics(List.of(topic)).all().get();
    }
    System.out.println("ok");
  }

  static int produce(String bootstrap, String topic, String codec) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "compression.type", codec, "enable.idempotence", true);
    try (Producer<String, String> producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      List<java.util.concurrent.Future<RecordMetadata>> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) all.add(producer.send(new ProducerRecord<>(topic, "" + i, codec + "-" + i)));
      for (var one : all) check(one.get(30, TimeUnit.SECONDS).offset() >= 0, one);
    }
    return 100;
  }

  static void consume(String bootstrap, String topic, String group, int sent) {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "group.id", group,
        "auto.offset.reset", "earliest", "enable.auto.commit", false,
        "partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
    try (Consumer<String, String> consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      Set<String> seen = new HashSet<>();
      while (seen.size() < sent) {
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(30));
        check(!records.isEmpty(), "nothing came after " + seen.size());
        records.forEach(record -> seen.add(record.value()));
      }
      consumer.commitSync();
    }
  }
}
