import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.curator.framework.api.transaction.CuratorTransactionResult;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;

/** What Curator's framework does without a recipe. */
final class Basics {
  static void nodes(CuratorFramework client, String path) throws Exception {
    same(client.create().creatingParentsIfNeeded().forPath(path + "/a/b", bytes("one")), path + "/a/b");
    Stage.fails(KeeperException.NodeExistsException.class, () -> client.create().forPath(path + "/a/b"));
    Stat stat = new Stat();
    same(new String(client.getData().storingStatIn(stat).forPath(path + "/a/b"), UTF_8), "one");
    same(stat.getVersion(), 0);
    same(client.setData().withVersion(0).forPath(path + "/a/b", bytes("two")).getVersion(), 1);
    Stage.fails(KeeperException.BadVersionException.class, () -> client.setData().withVersion(0).forPath(path + "/a/b"));
    same(client.create().orSetData().forPath(path + "/a/b", bytes("three")), path + "/a/b");
    same(client.getChildren().forPath(path + "/a"), List.of("b"));
    same(client.checkExists().forPath(path + "/nothing"), null);
    client.create().idempotent().forPath(path + "/i", bytes("x"));
    client.create().idempotent().forPath(path + "/i", bytes("x"));
    client.delete().guaranteed().deletingChildrenIfNeeded().forPath(path + "/a");
    client.delete().quietly().forPath(path + "/a");
    byte[] large = new byte[200_000];
    client.create().compressed().forPath(path + "/zip", large);
    check("smaller", client.getData().forPath(path + "/zip").length < 1000);
    same(client.getData().decompressed().forPath(path + "/zip").length, large.length);
    client.sync().forPath(path);
  }

  static void modes(CuratorFramework client, String path) throws Exception {
    for (CreateMode mode : CreateMode.values()) {
      String made = mode.isTTL()
          ? client.create().withTtl(60_000).withMode(mode).forPath(path + "/" + mode)
          : client.create().withMode(mode).forPath(path + "/" + mode);
      check(made, made.startsWith(path + "/" + mode));
      same(made.matches(".*\\d{10}"), mode.isSequential());
    }
    same(owner(client, path + "/EPHEMERAL"), client.getZookeeperClient().getZooKeeper().getSessionId());
    same(owner(client, path + "/CONTAINER"), 0L);
    same(owner(client, path + "/PERSISTENT_WITH_TTL"), 0L);
    client.createContainers(path + "/c/d");
    client.create().forPath(path + "/c/d/e");
    String hidden = client.create().withProtection().withMode(CreateMode.EPHEMERAL_SEQUENTIAL).forPath(path + "/p-");
    check(hidden, hidden.contains("_c_"));
  }

  static void transactions(CuratorFramework client, String path) throws Exception {
    List<CuratorTransactionResult> results = client.transaction().forOperations(
        client.transactionOp().create().forPath(path + "/a", bytes("1")),
        client.transactionOp().check().withVersion(0).forPath(path + "/a"),
        client.transactionOp().setData().forPath(path + "/a", bytes("2")),
        client.transactionOp().create().withMode(CreateMode.EPHEMERAL_SEQUENTIAL).forPath(path + "/s-"),
        client.transactionOp().create().withTtl(60_000).withMode(CreateMode.PERSISTENT_WITH_TTL).forPath(path + "/t"),
        client.transactionOp().delete().forPath(path + "/t"));
    same(results.get(0).getResultPath(), path + "/a");
    same(results.get(2).getResultStat().getVersion(), 1);
    same(results.get(3).getResultPath(), path + "/s-0000000001");
    Stage.fails(KeeperException.BadVersionException.class, () -> client.transaction().forOperations(
        client.transactionOp().create().forPath(path + "/b"),
        client.transactionOp().check().withVersion(99).forPath(path + "/a")));
    same(client.checkExists().forPath(path + "/b"), null);
  }

  static void accessLists(CuratorFramework client, String path) throws Exception {
    try (CuratorFramework ann = Stage.connect(Stage.builder().authorization("digest", bytes("ann:secret")))) {
      ann.create().withACL(ZooDefs.Ids.CREATOR_ALL_ACL).forPath(path + "/hers");
      client.sync().forPath(path);
      Stage.fails(KeeperException.NoAuthException.class, () -> client.getData().forPath(path + "/hers"));
      same(ann.getACL().forPath(path + "/hers").get(0).getId().getScheme(), "digest");
      same(ann.setACL().withVersion(0).withACL(ZooDefs.Ids.OPEN_ACL_UNSAFE).forPath(path + "/hers").getAversion(), 1);
      same(new TreeSet<>(ann.getZookeeperClient().getZooKeeper().whoAmI().stream().map(each -> each.getAuthScheme()).toList()),
          new TreeSet<>(List.of("digest", "ip")));
    }
    client.sync().forPath(path);
    client.setData().forPath(path + "/hers", bytes("open"));
  }

