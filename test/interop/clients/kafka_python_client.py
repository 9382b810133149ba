"""kafka-python: topics, keyed and compressed produce, a group with commits, admin."""
import sys
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic

bootstrap, topic = sys.argv[1], sys.argv[2]
group = topic + "-group"
admin = KafkaAdminClient(bootstrap_servers=bootstrap)
admin.create_topics([NewTopic(name=topic, num_partitions=3, replication_factor=1)])
sent = 0
for codec in [None, "gzip"]:
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", compression_type=codec)
    futures = [producer.send(topic, key=str(n).encode(), value=f"{codec}-{n}".encode(), headers=[("n", b"1")])
               for n in range(100)]
    producer.flush(30)
    assert all(future.get(30).offset >= 0 for future in futures)
    producer.close()
    sent += 100
consumer = KafkaConsumer(topic, bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest",
                         enable_auto_commit=False, consumer_timeout_ms=30000)
seen = set()
for record in consumer:
    seen.add(record.value)
    if len(seen) == sent:
        break
assert len(seen) == sent, len(seen)
consumer.commit()
assert sum(consumer.committed(TopicPartition(topic, p)) or 0 for p in range(3)) == sent
ends = consumer.end_offsets([TopicPartition(topic, p) for p in range(3)])
assert sum(ends.values()) == sent
consumer.close()
admin.delete_topics([topic])
admin.close()
print("ok")
