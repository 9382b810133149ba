import java.util.LinkedHashMap;
import java.util.Map;

/** Main HOST:PORT,… CERTIFICATES: Curator's framework and recipes; ends with `ok`. */
public final class Main {
  public static void main(String[] args) throws Exception {
    Stage.hosts = args[0];
    Stage.certificates = args[1];
    Map<String, Stage.Feature> features = new LinkedHashMap<>();
    features.put("nodes", Basics::nodes);
    features.put("modes", Basics::modes);
    features.put("transactions", Basics::transactions);
    features.put("accessLists", Basics::accessLists);
    features.put("certificates", Basics::certificates);
    features.put("background", Basics::background);
    features.put("watches", Basics::watches);
    features.put("ephemerals", Basics::ephemerals);
    features.put("caches", Caches::caches);
    features.put("heldWhileLeadersDie", Failover::heldWhileLeadersDie);
    features.put("expiredSession", Failover::expiredSession);
    features.put("writesWhileLeaderDies", Failover::writesWhileLeaderDies);
    Map<String, Stage.Feature> recipes = new LinkedHashMap<>();
    recipes.put("mutexes", Recipes::mutexes);
    recipes.put("readWriteLock", Recipes::readWriteLock);
    recipes.put("semaphore", Recipes::semaphore);
    recipes.put("leaderLatch", Recipes::leaderLatch);
    recipes.put("leaderSelector", Recipes::leaderSelector);
    recipes.put("barriers", Recipes::barriers);
    recipes.put("counters", Recipes::counters);
    recipes.put("heldNodes", Recipes::heldNodes);
    recipes.put("queue", Recipes::queue);
    try {
      play(features);
      // The recipes play on an ensemble whose leader has just died, and which lacks a server.
      boolean several = Stage.hosts.contains(",");
      if (several) Stage.ask("kill leader");
      play(recipes);
      if (several) Stage.ask("revive");
      System.out.println("ok");
      System.exit(0);
    } catch (Throwable error) {
      error.printStackTrace();
      // Threads of a client that was left behind would keep the program from its end.
      System.exit(1);
    }
  }

  private static void play(Map<String, Stage.Feature> features) throws Exception {
    for (Map.Entry<String, Stage.Feature> each : features.entrySet()) Stage.play(each.getKey(), each.getValue());
  }

  private Main() {}
}
