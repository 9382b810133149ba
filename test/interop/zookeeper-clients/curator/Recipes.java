import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.atomic.CachedAtomicLong;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicValue;
import org.apache.curator.framework.recipes.barriers.DistributedBarrier;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.apache.curator.framework.recipes.locks.InterProcessLock;
import org.apache.curator.framework.recipes.locks.InterProcessMultiLock;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreMutex;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.locks.Lease;
import org.apache.curator.framework.recipes.nodes.GroupMember;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.framework.recipes.nodes.PersistentTtlNode;
import org.apache.curator.framework.recipes.queue.SimpleDistributedQueue;
import org.apache.curator.framework.recipes.shared.SharedCount;
import org.apache.curator.framework.recipes.shared.SharedCountListener;
import org.apache.curator.framework.recipes.shared.SharedCountReader;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.CreateMode;

/** Each recipe between two sessions, that are most often at two servers of the ensemble. */
final class Recipes {
  private static final RetryNTimes retry = new RetryNTimes(1000, 5);

  static void mutexes(CuratorFramework client, String path) throws Exception {
    try (CuratorFramework other = Stage.connect()) {
      InterProcessMutex mine = new InterProcessMutex(client, path + "/m");
      mine.acquire();
      mine.acquire();
      same(new InterProcessMutex(other, path + "/m").acquire(100, TimeUnit.MILLISECONDS), false);
      mine.release();
      mine.release();
      same(new InterProcessMutex(other, path + "/m").acquire(Stage.LIMIT_S, TimeUnit.SECONDS), true);
      List<InterProcessLock> parts = List.of(new InterProcessMutex(client, path + "/1"), new InterProcessSemaphoreMutex(client, path + "/2"));
      InterProcessMultiLock all = new InterProcessMultiLock(parts);
      all.acquire();
      same(new InterProcessSemaphoreMutex(other, path + "/2").acquire(100, TimeUnit.MILLISECONDS), false);
      all.release();
      keepOut(List.of(client, other), path);
    }
  }

  /** The sessions count on one node without versions: the lock alone keeps the counts apart. */
  private static void keepOut(List<CuratorFramework> clients, String path) throws Exception {
    clients.get(0).create().forPath(path + "/n", Basics.bytes("0"));
    List<Future<Void>> running = new ArrayList<>();
    for (CuratorFramework own : clients) running.add(Stage.start(() -> {
      InterProcessMutex lock = new InterProcessMutex(own, path + "/l");
      for (int n = 0; n < 15; n++) {
        lock.acquire();
        int count = Integer.parseInt(new String(own.getData().forPath(path + "/n"), UTF_8));
        own.setData().forPath(path + "/n", Basics.bytes(String.valueOf(count + 1)));
        lock.release();
      }
    }));
    for (Future<Void> each : running) Stage.result(each);
    clients.get(0).sync().forPath(path);
    same(new String(clients.get(0).getData().forPath(path + "/n"), UTF_8), "30");
  }

  static void readWriteLock(CuratorFramework client, String path) throws Exception {
    try (CuratorFramework other = Stage.connect()) {
      InterProcessReadWriteLock mine = new InterProcessReadWriteLock(client, path + "/l");
      InterProcessReadWriteLock theirs = new InterProcessReadWriteLock(other, path + "/l");
      mine.readLock().acquire();
      Future<Void> writing = Stage.start(() -> {
        theirs.readLock().acquire();
        theirs.readLock().release();
        theirs.writeLock().acquire();
        theirs.readLock().acquire();
        theirs.writeLock().release();
        theirs.readLock().release();
      });
      Stage.eventually("a writer waits", () -> client.getChildren().forPath(path + "/l").stream().anyMatch(each -> each.contains("WRIT")));
      mine.readLock().release();
      Stage.result(writing);
      same(mine.writeLock().acquire(Stage.LIMIT_S, TimeUnit.SECONDS), true);
    }
  }

  static void semaphore(CuratorFramework client, String path) throws Exception {
    try (CuratorFramework other = Stage.connect()) {
      InterProcessSemaphoreV2 mine = new InterProcessSemaphoreV2(client, path + "/s", 3);
      InterProcessSemaphoreV2 theirs = new InterProcessSemaphoreV2(other, path + "/s", 3);
      var two = mine.acquire(2);
      Lease third = theirs.acquire();
      same(theirs.acquire(100, TimeUnit.MILLISECONDS), null);
      Stage.eventually("three leases", () -> mine.getParticipantNodes().size() == 3);
      Future<Lease> fourth = Stage.start(() -> theirs.acquire());
      mine.returnAll(two);
      theirs.returnLease(Stage.result(fourth));
      theirs.returnLease(third);
    }
  }

  static void leaderLatch(CuratorFramework client, String path) throws Exception {
    try (CuratorFramework other = Stage.connect()) {
      LeaderLatch first = new LeaderLatch(client, path + "/l", "first");
      LeaderLatch second = new LeaderLatch(other, path + "/l", "second");
      first.start();
      check("led", first.await(Stage.LIMIT_S, TimeUnit.SECONDS));
      second.start();
      Stage.eventually("both take part", () -> second.getParticipants().size() == 2);
      same(second.getLeader().getId(), "first");
      first.close();
      check("followed", second.await(Stage.LIMIT_S, TimeUnit.SECONDS));
      second.close();
    }
  }

