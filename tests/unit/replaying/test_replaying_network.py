import socket
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from stillroom.errors import NetworkClosed
from stillroom.replaying.network import closed_network


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        yield opened


def connect(port: int) -> None:
    with socket.socket() as caller:
        caller.connect(("127.0.0.1", port))


def try_to_connect(port: int) -> None:
    with socket.socket() as caller:
        caller.connect_ex(("127.0.0.1", port))


def send(port: int) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as caller:
        caller.sendto(b"x", ("127.0.0.1", port))


def look_up(port: int) -> None:
    socket.getaddrinfo("127.0.0.1", port)


@pytest.mark.parametrize("call", [connect, try_to_connect, send, look_up])
def test_every_way_out_is_refused_by_name_and_open_again_afterwards(
    listener: socket.socket, call: Callable[[int], None]
) -> None:
    port = listener.getsockname()[1]
    with pytest.raises(NetworkClosed, match=f"127.0.0.1:{port}"), closed_network():
        call(port)
    call(port)


def test_a_refusal_that_was_swallowed_is_told_in_the_end(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    with pytest.raises(NetworkClosed, match=f"127.0.0.1:{port}"), closed_network(), suppress(NetworkClosed):
        connect(port)


def test_processes_of_one_machine_may_still_talk() -> None:
    with closed_network():
        one, other = socket.socketpair()
        with one, other:
            one.sendall(b"x")
            assert other.recv(1) == b"x"
