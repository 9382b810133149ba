"""Nodes, transactions, access control, words: what the client offers without a recipe."""

import pathlib
import time

from kazoo.exceptions import (
    AuthFailedError,
    BadArgumentsError,
    BadVersionError,
    InvalidACLError,
    NoAuthError,
    NoChildrenForEphemeralsError,
    NodeExistsError,
    NoNodeError,
    NotEmptyError,
    RolledBackError,
    RuntimeInconsistency,
)
from kazoo.protocol.states import KeeperState
from kazoo.security import CREATOR_ALL_ACL, OPEN_ACL_UNSAFE, READ_ACL_UNSAFE, make_acl, make_digest_acl

from stage import connected, eventually, feature, hosts, make_client, raises, same


@feature
def nodes(client, path):
    same(client.create(f"{path}/a", b"one"), f"{path}/a")
    with raises(NodeExistsError):
        client.create(f"{path}/a")
    with raises(NoNodeError):
        client.create(f"{path}/x/y")
    same(client.create(f"{path}/x/y/z", makepath=True), f"{path}/x/y/z")
    data, stat = client.get(f"{path}/a")
    same((data, stat.version, stat.numChildren, stat.ephemeralOwner), (b"one", 0, 0, 0))
    assert abs(stat.created - time.time()) < 3600
    same(client.set(f"{path}/a", b"two", version=0).version, 1)
    with raises(BadVersionError):
        client.set(f"{path}/a", b"three", version=0)
    same(sorted(client.get_children(path)), ["a", "x"])
    children, stat = client.get_children(path, include_data=True)
    same((sorted(children), stat.numChildren), (["a", "x"], 2))
    same(client.exists(f"{path}/nothing"), None)
    with raises(NoNodeError):
        client.get(f"{path}/nothing")
    with raises(NotEmptyError):
        client.delete(f"{path}/x")
    client.delete(f"{path}/x", recursive=True)
    with raises(BadVersionError):
        client.delete(f"{path}/a", version=7)
    client.delete(f"{path}/a", version=1)
    same(client.get_children(path), [])


@feature
def create_with_stat(client, path):
    created, stat = client.create(f"{path}/a", b"12345", include_data=True)
    same((created, stat.dataLength, stat.czxid), (f"{path}/a", 5, stat.mzxid))
    eventually("sync", lambda: client.sync(path) == path)
    assert client.exists(path).pzxid == stat.czxid


@feature
def sequences_and_ephemerals(client, path):
    names = [client.create(f"{path}/s-", sequence=True) for _ in range(3)]
    same(names, [f"{path}/s-{n:010d}" for n in range(3)])
    with connected() as other:
        other.create(f"{path}/e", ephemeral=True)
        owner = other.client_id[0]
        client.sync(path)
        same(client.exists(f"{path}/e").owner_session_id, owner)
        with raises(NoChildrenForEphemeralsError):
            other.create(f"{path}/e/below")
        same(other.create(f"{path}/e-", ephemeral=True, sequence=True), f"{path}/e-{4:010d}")
    eventually("the closed session's nodes are gone", lambda: sorted(client.get_children(path)) == [n.split("/")[-1] for n in names])


@feature
def many_at_once(client, path):
    asked = [client.create_async(f"{path}/{n:04d}", b"x" * n) for n in range(500)]
    same([each.get(timeout=60) for each in asked], [f"{path}/{n:04d}" for n in range(500)])
    read = [client.get_async(f"{path}/{n:04d}") for n in range(500)]
    same([len(each.get(timeout=60)[0]) for each in read], list(range(500)))
    for gone in [client.delete_async(f"{path}/{n:04d}") for n in range(500)]:
        gone.get(timeout=60)
    same(client.get_children(path), [])


@feature
def large_data_and_odd_names(client, path):
    large = bytes(range(256)) * 3900
    client.create(f"{path}/large", large)
    same(client.get(f"{path}/large")[0], large)
    client.create(f"{path}/žluťoučký 中文", b"")
    same(sorted(client.get_children(path)), ["large", "žluťoučký 中文"])
    for bad in ("🦓", "a\0", "\u0001"):
        with raises(BadArgumentsError):
            client.create(f"{path}/{bad}")


@feature
def transactions(client, path):
    together = client.transaction()
    together.create(f"{path}/a", b"1")
    together.check(f"{path}/a", 0)
    together.set_data(f"{path}/a", b"2")
    together.create(f"{path}/s-", sequence=True)
    together.create(f"{path}/e", ephemeral=True)
    together.delete(f"{path}/e")
    results = together.commit()
    same(results[0], f"{path}/a")
    same((results[1], results[2].version, results[3], results[4], results[5]), (True, 1, f"{path}/s-0000000001", f"{path}/e", True))
    failing = client.transaction()
    failing.create(f"{path}/b")
    failing.check(f"{path}/a", 99)
    failing.create(f"{path}/c")
    same([type(each) for each in failing.commit()], [RolledBackError, BadVersionError, RuntimeInconsistency])
    same(client.exists(f"{path}/b"), None)


