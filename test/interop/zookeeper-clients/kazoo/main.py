"""main.py HOST:PORT,… [FEATURE | -FEATURE …]: kazoo's features, only those or all but those; ends with `ok`."""

import sys

import basics  # noqa: F401
import watches  # noqa: F401
import recipes  # noqa: F401
import failover  # noqa: F401
from stage import ask, failed, features, hosts, run_all

names = [name for name in sys.argv[2:] if not name.startswith("-")]
chosen = [each for each in features if (not names or each.__name__ in names) and f"-{each.__name__}" not in sys.argv]
run_all([each for each in chosen if each.__module__ != "recipes"])
recipes_here = [each for each in chosen if each.__module__ == "recipes"]
if "," in hosts:
    # The recipes play on an ensemble whose leader has just died, and which lacks a server.
    ask("kill leader")
    run_all(recipes_here)
    ask("revive")
else:
    run_all(recipes_here)
sys.exit(f"failed: {failed}" if failed else print("ok", flush=True))