  /** Over TLS on the same port; whoever shows a certificate is known by its name. */
  static void certificates(CuratorFramework client, String path) throws Exception {
    ZKClientConfig config = new ZKClientConfig();
    config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
    config.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
    config.setProperty("zookeeper.ssl.keyStore.location", Stage.certificates + "/client.p12");
    config.setProperty("zookeeper.ssl.keyStore.password", "changeit");
    config.setProperty("zookeeper.ssl.trustStore.location", Stage.certificates + "/trust.jks");
    config.setProperty("zookeeper.ssl.trustStore.password", "changeit");
    // This client's own choice, 1.3 alone, is not among what Apache's servers of 3.8 take.
    config.setProperty("zookeeper.ssl.protocol", "TLSv1.2");
    config.setProperty("zookeeper.ssl.enabledProtocols", "TLSv1.2");
    Id known = new Id("x509", "CN=client,OU=shell,O=kafkabox\\, tests,C=DE");
    client.create().withACL(List.of(new ACL(ZooDefs.Perms.READ, known))).forPath(path + "/closed", bytes("x"));
    try (CuratorFramework secure = Stage.connect(Stage.builder().zkClientConfig(config))) {
      same(new String(secure.getData().forPath(path + "/closed"), UTF_8), "x");
    }
    Stage.fails(KeeperException.NoAuthException.class, () -> client.getData().forPath(path + "/closed"));
  }

  static void background(CuratorFramework client, String path) throws Exception {
    BlockingQueue<CuratorEvent> events = new LinkedBlockingQueue<>();
    for (int n = 0; n < 100; n++) client.create().inBackground((from, event) -> events.add(event)).forPath(path + "/" + n);
    for (int n = 0; n < 100; n++) same(events.poll(Stage.LIMIT_S, TimeUnit.SECONDS).getResultCode(), 0);
    client.getChildren().inBackground((from, event) -> events.add(event)).forPath(path);
    same(events.poll(Stage.LIMIT_S, TimeUnit.SECONDS).getChildren().size(), 100);
    same(client.getZookeeperClient().getZooKeeper().getAllChildrenNumber(path), 100);
    CuratorFramework below = client.usingNamespace(path.substring(1));
    same(below.getChildren().forPath("/").size(), 100);
  }

  static void watches(CuratorFramework client, String path) throws Exception {
    List<String> once = new CopyOnWriteArrayList<>();
    List<String> lasting = new CopyOnWriteArrayList<>();
    List<String> below = new CopyOnWriteArrayList<>();
    Watcher recursive = into(below);
    // A session of its own for each: a server keeps one kind of watch for a session and a path.
    try (CuratorFramework other = Stage.connect(); CuratorFramework third = Stage.connect()) {
      other.getChildren().usingWatcher(into(once)).forPath(path);
      third.watchers().add().withMode(AddWatchMode.PERSISTENT).usingWatcher(into(lasting)).forPath(path);
      client.watchers().add().withMode(AddWatchMode.PERSISTENT_RECURSIVE).usingWatcher(recursive).forPath(path);
      other.create().creatingParentsIfNeeded().forPath(path + "/a/b");
      other.setData().forPath(path, bytes("x"));
      other.delete().deletingChildrenIfNeeded().forPath(path + "/a");
      Stage.eventually("all events", () -> once.size() == 1 && lasting.size() == 3 && below.size() == 5);
    }
    String a = path + "/a";
    same(once, List.of("NodeChildrenChanged " + path));
    same(lasting, List.of("NodeChildrenChanged " + path, "NodeDataChanged " + path, "NodeChildrenChanged " + path));
    same(below, List.of(
        "NodeCreated " + a, "NodeCreated " + a + "/b", "NodeDataChanged " + path, "NodeDeleted " + a + "/b", "NodeDeleted " + a));
    client.watchers().remove(recursive).ofType(Watcher.WatcherType.Any).forPath(path);
    client.create().forPath(path + "/unseen");
    client.sync().forPath(path);
    same(below.get(below.size() - 1), "PersistentWatchRemoved " + path);
    Stage.fails(KeeperException.NoWatcherException.class, () -> client.watchers().remove(recursive).forPath(path));
  }

  static void ephemerals(CuratorFramework client, String path) throws Exception {
    for (int n = 0; n < 3; n++) client.create().withMode(CreateMode.EPHEMERAL).forPath(path + "/" + n);
    List<String> found = new ArrayList<>(client.getZookeeperClient().getZooKeeper().getEphemerals(path));
    Collections.sort(found);
    same(found, List.of(path + "/0", path + "/1", path + "/2"));
    check("configuration", client.getConfig().forEnsemble() != null);
  }

  private static Watcher into(List<String> list) {
    return (WatchedEvent event) -> {
      if (event.getPath() != null) list.add(event.getType() + " " + event.getPath());
    };
  }

  private static long owner(CuratorFramework client, String path) throws Exception {
    return client.checkExists().forPath(path).getEphemeralOwner();
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static void same(Object found, Object expected) {
    Stage.same(found, expected);
  }

  private static void check(String what, boolean condition) {
    Stage.check(what, condition);
  }

  private Basics() {}
}
