"""The enclosure around a program (Linux): a network of its own that holds nothing but the machine itself.

Every address there is in the world leads to the loopback interface of that network, where somebody listens to who asks
for which. So nothing ever leaves, and nothing is missed. Some ports are open: they are carried to servers outside.

This file is run by itself, as a program that needs only the standard library: `python enclosure.py SPEC command…`.
SPEC is JSON: `{"ports": {port inside: [host, port] outside}, "known": [[host, port]…], "report": file descriptor}`; who
asks for what is known is not reported. Each attempt is a line of JSON on that descriptor: `{"host": …, "port": …,
"after": seconds}`, where port 0 means that the address was looked up.
"""

from __future__ import annotations

import ctypes
import json
import os
import selectors
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 0x1
NEW_ROUTE, REQUEST_CREATE_ACK = 24, 0x1 | 0x4 | 0x400
LOCAL_TABLE, STATIC, HOST_SCOPE, LOCAL, OUT_OF = 255, 4, 254, 2, 4
LOOPBACK_INDEX = 1
EVERY_PROTOCOL, OUTGOING = 3, 4
TCP, UDP, NAMES = 6, 17, 53


def enter() -> None:
    """Move this process into a network of its own; raise OSError where that is not permitted."""
    user, group = os.getuid(), os.getgid()
    is_root = user == 0
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_NETWORK if is_root else NEW_NETWORK | NEW_USER) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    if not is_root:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    _switch_on()
    _lead_everything_here(socket.AF_INET)
    if socket.has_ipv6:
        _lead_everything_here(socket.AF_INET6)


def _switch_on() -> None:
    import fcntl  # noqa: PLC0415 - Windows has none, and others import this module for its path

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", b"lo", 0)
        name, flags = struct.unpack("16sH14x", fcntl.ioctl(any_socket, GET_FLAGS, request))
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sH14x", name, flags | UP))


def _lead_everything_here(family: int) -> None:
    route = struct.pack("=8BI", family, 0, 0, 0, LOCAL_TABLE, STATIC, HOST_SCOPE, LOCAL, 0)
    route += struct.pack("=HHI", 8, OUT_OF, LOOPBACK_INDEX)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as kernel:
        kernel.send(struct.pack("=IHHII", 16 + len(route), NEW_ROUTE, REQUEST_CREATE_ACK, 1, 0) + route)
        [error] = struct.unpack_from("=i", kernel.recv(4096), 16)
    if error and family == socket.AF_INET:  # without IPv6 nobody gets anywhere over it
        raise OSError(-error, os.strerror(-error))


def attempt_in(packet: bytes) -> tuple[str, int] | None:
    """Return the host and port that a packet is the first one for, if it is not the machine itself."""
    version = packet[0] >> 4 if packet else 0
    if version == 4:
        host, protocol, rest = (
            socket.inet_ntop(socket.AF_INET, packet[16:20]),
            packet[9],
            packet[(packet[0] & 15) * 4 :],
        )
    elif version == 6:
        host, protocol, rest = socket.inet_ntop(socket.AF_INET6, packet[24:40]), packet[6], packet[40:]
    else:
        return None
    if len(rest) < 8 or protocol not in (TCP, UDP):
        return None
    port = int.from_bytes(rest[2:4], "big")
    if protocol == UDP and port == NAMES:
        return _name_in(rest[8:]), 0
    is_first = protocol == UDP or (len(rest) > 13 and rest[13] & 0x12 == 0x02)
    is_elsewhere = not host.startswith("127.") and host != "::1"
    return (host, port) if is_first and is_elsewhere else None


def _name_in(query: bytes) -> str:
    labels, place = [], 12
    while place < len(query) and query[place]:
        length = query[place]
        labels.append(query[place + 1 : place + 1 + length].decode("latin-1"))
        place += 1 + length
    return ".".join(labels)


class _Listener:
    """Hears every packet of the network and reports who asks for what, each once."""

    def __init__(self, report: int, known: set[tuple[str, int]]) -> None:
        self._report = report
        self._began = time.monotonic()
        self._told = known
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(EVERY_PROTOCOL))
        self._socket.bind(("lo", EVERY_PROTOCOL))
        self._socket.settimeout(0.05)

    def listen(self, ended: threading.Event) -> None:
        while True:
            try:
                packet, origin = self._socket.recvfrom(65536)
            except TimeoutError:
                if ended.is_set():
                    return
                continue
            if origin[2] == OUTGOING:
                self._hear(packet)

    def _hear(self, packet: bytes) -> None:
        found = attempt_in(packet)
        if found is None or found in self._told:
            return
        self._told.add(found)
        told = {"host": found[0], "port": found[1], "after": time.monotonic() - self._began}
        os.write(self._report, json.dumps(told).encode() + b"\n")


def _accept(ports: dict[int, Any], outside: socket.socket) -> None:
    """Hand every connection to an open port to the process that stayed outside."""
    with selectors.DefaultSelector() as ready:
        for port in ports:
            ready.register(socket.create_server(("", port)), selectors.EVENT_READ, port)
        while True:
            for key, _ in ready.select():
                connection, _ = key.fileobj.accept()  # type: ignore[union-attr]
                with connection:
                    socket.send_fds(outside, [str(key.data).encode()], [connection.fileno()])


def _carry(ports: dict[int, Any], inside: socket.socket) -> None:
    """Stay outside, and carry what comes through the open ports to the servers there."""
    for port, connection in _handed(inside):
        try:
            server = socket.create_connection(tuple(ports[port]))
        except OSError:
            connection.close()
            continue
        for one, other in ((connection, server), (server, connection)):
            threading.Thread(target=_pour, args=(one, other), daemon=True).start()


def _handed(inside: socket.socket) -> Iterator[tuple[int, socket.socket]]:
    while True:
        told, descriptors, _, _ = socket.recv_fds(inside, 16, 1)
        if not told:
            return
        yield int(told), socket.socket(fileno=descriptors[0])


def _pour(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        source.close()
        target.close()


def _run(specification: dict[str, Any], command: list[str]) -> int:
    ports = {int(port): where for port, where in specification["ports"].items()}
    inside, outside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        outside.close()
        os.close(specification["report"])
        _carry(ports, inside)
        os._exit(0)
    inside.close()
    enter()
    ended = threading.Event()
    known = {(host, port) for host, port in specification["known"]}
    listener = threading.Thread(target=_Listener(specification["report"], known).listen, args=(ended,))
    threading.Thread(target=_accept, args=(ports, outside), daemon=True).start()
    listener.start()
    try:
        status = subprocess.call(command)
    finally:
        ended.set()
        listener.join()
    return status if status >= 0 else 128 - status


def _main() -> int:
    if sys.argv[1] == "--try":
        enter()
        return 0
    return _run(json.loads(sys.argv[1]), sys.argv[2:])


if __name__ == "__main__":
    sys.exit(_main())
