"""A process that cannot reach anybody."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from stillroom.errors import NetworkClosed

_REACHING = ("connect", "connect_ex", "sendto", "sendmsg")
_NAMING = ("getaddrinfo", "gethostbyname", "gethostbyname_ex")


@contextmanager
def closed_network() -> Iterator[None]:
    """Refuse every address of the Internet for the block, this machine's own included.

    Raises:
        NetworkClosed: something tried, at once and again at the end of the block, in case it was swallowed.
    """
    tried: list[str] = []
    real_methods = {name: getattr(socket.socket, name) for name in _REACHING}
    real_lookups = {name: getattr(socket, name) for name in _NAMING}
    try:
        for name, method in real_methods.items():
            setattr(socket.socket, name, _guarded(method, tried))
        for name in real_lookups:
            setattr(socket, name, _refusing(tried))
        yield
    finally:
        for name, method in real_methods.items():
            setattr(socket.socket, name, method)
        for name, lookup in real_lookups.items():
            setattr(socket, name, lookup)
    if tried:
        raise NetworkClosed(_told(tried[0]))


def _guarded(method: Any, tried: list[str]) -> Callable[..., Any]:
    def guarded(this: socket.socket, *args: Any) -> Any:
        if this.family in (socket.AF_INET, socket.AF_INET6):
            _refuse(args[-1] if args else "", tried)
        return method(this, *args)

    return guarded


def _refusing(tried: list[str]) -> Callable[..., Any]:
    def refuse(host: Any, port: Any = None, *args: Any, **kwargs: Any) -> Any:
        _refuse((host, port), tried)

    return refuse


def _refuse(address: Any, tried: list[str]) -> None:
    parts = address[:2] if isinstance(address, tuple) else (address,)
    tried.append(":".join(str(part) for part in parts if part is not None))
    raise NetworkClosed(_told(tried[-1]))


def _told(where: str) -> str:
    return f"the network is closed during a replay, and something tried to reach {where!r}"
