"""Each recipe between two sessions, that are most often at two servers of the ensemble."""

import datetime
import threading

from kazoo.exceptions import LockTimeout
from kazoo.recipe.lease import MultiNonBlockingLease, NonBlockingLease
from kazoo.recipe.lock import ReadLock, WriteLock
from kazoo.recipe.partitioner import SetPartitioner

from stage import connected, eventually, feature, raises, same


def in_thread(function, *args):
    thread = threading.Thread(target=function, args=args, daemon=True)
    thread.start()
    return thread


@feature
def lock(client, path):
    with connected() as other:
        first, second = client.Lock(f"{path}/l", "first"), other.Lock(f"{path}/l", "second")
        order = []
        with first:
            same(second.acquire(blocking=False), False)
            with raises(LockTimeout):
                second.acquire(timeout=0.2)

            def wait():
                with second:
                    order.append("second")

            waiting = in_thread(wait)
            eventually("both contend", lambda: first.contenders() == ["first", "second"])
            order.append("first")
        waiting.join(60)
        same(order, ["first", "second"])


@feature
def lock_keeps_others_out(client, path):
    """Three sessions count on one node without versions: the lock alone keeps the counts apart."""
    client.create(f"{path}/n", b"0")

    def work():
        with connected() as own:
            for _ in range(10):
                with own.Lock(f"{path}/l"):
                    own.sync(path)
                    own.set(f"{path}/n", str(int(own.get(f"{path}/n")[0]) + 1).encode())

    threads = [in_thread(work) for _ in range(3)]
    for thread in threads:
        thread.join(60)
    client.sync(path)
    same(client.get(f"{path}/n")[0], b"30")


@feature
def read_write_lock(client, path):
    with connected() as other:
        reader, another = ReadLock(client, f"{path}/l", "r1"), ReadLock(other, f"{path}/l", "r2")
        writer = WriteLock(other, f"{path}/l", "w")
        assert reader.acquire(timeout=60) and another.acquire(timeout=60)
        same(writer.acquire(blocking=False), False)
        another.release()
        waiting = in_thread(writer.acquire)
        eventually("the writer waits", lambda: "w" in reader.contenders())
        assert not writer.is_acquired
        reader.release()
        waiting.join(60)
        assert writer.is_acquired
        same(reader.acquire(blocking=False), False)
        writer.release()


@feature
def semaphore(client, path):
    with connected() as other:
        first, second, third = (each.Semaphore(f"{path}/s", name, max_leases=2) for each, name in ((client, "a"), (other, "b"), (other, "c")))
        assert first.acquire() and second.acquire()
        client.sync(path)
        same(sorted(first.lease_holders()), ["a", "b"])
        same(third.acquire(blocking=False), False)
        waiting = in_thread(third.acquire)
        first.release()
        waiting.join(60)
        same(sorted(second.lease_holders()), ["b", "c"])
        second.release()
        third.release()


@feature
def barrier(client, path):
    closed = client.Barrier(f"{path}/b")
    closed.create()
    same(closed.wait(timeout=0.1), False)
    with connected() as other:
        passed = []
        waiting = in_thread(lambda: passed.append(other.Barrier(f"{path}/b").wait(60)))
        closed.remove()
        waiting.join(60)
    same(passed, [True])


@feature
def double_barrier(client, path):
    with connected() as other:
        trace = []

        def take_part(own, name):
            gate = own.DoubleBarrier(f"{path}/b", 2, name)
            gate.enter()
            trace.append("in")
            gate.leave()
            trace.append("out")

        threads = [in_thread(take_part, client, "one"), in_thread(take_part, other, "two")]
        for thread in threads:
            thread.join(60)
    same(trace[:2], ["in", "in"])
    same(sorted(trace), ["in", "in", "out", "out"])


