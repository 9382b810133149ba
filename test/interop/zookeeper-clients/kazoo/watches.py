"""One-shot watches, the two lasting watchers and the tree cache."""

import threading

from kazoo.protocol.states import EventType
from kazoo.recipe.cache import TreeCache, TreeEvent
from kazoo.recipe.watchers import PatientChildrenWatch

from stage import connected, eventually, feature, same


@feature
def one_shot_watches(client, path):
    seen = []

    def watch(event):
        seen.append((event.type, event.path))

    node = f"{path}/a"
    with connected() as other:
        client.exists(node, watch=watch)
        client.get_children(path, watch=watch)
        other.create(node)
        eventually("created", lambda: len(seen) == 2)
        same(sorted(seen), [(EventType.CHILD, path), (EventType.CREATED, node)])
        seen.clear()
        client.get(node, watch=watch)
        other.set(node, b"1")
        other.set(node, b"2")
        eventually("changed", lambda: len(seen) > 0)
        client.sync(path)
        same(seen, [(EventType.CHANGED, node)])
        seen.clear()
        client.get(node, watch=watch)
        other.delete(node)
        eventually("deleted", lambda: seen == [(EventType.DELETED, node)])


@feature
def data_watch(client, path):
    seen = []

    @client.DataWatch(f"{path}/a")
    def changed(data, stat, event):
        seen.append(data)
        return data != b"enough"

    same(seen, [None])
    with connected() as other:
        for step, act in enumerate(
            [
                lambda: other.create(f"{path}/a", b"1"),
                lambda: other.set(f"{path}/a", b"2"),
                lambda: other.delete(f"{path}/a"),
                lambda: other.create(f"{path}/a", b"enough"),
            ]
        ):
            act()
            eventually(f"step {step}", lambda: len(seen) == step + 2)
        other.set(f"{path}/a", b"unseen")
    client.sync(path)
    same(seen, [None, b"1", b"2", None, b"enough"])


@feature
def children_watch(client, path):
    seen = []

    @client.ChildrenWatch(path, send_event=True)
    def changed(children, event):
        seen.append(sorted(children))
        return len(children) < 3

    with connected() as other:
        for number, name in enumerate("abcd"):
            other.create(f"{path}/{name}")
            eventually(name, lambda: len(seen) == min(number + 2, 4))
    same(seen, [[], ["a"], ["a", "b"], ["a", "b", "c"]])


@feature
def patient_children_watch(client, path):
    client.create(f"{path}/a")
    stable = PatientChildrenWatch(client, path, 0.2).start()
    children, changed = stable.get(timeout=60)
    same(children, ["a"])
    client.create(f"{path}/b")
    changed.wait(60)
    assert changed.ready()


@feature
def tree_cache(client, path):
    events = []
    initialized = threading.Event()
    cache = TreeCache(client, path)

    def listen(event):
        events.append(event.event_type)
        if event.event_type == TreeEvent.INITIALIZED:
            initialized.set()

    cache.listen(listen)
    client.create(f"{path}/a/b", b"deep", makepath=True)
    cache.start()
    assert initialized.wait(60)
    same(cache.get_data(f"{path}/a/b").data, b"deep")
    with connected() as other:
        other.set(f"{path}/a/b", b"deeper")
        other.create(f"{path}/a/c")
        eventually("news", lambda: cache.get_data(f"{path}/a/b").data == b"deeper" and cache.get_children(f"{path}/a") == {"b", "c"})
        other.delete(f"{path}/a", recursive=True)
    eventually("removal", lambda: cache.get_data(f"{path}/a") is None)
    assert TreeEvent.NODE_REMOVED in events
    cache.close()