@feature
def access_lists(client, path):
    ours = make_digest_acl("ann", "secret", all=True)
    client.create(f"{path}/closed", b"x", acl=[ours])
    for refused in (client.get, client.get_children, client.get_acls):
        with raises(NoAuthError):
            refused(f"{path}/closed")
    with raises(NoAuthError):
        client.set(f"{path}/closed", b"y")
    with connected(auth_data=[("digest", "ann:secret")]) as ann:
        same(ann.get(f"{path}/closed")[0], b"x")
        acls, stat = ann.get_acls(f"{path}/closed")
        same((acls, stat.aversion), ([ours], 0))
        ann.set_acls(f"{path}/closed", [ours, *READ_ACL_UNSAFE])
        with raises(BadVersionError):
            ann.set_acls(f"{path}/closed", OPEN_ACL_UNSAFE, version=0)
        ann.create(f"{path}/hers", acl=CREATOR_ALL_ACL)
        same(ann.get_acls(f"{path}/hers")[0], [ours])
    client.sync(path)
    same(client.get(f"{path}/closed")[0], b"x")
    same(client.get_acls(f"{path}/closed")[0][0].id.id, "ann:x")
    with raises(NoAuthError):
        client.set(f"{path}/closed", b"y")
    with raises(InvalidACLError):
        client.create(f"{path}/nobody's", acl=CREATOR_ALL_ACL)
    client.create(f"{path}/local", acl=[make_acl("ip", "127.0.0.0/8", all=True)])
    client.delete(f"{path}/local")


@feature
def auth_after_connecting(client, path):
    client.create(f"{path}/closed", b"x", acl=[make_digest_acl("bob", "pw", read=True, delete=True)])
    with connected() as bob:
        with raises(NoAuthError):
            bob.get(f"{path}/closed")
        bob.add_auth("digest", "bob:pw")
        same(bob.get(f"{path}/closed")[0], b"x")
    with connected() as nobody, raises(AuthFailedError):
        nobody.add_auth("nosuch", "x:y")


@feature
def certificates(client, path):
    """Over TLS on the same port; whoever shows a certificate is known by its name."""
    client.create(f"{path}/closed", b"x", acl=[make_acl("x509", "CN=client,OU=shell,O=kafkabox\\, tests,C=DE", read=True)])
    folder = pathlib.Path(__file__).parents[3] / "kit/certificates"
    files = {"ca": folder / "authority.pem", "certfile": folder / "client.pem", "keyfile": folder / "client.pem"}
    with connected(use_ssl=True, **{name: str(file) for name, file in files.items()}) as known:
        same(known.get(f"{path}/closed")[0], b"x")
        known.create(f"{path}/large", bytes(300_000))
        same(len(known.get(f"{path}/large")[0]), 300_000)
    with raises(NoAuthError):
        client.get(f"{path}/closed")


def login(user, password):
    return {"mechanism": "DIGEST-MD5", "username": user, "password": password, "service": "zookeeper", "principal": "zk-sasl-md5"}


@feature
def sasl_login(client, path):
    with connected(sasl_options=login("bob", "bobsecret")) as bob:
        bob.create(f"{path}/his", b"x", acl=[make_acl("sasl", "bob", all=True)])
        with connected(sasl_options=login("eve", "evesecret")) as eve, raises(NoAuthError):
            eve.get(f"{path}/his")
        same(bob.get(f"{path}/his")[0], b"x")
    liar = make_client(sasl_options=login("bob", "wrong"))
    states = []
    liar.add_listener(lambda state: states.append(liar.client_state))
    liar.start(timeout=60)
    eventually("whoever does not know the password is sent away", lambda: KeeperState.AUTH_FAILED in states)
    liar.stop()


@feature
def chroot(client, path):
    with connected(f"{hosts}{path}/root") as below:
        below.ensure_path("/")
        same(below.create("/a", b"1"), "/a")
        same(below.get_children("/"), ["a"])
        transaction = below.transaction()
        transaction.create("/t")
        same(transaction.commit(), ["/t"])
    client.sync(path)
    same(client.get(f"{path}/root/a")[0], b"1")


@feature
def words(client, path):
    assert client.command(b"ruok") == "imok"
    assert "Mode: " in client.command(b"srvr")
    assert "zk_server_state" in client.command(b"mntr")
    same(client.server_version()[:2], (3, 8))
