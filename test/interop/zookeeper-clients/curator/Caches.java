import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.framework.recipes.cache.NodeCache;
import org.apache.curator.framework.recipes.cache.PathChildrenCache;
import org.apache.curator.framework.recipes.cache.TreeCache;
import org.apache.curator.framework.recipes.watch.PersistentWatcher;

/** The caches see what another session does, before and after a server of the ensemble dies. */
@SuppressWarnings("deprecation")
final class Caches {
  static void caches(CuratorFramework client, String path) throws Exception {
    String node = path + "/node";
    List<String> events = new CopyOnWriteArrayList<>();
    List<String> watched = new CopyOnWriteArrayList<>();
    // The older caches have a session of their own: a server keeps one kind of watch for a session and a path.
    try (CuratorFramework other = Stage.connect();
        CuratorFramework older = Stage.connect();
        CuratorCache whole = CuratorCache.build(client, path);
        TreeCache tree = new TreeCache(older, path);
        PathChildrenCache children = new PathChildrenCache(older, path, true);
        NodeCache single = new NodeCache(older, node);
        PersistentWatcher watcher = new PersistentWatcher(client, path, true)) {
      whole.listenable().addListener(CuratorCacheListener.builder().forAll((type, before, after) -> events.add(type.name())).build());
      watcher.getListenable().addListener(event -> watched.add(String.valueOf(event.getPath())));
      whole.start();
      tree.start();
      children.start();
      single.start();
      watcher.start();
      for (String word : List.of("one", "two", "three")) {
        if (word.equals("three")) Stage.ask("kill leader");
        other.create().orSetData().forPath(node, Basics.bytes(word));
        other.create().orSetData().forPath(node + "/below", Basics.bytes(word));
        Stage.eventually(word + " in CuratorCache", () -> whole.get(node + "/below").map(each -> text(each.getData())).orElse("").equals(word));
        Stage.eventually(word + " in TreeCache", () -> tree.getCurrentData(node + "/below") != null && text(tree.getCurrentData(node + "/below").getData()).equals(word));
        Stage.eventually(word + " in PathChildrenCache", () -> children.getCurrentData(node) != null && text(children.getCurrentData(node).getData()).equals(word));
        Stage.eventually(word + " in NodeCache", () -> single.getCurrentData() != null && text(single.getCurrentData().getData()).equals(word));
      }
      Stage.ask("revive");
      other.delete().deletingChildrenIfNeeded().forPath(node);
      Stage.eventually("it is gone everywhere", () ->
          whole.get(node).isEmpty() && tree.getCurrentData(node) == null && children.getCurrentData(node) == null && single.getCurrentData() == null);
      Stage.check("events", events.contains("NODE_CREATED") && events.contains("NODE_CHANGED") && events.contains("NODE_DELETED"));
      Stage.check("watched", watched.contains(node + "/below"));
    }
  }

  private static String text(byte[] data) {
    return new String(data, UTF_8);
  }

  private Caches() {}
}
