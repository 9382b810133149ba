import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;

/** What the features share: sessions, patience, and whoever starts and kills the servers (at the other end of stdin and stdout). */
final class Stage {
  interface Feature {
    void play(CuratorFramework client, String path) throws Exception;
  }

  interface Step {
    void run() throws Exception;
  }

  static final int LIMIT_S = 60;
  private static final ExecutorService threads = Executors.newCachedThreadPool(task -> {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  });
  private static final BufferedReader answers = new BufferedReader(new InputStreamReader(System.in));
  static String hosts;
  static String certificates;

  static CuratorFrameworkFactory.Builder builder() {
    return CuratorFrameworkFactory.builder()
        .connectString(hosts)
        .retryPolicy(new RetryNTimes(600, 100))
        .sessionTimeoutMs(10_000)
        .connectionTimeoutMs(10_000);
  }

  static CuratorFramework connect() throws InterruptedException {
    return connect(builder());
  }

  static CuratorFramework connect(CuratorFrameworkFactory.Builder builder) throws InterruptedException {
    CuratorFramework client = builder.build();
    client.start();
    check("connected", client.blockUntilConnected(LIMIT_S, TimeUnit.SECONDS));
    try {
      // Whatever server this is: it shall know what others have done before.
      client.sync().forPath("/");
    } catch (Exception error) {
      throw new AssertionError(error);
    }
    return client;
  }

  static void play(String name, Feature feature) throws Exception {
    String path = "/curator/" + name;
    try (CuratorFramework client = connect()) {
      client.create().orSetData().creatingParentsIfNeeded().forPath(path);
      feature.play(client, path);
    }
    System.out.println("ok " + name);
  }

  /** Has a server killed (`kill PORT`, `kill leader`) or all of them up again (`revive`). */
  static void ask(String request) throws IOException {
    System.out.println("? " + request);
    same(answers.readLine(), "done");
  }

  static <T> Future<T> start(Callable<T> task) {
    return threads.submit(task);
  }

  static Future<Void> start(Step step) {
    return threads.submit(() -> {
      step.run();
      return null;
    });
  }

  static <T> T result(Future<T> future) throws Exception {
    return future.get(LIMIT_S, TimeUnit.SECONDS);
  }

  static void eventually(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
    while (!condition.call()) {
      if (System.nanoTime() > end) throw new AssertionError("not in " + LIMIT_S + " s: " + what);
      Thread.sleep(10);
    }
  }

  static void same(Object found, Object expected) {
    if (!Objects.equals(found, expected)) throw new AssertionError(found + " instead of " + expected);
  }

  static void check(String what, boolean condition) {
    if (!condition) throw new AssertionError("not so: " + what);
  }

  static void fails(Class<? extends Exception> error, Step step) throws Exception {
    try {
      step.run();
    } catch (Exception thrown) {
      if (error.isInstance(thrown)) return;
      throw thrown;
    }
    throw new AssertionError("no " + error.getSimpleName());
  }

  private Stage() {}
}
