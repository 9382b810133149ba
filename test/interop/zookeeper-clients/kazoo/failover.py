"""What is held while servers die: sessions, ephemeral nodes, watches, locks, elections."""

import threading

from kazoo.client import KazooState
from kazoo.exceptions import BadVersionError, NoAuthError, NotReadOnlyCallError
from kazoo.protocol.states import KeeperState
from kazoo.recipe.cache import TreeCache

from recipes import in_thread
from stage import ask, connected, eventually, feature, hosts, make_client, raises, same


def port_of(client):
    client.retry(client.sync, "/")
    return client._connection._socket.getpeername()[1]


@feature
def expired_session(client, path):
    states = []
    victim = make_client()
    victim.add_listener(states.append)
    victim.start(timeout=60)
    seen = []
    victim.create(f"{path}/e", ephemeral=True)
    victim.DataWatch(f"{path}/d", lambda data, stat: seen.append(data))
    session = victim.client_id
    with connected(client_id=session) as twin:
        same(twin.client_id, session)
    eventually("the session is lost, and then there is a new one", lambda: states[-2:] == [KazooState.LOST, KazooState.CONNECTED])
    client.sync(path)
    same(client.exists(f"{path}/e"), None)
    client.create(f"{path}/d", b"news")
    eventually("the watcher watches in the new session", lambda: seen[-1] == b"news")
    victim.stop()
    victim.close()


@feature
def leader_dies(client, path):
    """The leader, and in turn every server that one of these sessions was at: nothing that is held is lost."""
    with connected() as other:
        sessions = client.client_id, other.client_id
        seen, led = [], []
        done = threading.Event()
        mine, theirs = client.Lock(f"{path}/l", "mine"), other.Lock(f"{path}/l", "theirs")
        mine.acquire()
        waiting = in_thread(theirs.acquire)
        in_thread(client.Election(f"{path}/e").run, lambda: (led.append(1), done.wait(120)))
        other.Party(f"{path}/p", "they").join()
        other.DataWatch(f"{path}/d", lambda data, stat: seen.append(data))
        cache = TreeCache(other, f"{path}/t")
        cache.start()
        client.create(f"{path}/eph", ephemeral=True)
        eventually("all is set up", lambda: len(mine.contenders()) == 2 and led and seen)

        for round, whom in enumerate([lambda: "leader", lambda: port_of(client), lambda: port_of(other)]):
            ask(f"kill {whom()}")
            client.retry(client.ensure_path, f"{path}/t/{round}")
            client.retry(client.ensure_path, f"{path}/d")
            client.retry(client.set, f"{path}/d", str(round).encode())
            eventually(f"round {round}: the watcher sees what follows", lambda: seen[-1] == str(round).encode())
            eventually(f"round {round}: the cache too", lambda: cache.get_data(f"{path}/t/{round}") is not None)
            ask("revive")

        same((client.client_id, other.client_id), sessions)
        assert client.retry(client.exists, f"{path}/eph") and mine.is_acquired and not theirs.is_acquired
        same([*client.Party(f"{path}/p")], ["they"])
        mine.release()
        waiting.join(60)
        assert theirs.is_acquired
        same(led, [1])
        done.set()
        cache.close()


@feature
def writes_while_leader_dies(client, path):
    """Each acknowledged create is there afterwards, and none twice."""
    made = []
    stop = threading.Event()

    def write():
        with connected() as own:
            while not stop.is_set():
                node = f"{path}/{len(made):05d}"
                try:
                    own.create(node)
                except Exception:
                    if own.retry(own.exists, node) is None:
                        continue
                made.append(node.split("/")[-1])

    writer = in_thread(write)
    eventually("it writes", lambda: len(made) > 20)
    ask("kill leader")
    before = len(made)
    eventually("it goes on writing", lambda: len(made) > before + 20)
    ask("revive")
    stop.set()
    writer.join(60)
    client.sync(path)
    same(sorted(client.get_children(path)), made)


@feature
def read_only_client(client, path):
    """It takes a server that may write when there is one, and one that only reads otherwise."""
    with connected(read_only=True) as careful:
        careful.create(f"{path}/a", b"x")
        same(careful.client_state, KeeperState.CONNECTED)
    if "," not in hosts:
        return
    client.sync(path)
    ask(f"leave {port_of(client)}")
    careful = make_client(read_only=True)
    careful.start(timeout=60)
    eventually("it is at a server that only reads", lambda: careful.client_state == KeeperState.CONNECTED_RO)
    same(careful.retry(careful.get, f"{path}/a")[0], b"x")
    with raises(NotReadOnlyCallError):
        careful.set(f"{path}/a", b"y")
    ask("revive")
    eventually("it is at a server that writes again", lambda: careful.client_state == KeeperState.CONNECTED)
    careful.retry(careful.set, f"{path}/a", b"z")
    careful.stop()
    careful.close()


@feature
def reconfiguration(client, path):
    if "," not in hosts:
        return
    with connected(auth_data=[("digest", "super:secret")]) as root:
        before = members_of(root.get("/zookeeper/config")[0])
        same(len(before), 3)
        leader = ask("who leads?")
        leaving = next(line for line in before if not line.startswith(f"server.{leader}="))
        number = leaving.split("=")[0].removeprefix("server.")
        after, _ = root.reconfig(joining=None, leaving=number, new_members=None)
        same(members_of(after), [line for line in before if line != leaving])
        with raises(BadVersionError):
            root.reconfig(joining=None, leaving=leader, new_members=None, from_config=1)
        # Listening everywhere as before: Apache's Netty cannot go over to another address of the same port.
        port = hosts.split(",")[int(number) - 1].split(":")[1]
        after, _ = root.reconfig(joining=f"{leaving};{port}", leaving=None, new_members=None)
        assert f"{leaving};0.0.0.0:{port}" in members_of(after), after
    with raises(NoAuthError):
        client.reconfig(joining=None, leaving=number, new_members=None)
    ask("revive")


def members_of(config):
    return [line for line in config.decode().splitlines() if line.startswith("server.")]
