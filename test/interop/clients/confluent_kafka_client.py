"""librdkafka through confluent-kafka: topics, idempotent and compressed produce, a group with commits, admin."""
import sys
from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

bootstrap, topic = sys.argv[1], sys.argv[2]
group = topic + "-group"
admin = AdminClient({"bootstrap.servers": bootstrap})


def done(futures):
    for future in futures.values():
        future.result(timeout=30)


done(admin.create_topics([NewTopic(topic, 3, 1, config={"retention.ms": "60000"})]))
sent = 0
for codec in ["none", "gzip", "snappy", "lz4", "zstd"]:
    producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True, "compression.type": codec})
    errors = []
    for number in range(100):
        producer.produce(topic, key=str(number), value=f"{codec}-{number}", headers={"codec": codec},
                         on_delivery=lambda error, message: errors.append(error) if error else None)
    assert producer.flush(30) == 0 and not errors, errors
    sent += 100

consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": group, "auto.offset.reset": "earliest",
                     "enable.auto.commit": False})
consumer.subscribe([topic])
seen = set()
while len(seen) < sent:
    message = consumer.poll(30)
    assert message is not None and message.error() is None, message and message.error()
    assert message.headers()[0][0] == "codec"
    seen.add(message.value())
consumer.commit(asynchronous=False)
committed = sum(max(p.offset, 0) for p in consumer.committed([TopicPartition(topic, p) for p in range(3)], 30))
assert committed == sent, committed
assert sum(consumer.get_watermark_offsets(TopicPartition(topic, p), 30)[1] for p in range(3)) == sent
consumer.close()

resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
assert admin.describe_configs([resource])[resource].result(30)["retention.ms"].value == "60000"
done(admin.create_partitions([NewPartitions(topic, 4)]))
described = admin.describe_consumer_groups([group])[group].result(30)
assert described.state.name == "EMPTY", described.state
assert group in [g.group_id for g in admin.list_consumer_groups().result(30).valid]
offsets = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)])[group].result(30)
assert sum(p.offset for p in offsets.topic_partitions) == sent
done(admin.delete_consumer_groups([group]))
done(admin.delete_topics([topic]))
print("ok")