  static void leaderSelector(CuratorFramework client, String path) throws Exception {
    AtomicInteger leaders = new AtomicInteger();
    CountDownLatch terms = new CountDownLatch(6);
    LeaderSelectorListenerAdapter term = new LeaderSelectorListenerAdapter() {
      @Override
      public void takeLeadership(CuratorFramework own) {
        same(leaders.incrementAndGet(), 1);
        terms.countDown();
        leaders.decrementAndGet();
      }
    };
    try (CuratorFramework other = Stage.connect();
        LeaderSelector first = new LeaderSelector(client, path + "/l", term);
        LeaderSelector second = new LeaderSelector(other, path + "/l", term)) {
      for (LeaderSelector each : List.of(first, second)) {
        each.autoRequeue();
        each.start();
      }
      check("terms", terms.await(Stage.LIMIT_S, TimeUnit.SECONDS));
    }
  }

  static void barriers(CuratorFramework client, String path) throws Exception {
    try (CuratorFramework other = Stage.connect()) {
      DistributedBarrier barrier = new DistributedBarrier(client, path + "/b");
      barrier.setBarrier();
      same(barrier.waitOnBarrier(100, TimeUnit.MILLISECONDS), false);
      Future<Boolean> waiting = Stage.start(() -> new DistributedBarrier(other, path + "/b").waitOnBarrier(Stage.LIMIT_S, TimeUnit.SECONDS));
      barrier.removeBarrier();
      same(Stage.result(waiting), true);
      List<String> trace = new CopyOnWriteArrayList<>();
      List<Future<Void>> running = new ArrayList<>();
      for (CuratorFramework own : List.of(client, other)) running.add(Stage.start(() -> {
        DistributedDoubleBarrier gate = new DistributedDoubleBarrier(own, path + "/d", 2);
        check("entered", gate.enter(Stage.LIMIT_S, TimeUnit.SECONDS));
        trace.add("in");
        check("left", gate.leave(Stage.LIMIT_S, TimeUnit.SECONDS));
        trace.add("out");
      }));
      for (Future<Void> each : running) Stage.result(each);
      same(trace, List.of("in", "in", "out", "out"));
    }
  }

  static void counters(CuratorFramework client, String path) throws Exception {
    try (CuratorFramework other = Stage.connect();
        SharedCount mine = new SharedCount(client, path + "/c", 7);
        SharedCount theirs = new SharedCount(other, path + "/c", 7)) {
      List<Integer> seen = new CopyOnWriteArrayList<>();
      theirs.addListener(new SharedCountListener() {
        @Override
        public void countHasChanged(SharedCountReader from, int count) {
          seen.add(count);
        }

        @Override
        public void stateChanged(CuratorFramework own, ConnectionState state) {}
      });
      mine.start();
      theirs.start();
      mine.setCount(8);
      Stage.eventually("the news", () -> seen.contains(8) && theirs.getCount() == 8);
      check("by version", theirs.trySetCount(theirs.getVersionedValue(), 9));
      same(mine.trySetCount(mine.getVersionedValue(), 10), mine.getCount() == 10);
      List<Future<Void>> running = new ArrayList<>();
      for (CuratorFramework own : List.of(client, other)) running.add(Stage.start(() -> {
        DistributedAtomicLong total = new DistributedAtomicLong(own, path + "/total", retry);
        for (int n = 0; n < 20; n++) check("added", total.increment().succeeded());
      }));
      for (Future<Void> each : running) Stage.result(each);
      client.sync().forPath(path);
      DistributedAtomicLong total = new DistributedAtomicLong(client, path + "/total", retry);
      same(total.get().postValue(), 40L);
      same(total.compareAndSet(40L, 1L).succeeded(), true);
      same(new CachedAtomicLong(total, 10).next().postValue(), 2L);
      same(new DistributedAtomicValue(client, path + "/value", retry).initialize(Basics.bytes("x")), true);
    }
  }

  static void heldNodes(CuratorFramework client, String path) throws Exception {
    try (CuratorFramework other = Stage.connect();
        PersistentNode held = new PersistentNode(client, CreateMode.EPHEMERAL, false, path + "/e", Basics.bytes("x"));
        PersistentTtlNode lasting = new PersistentTtlNode(client, path + "/t", 60_000, Basics.bytes("y"));
        GroupMember mine = new GroupMember(client, path + "/g", "me");
        GroupMember theirs = new GroupMember(other, path + "/g", "they")) {
      held.start();
      lasting.start();
      check("made", held.waitForInitialCreate(Stage.LIMIT_S, TimeUnit.SECONDS) && lasting.waitForInitialCreate(Stage.LIMIT_S, TimeUnit.SECONDS));
      other.sync().forPath(path);
      other.delete().forPath(path + "/e");
      Stage.eventually("it comes back", () -> other.checkExists().forPath(path + "/e") != null);
      held.setData(Basics.bytes("z"));
      Stage.eventually("its data", () -> new String(other.getData().forPath(path + "/e"), UTF_8).equals("z"));
      mine.start();
      theirs.start();
      Stage.eventually("two members", () -> mine.getCurrentMembers().keySet().equals(theirs.getCurrentMembers().keySet()) && mine.getCurrentMembers().size() == 2);
    }
  }

  static void queue(CuratorFramework client, String path) throws Exception {
    SimpleDistributedQueue queue = new SimpleDistributedQueue(client, path + "/q");
    try (CuratorFramework other = Stage.connect()) {
      Future<byte[]> taken = Stage.start(() -> new SimpleDistributedQueue(other, path + "/q").take());
      queue.offer(Basics.bytes("1"));
      same(new String(Stage.result(taken), UTF_8), "1");
      queue.offer(Basics.bytes("2"));
      same(new String(queue.peek(), UTF_8), "2");
      same(new String(queue.remove(), UTF_8), "2");
      same(queue.poll(), null);
    }
  }

  private static void same(Object found, Object expected) {
    Stage.same(found, expected);
  }

  private static void check(String what, boolean condition) {
    Stage.check(what, condition);
  }

  private Recipes() {}
}
