"""What the features share: sessions, patience, and whoever starts and kills the servers (at the other end of stdin and stdout)."""

import contextlib
import logging
import sys
import time
import traceback

from kazoo.client import KazooClient
from kazoo.retry import KazooRetry

hosts = sys.argv[1]
logging.getLogger("kazoo").setLevel(logging.CRITICAL)
features = []
failed = []


def feature(function):
    """Registers a feature: it is given a connected client and a path of its own."""
    features.append(function)
    return function


def make_client(to=hosts, **options):
    retry = KazooRetry(max_tries=-1, max_delay=0.5, deadline=60)
    return KazooClient(hosts=to, connection_retry=retry.copy(), command_retry=retry.copy(), **options)


@contextlib.contextmanager
def connected(to=hosts, **options):
    client = make_client(to, **options)
    client.start(timeout=60)
    # Whatever server this is: it shall know what others have done before.
    client.retry(client.sync, "/")
    try:
        yield client
    finally:
        client.stop()
        client.close()


def eventually(what, condition, limit=60):
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not in {limit} s: {what}")
        time.sleep(0.01)


def same(found, expected):
    assert found == expected, f"{found!r} instead of {expected!r}"


@contextlib.contextmanager
def raises(error):
    try:
        yield
    except error:
        return
    raise AssertionError(f"no {error.__name__}")


def ask(request):
    """Has servers killed (`kill PORT`, `kill leader`, `leave PORT`: all but that) or all up again (`revive`); `who leads?`"""
    print(f"? {request}", flush=True)
    answer = sys.stdin.readline().strip()
    assert answer.startswith("done"), f"{request}: {answer}"
    return answer.removeprefix("done").strip()


def run_all(these):
    with connected() as client:
        for function in these:
            path = f"/kazoo/{function.__name__}"
            start = time.monotonic()
            try:
                client.ensure_path(path)
                function(client, path)
            except Exception:
                failed.append(function.__name__)
                traceback.print_exc()
                ask("revive")
            else:
                print(f"ok {function.__name__} ({time.monotonic() - start:.1f} s)", flush=True)
