import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooKeeper;

/** What is held while servers die, and when a session does. */
final class Failover {
  static void heldWhileLeadersDie(CuratorFramework client, String path) throws Exception {
    try (CuratorFramework other = Stage.connect();
        PersistentNode node = new PersistentNode(client, CreateMode.EPHEMERAL, false, path + "/e", Basics.bytes("x"));
        LeaderLatch first = new LeaderLatch(client, path + "/latch");
        LeaderLatch second = new LeaderLatch(other, path + "/latch")) {
      long session = session(client);
      InterProcessMutex mine = new InterProcessMutex(client, path + "/l");
      mine.acquire();
      Future<Boolean> theirs = Stage.start(() -> new InterProcessMutex(other, path + "/l").acquire(Stage.LIMIT_S * 2, TimeUnit.SECONDS));
      first.start();
      second.start();
      node.start();
      node.waitForInitialCreate(Stage.LIMIT_S, TimeUnit.SECONDS);
      for (int round = 0; round < 2; round++) {
        Stage.ask("kill leader");
        Stage.eventually("one latch is held", () -> first.hasLeadership() != second.hasLeadership());
        Stage.same(new String(client.getData().forPath(path + "/e")), "x");
        Stage.ask("revive");
      }
      Stage.same(session(client), session);
      Stage.check("still locked", mine.isAcquiredInThisProcess() && !theirs.isDone());
      mine.release();
      Stage.check("locked by the other", Stage.result(theirs));
    }
  }

  static void expiredSession(CuratorFramework client, String path) throws Exception {
    List<ConnectionState> states = new CopyOnWriteArrayList<>();
    client.getConnectionStateListenable().addListener((own, state) -> states.add(state));
    try (PersistentNode node = new PersistentNode(client, CreateMode.EPHEMERAL, false, path + "/e", Basics.bytes("x"));
        LeaderLatch latch = new LeaderLatch(client, path + "/latch")) {
      node.start();
      latch.start();
      Stage.check("led", latch.await(Stage.LIMIT_S, TimeUnit.SECONDS));
      ZooKeeper own = client.getZookeeperClient().getZooKeeper();
      long before = own.getSessionId();
      // Whoever comes with the session's password may end it.
      try (ZooKeeper twin = new ZooKeeper(Stage.hosts, 10_000, event -> {}, before, own.getSessionPasswd())) {
        Stage.eventually("the twin is connected", () -> twin.getState().isConnected());
      }
      Stage.eventually("lost and back", () -> states.contains(ConnectionState.LOST) && states.get(states.size() - 1) == ConnectionState.RECONNECTED);
      Stage.eventually("the node is there in the new session", () -> {
        var stat = client.checkExists().forPath(path + "/e");
        return stat != null && stat.getEphemeralOwner() == session(client);
      });
      Stage.check("another session", session(client) != before);
      Stage.check("led again", latch.await(Stage.LIMIT_S, TimeUnit.SECONDS));
    }
  }

  /** Each acknowledged create is there afterwards, and none twice. */
  static void writesWhileLeaderDies(CuratorFramework client, String path) throws Exception {
    List<String> made = new CopyOnWriteArrayList<>();
    AtomicBoolean stop = new AtomicBoolean();
    Future<Void> writing = Stage.start(() -> {
      while (!stop.get()) {
        String name = String.format("%05d", made.size());
        client.create().idempotent().forPath(path + "/" + name);
        made.add(name);
      }
    });
    Stage.eventually("it writes", () -> made.size() > 20);
    Stage.ask("kill leader");
    int before = made.size();
    Stage.eventually("it goes on writing", () -> made.size() > before + 20);
    stop.set(true);
    Stage.result(writing);
    Stage.ask("revive");
    client.sync().forPath(path);
    List<String> found = new ArrayList<>(client.getChildren().forPath(path));
    Collections.sort(found);
    Stage.same(found, new ArrayList<>(made));
  }

  private static long session(CuratorFramework client) throws Exception {
    return client.getZookeeperClient().getZooKeeper().getSessionId();
  }

  private Failover() {}
}
