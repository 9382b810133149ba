"""librdkafka through confluent-kafka: writes numbers to a topic of one partition and reads them in a group, telling how
many were read, until its input ends. Then all that was acknowledged has to have been read, in order."""
import sys
import threading
import time
from confluent_kafka import Consumer, Producer

bootstrap, topic = sys.argv[1], sys.argv[2]
stopped = threading.Event()


def wait_for_end():
    sys.stdin.buffer.read()
    stopped.set()


threading.Thread(target=wait_for_end, daemon=True).start()
producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True, "linger.ms": 5})
consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": topic + "-group", "auto.offset.reset": "earliest"})
consumer.subscribe([topic])
errors = []
sent = due = 0
told = end = time.time()


def take(message):
    global due
    if message is None:
        return
    if message.error() is not None:
        # Whatever is not fatal, librdkafka deals with itself.
        assert not message.error().fatal(), message.error()
        return
    number = int(message.value())
    assert number <= due, f"{number} came where {due} was due"
    due = max(due, number + 1)


while not stopped.is_set():
    producer.produce(topic, str(sent), on_delivery=lambda error, message: errors.append(error) if error else None)
    sent += 1
    producer.poll(0)
    take(consumer.poll(0.005))
    if time.time() - told > 0.1:
        told = time.time()
        print("received", due, flush=True)

assert producer.flush(60) == 0 and not errors, errors
end = time.time() + 60
while due < sent:
    assert time.time() < end, f"{due} of {sent} came"
    take(consumer.poll(0.1))
consumer.close()
print("ok", sent)
