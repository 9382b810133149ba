import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.serialization.*;

/**
 * The Java clients 3.7.0: write numbers to a topic of one partition and read them in a group, telling how many were
 * read, until the input ends. Then all that was acknowledged has to have been read, in order.
 */
public class Failover {
  static final AtomicInteger sent = new AtomicInteger();
  static final AtomicInteger next = new AtomicInteger();
  static volatile boolean stopped, over;

  static void fail(Object reason) {
    System.out.println(reason);
    System.out.flush();
    Runtime.getRuntime().halt(1);
  }

  public static void main(String[] args) throws Exception {
    String bootstrap = args[0], topic = args[1];
    Thread input = new Thread(() -> {
      try {
        while (System.in.read() >= 0) {}
      } catch (java.io.IOException closed) {
        fail(closed);
      }
      stopped = true;
    });
    input.setDaemon(true);
    input.start();
    Thread consumer = new Thread(() -> consume(bootstrap, topic));
    consumer.start();
    produce(bootstrap, topic);
    for (long end = System.currentTimeMillis() + 60_000; next.get() < sent.get(); Thread.sleep(50)) {
      if (System.currentTimeMillis() > end) fail(next + " of " + sent + " came");
    }
    over = true;
    consumer.join();
    System.out.println("ok " + sent);
  }

  static void produce(String bootstrap, String topic) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrap);
    try (Producer<String, String> producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      while (!stopped) {
        producer.send(new ProducerRecord<>(topic, "" + sent.getAndIncrement()), (stored, error) -> {
          if (error != null) fail(error);
        });
        Thread.sleep(5);
      }
      producer.flush();
    }
  }

  static void consume(String bootstrap, String topic) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrap, "group.id", topic + "-group", "auto.offset.reset", "earliest");
    try (Consumer<String, String> consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (!over) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
          int number = Integer.parseInt(record.value());
          if (number > next.get()) fail(number + " came where " + next + " was due");
          if (number == next.get()) next.incrementAndGet();
        }
        System.out.println("received " + next);
      }
    } catch (Exception error) {
      fail(error);
    }
  }
}