@feature
def counters(client, path):
    counter = client.Counter(f"{path}/int")
    counter += 2
    counter -= 5
    same((counter.value, counter.pre_value, counter.post_value), (-3, 2, -3))
    fraction = client.Counter(f"{path}/float", default=1.0)
    fraction += 1.5
    same(fraction.value, 2.5)
    with connected() as other:
        rivals = [in_thread(lambda own: [own.Counter(f"{path}/c").__add__(1) for _ in range(20)], each) for each in (client, other)]
        for rival in rivals:
            rival.join(60)
    client.sync(path)
    same(client.Counter(f"{path}/c").value, 40)


@feature
def election(client, path):
    led = []
    with connected() as other:
        first, second = client.Election(f"{path}/e", "first"), other.Election(f"{path}/e", "second")
        leave = threading.Event()

        def lead():
            led.append("first")
            leave.wait(60)

        one = in_thread(first.run, lead)
        eventually("the first leads", lambda: led == ["first"])
        two = in_thread(second.run, lambda: led.append("second"))
        eventually("both stand", lambda: first.contenders() == ["first", "second"])
        leave.set()
        one.join(60)
        two.join(60)
    same(led, ["first", "second"])


@feature
def queues(client, path):
    queue = client.Queue(f"{path}/q")
    for value, priority in ((b"late", 200), (b"usual", 100), (b"early", 50)):
        queue.put(value, priority)
    with connected() as other:
        same(len(queue), 3)
        other.sync(path)
        same([other.Queue(f"{path}/q").get() for _ in range(4)], [b"early", b"usual", b"late", None])


@feature
def locking_queue(client, path):
    queue = client.LockingQueue(f"{path}/q")
    queue.put_all([b"1", b"2"])
    with connected() as other:
        rival = other.LockingQueue(f"{path}/q")
        same(queue.get(60), b"1")
        same(rival.get(60), b"2")
        assert queue.holds_lock() and queue.consume()
        assert rival.release()
        same(queue.get(60), b"2")
        assert queue.consume()
        other.sync(path)
        same(rival.get(0.2), None)


@feature
def party(client, path):
    with connected() as other:
        mine, theirs = client.Party(f"{path}/p", "me"), other.Party(f"{path}/p", "they")
        mine.join()
        theirs.join()
        client.sync(path)
        same(sorted(mine), ["me", "they"])
        theirs.leave()
        client.sync(path)
        same((len(mine), "me" in [*mine]), (1, True))
        shallow = other.ShallowParty(f"{path}/s", "me")
        shallow.join()
        same([*shallow], ["me"])


@feature
def set_partitioner(client, path):
    whole = [str(n) for n in range(7)]
    with connected() as other:
        parts = [SetPartitioner(each, f"{path}/p", whole, identifier=name, time_boundary=0.3) for each, name in ((client, "a"), (other, "b"))]

        def settled():
            for part in parts:
                if part.release:
                    part.release_set()
                elif part.allocating:
                    part.wait_for_acquire(0.2)
                assert not part.failed
            return all(part.acquired for part in parts) and sum(len([*part]) for part in parts) == len(whole)

        eventually("each has its part", settled)
        same(sorted([*parts[0], *parts[1]]), whole)
        parts[1].finish()
        eventually("the other leaves its part", lambda: parts[0].release)
        parts[0].release_set()
        eventually("all is the first's", lambda: parts[0].wait_for_acquire(0.2) is None and parts[0].acquired)
        same(sorted(parts[0]), whole)
        parts[0].finish()


@feature
def leases(client, path):
    hour = datetime.timedelta(hours=1)
    assert NonBlockingLease(client, f"{path}/l", hour, "me")
    with connected() as other:
        assert not NonBlockingLease(other, f"{path}/l", hour, "they")
        assert NonBlockingLease(client, f"{path}/l", hour, "me")
        other.sync(path)
        later = lambda: datetime.datetime.utcnow() + 2 * hour  # noqa: E731
        assert NonBlockingLease(other, f"{path}/l", hour, "they", utcnow=later)
        holders = [MultiNonBlockingLease(each, 2, f"{path}/m", hour, name) for each, name in ((client, "a"), (other, "b"), (client, "c"))]
        same([bool(holder) for holder in holders], [True, True, False])
