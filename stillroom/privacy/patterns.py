"""Pattern types: presidio's recognizers behind exact gates, with engineering look-alikes turned away."""

import ipaddress
import re
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from stillroom.privacy.spans import Span

if TYPE_CHECKING:
    from presidio_analyzer import PatternRecognizer, RecognizerResult
    from tldextract import TLDExtract


EMAIL = "EMAIL_ADDRESS"


class Presidio:
    """One recognizer of presidio, used directly: no engine, no language model."""

    def __init__(self, name: str, type_: str, canary: str) -> None:
        self.name = name
        self.version = f"presidio {version('presidio-analyzer')}"
        self.type = type_
        self.canary = (canary, type_)

    @cached_property
    def recognizer(self) -> "PatternRecognizer":
        """Load the recognizer on first use."""
        raise NotImplementedError

    def run(self, text: str) -> "list[RecognizerResult]":
        """Ask presidio, whatever the score: the checks here decide."""
        return self.recognizer.analyze(text, [self.type])


class Emails(Presidio):
    """E-mail addresses of people: not of hosts, packages, examples and robots."""

    def __init__(self) -> None:
        super().__init__("email", EMAIL, "write to jane.roe@stillroom-canary.org today")

    @cached_property
    def recognizer(self) -> "PatternRecognizer":
        """Load presidio's recognizer with the bundled suffix list: it must not download one."""
        from presidio_analyzer.predefined_recognizers import EmailRecognizer  # noqa: PLC0415 - slow to import

        suffixes = _suffixes()

        class OfflineEmails(EmailRecognizer):
            def validate_result(self, pattern_text: str) -> bool:
                return bool(suffixes(pattern_text.rpartition("@")[2]).fqdn)

        return OfflineEmails()

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield the addresses of people."""
        for left, right in _around_ats(text):
            for hit in self.run(text[left:right]):
                start, end = left + hit.start, left + hit.end
                start += len(text[start:end]) - len(text[start:end].lstrip("'`*_/=|{}"))
                if text[start] != "@" and not _is_nobody(text, start, end):
                    yield Span(start, end, self.type, hit.score, self.name)


@cache
def _suffixes() -> "TLDExtract":
    import tldextract  # noqa: PLC0415 - slow to import

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


_EXAMPLE_DOMAIN = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net|edu|io|dev|co)|(?:test|invalid|localhost|local|example|internal)"
    r"|(?:your|my|the)?-?(?:domain|company|site|org|website|yourdomain|yourcompany)\.(?:com|org|net|io)"
    r"|users\.noreply\.github\.com|noreply\.github\.com)$"
)
_ROBOT = re.compile(r"^(?:(?:no|do-?not)[-_.]?reply|mailer-daemon|notifications?|bot|.*\[bot\])(?:[-+_].*)?$")
_LOGIN = frozenset(
    [
        "git",
        "hg",
        "svn",
        "root",
        "ubuntu",
        "ec2-user",
        "user",
        "username",
        "deploy",
        "vagrant",
        "pi",
        "postgres",
        "centos",
        "debian",
        "admin",
        "core",
    ]
)
_BEFORE_LOGIN = re.compile(r"(?:\b(?:ssh|scp|rsync|sftp|mosh|ssh-copy-id)\b[^\n]{0,60}|://[^\s/@]*[:]?)$")


def _around_ats(text: str) -> list[tuple[int, int]]:
    """Bound what presidio reads: its pattern is quadratic on long runs, and on a time-out it passes them."""
    windows: list[tuple[int, int]] = []
    at = text.find("@")
    while at >= 0:
        left, right = max(0, at - 100), min(len(text), at + 260)
        if windows and left <= windows[-1][1] and right - windows[-1][0] < 2_000:
            left = windows.pop()[0]
        windows.append((left, right))
        at = text.find("@", at + 1)
    return windows


_STAND_IN_DOMAIN = frozenset(
    ["email.com", "mail.com", "test.com", "server.com", "domain.com", "host.com", "acme.com", "company.com"]
)
_STAND_IN_LOCAL = re.compile(
    r"(?:me|some(?:one)?|you|your.*|user\d?|username|test|foo|name|email|dev|support)(?:\+.*)?$"
)


def _is_stand_in(local: str, domain: str) -> bool:
    if local == "git" or local.startswith("youremail"):
        return True
    return domain in _STAND_IN_DOMAIN and _STAND_IN_LOCAL.match(local) is not None


def _is_nobody(text: str, start: int, end: int) -> bool:
    local, _, domain = text[start:end].lower().rpartition("@")
    if _is_stand_in(local, domain) or _EXAMPLE_DOMAIN.search(domain) or _ROBOT.match(local):
        return True
    before, after = text[max(0, start - 80) : start], text[end : end + 2]
    if before.endswith(":") and "://" in before[-60:] and " " not in before[before.rfind("://") :]:
        return True
    is_remote = after[:1] == ":" and after[1:2] not in ("", " ", "\n")
    return local in _LOGIN and (is_remote or bool(_BEFORE_LOGIN.search(before)))


class Addresses(Presidio):
    """Public IP addresses: neither private ranges nor version numbers."""

    def __init__(self) -> None:
        super().__init__("ip", "IP_ADDRESS", "seen from 86.121.97.248 again")

    @cached_property
    def recognizer(self) -> "PatternRecognizer":
        """Load presidio's recognizer."""
        from presidio_analyzer.predefined_recognizers import IpRecognizer  # noqa: PLC0415 - slow to import

        return IpRecognizer()

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield public addresses."""
        if not (_DOTTED.search(text) or _COLONS.search(text)):
            return
        for hit in self.run(text):
            value = text[hit.start : hit.end]
            if hit.score >= 0.5 and _is_public(value) and not _is_version(lowered, hit.start, hit.end):
                yield Span(hit.start, hit.end, self.type, hit.score, self.name)


_DOTTED = re.compile(r"\d\.\d{1,3}\.\d{1,3}\.\d", re.ASCII)
_COLONS = re.compile(
    r"[0-9a-fA-F]{1,4}:(?:[0-9a-fA-F]{0,4}:)+[0-9a-fA-F]|::[0-9a-fA-F]{1,4}:|[0-9a-fA-F]:[0-9a-fA-F]{1,4}::"
)
_KNOWN_HOSTS = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "1.2.3.4", "4.3.2.1", "5.6.7.8"})
_VERSION_BEFORE = re.compile(
    r"(?:\bv|\bver(?:sion|sions)?\.?:?|\brelease|\bbuild|\bgem|==|~>|(?:^|[\s\"'(,])[<>^~]=?|[a-z)_]/|\d[.-]|"
    r"[§$])\s*[\"'`(]?$"
)
_IP_CUE = re.compile(r"\bip(?:v4)?\b|address|host|server|\bping\b|\bssh\b|client|\bdns\b|\bfrom\b|\bnode\b|subnet")


def _is_public(value: str) -> bool:
    try:
        address = ipaddress.ip_interface(value).ip
    except ValueError:
        return False
    if not address.is_global or address.is_multicast or value.partition("/")[0] in _KNOWN_HOSTS:
        return False
    # Hex words joined by "::" (C++, Ruby) parse as IPv6; unicast addresses in use start with 2 or 3.
    return address.version == 4 or value.count(":") == 7 or address.packed[0] >> 5 == 1


def _is_version(lowered: str, start: int, end: int) -> bool:
    before = lowered[max(0, start - 40) : start]
    if _VERSION_BEFORE.search(before) or (lowered[end : end + 1] == "." and lowered[end + 1 : end + 2].isalnum()):
        return True
    octets = lowered[start:end].partition("/")[0].split(".")
    is_small = len(octets) == 4 and all(int(o) < 30 for o in octets)
    return is_small and not _IP_CUE.search(before)


class Ibans(Presidio):
    """Bank account numbers, in either case."""

    def __init__(self) -> None:
        super().__init__("iban", "IBAN_CODE", "pay to GB82 WEST 1234 5698 7654 32 please")

    @cached_property
    def recognizer(self) -> "PatternRecognizer":
        """Load presidio's recognizer."""
        from presidio_analyzer.predefined_recognizers import IbanRecognizer  # noqa: PLC0415 - slow to import

        return IbanRecognizer()

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield account numbers whose check digits and length are right for their country."""
        if not _IBAN_GATE.search(text):
            return
        upper = text.upper() if text.isascii() else "".join(c.upper() if c.isascii() else c for c in text)
        for hit in self.run(upper):
            yield Span(hit.start, hit.end, self.type, hit.score, self.name)


_IBAN_GATE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d\d[ -]?[A-Za-z0-9]{4}[ -]?[A-Za-z0-9]{4}", re.ASCII)


class Wallets(Presidio):
    """Bitcoin addresses with a right checksum."""

    def __init__(self) -> None:
        super().__init__("crypto", "CRYPTO", "send it to 1BoatSLRHtKNngkdXEeobR76b53LETtpyT now")

    @cached_property
    def recognizer(self) -> "PatternRecognizer":
        """Load presidio's recognizer."""
        from presidio_analyzer.predefined_recognizers import CryptoRecognizer  # noqa: PLC0415 - slow to import

        return CryptoRecognizer()

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield addresses."""
        if _WALLET_GATE.search(text):
            for hit in self.run(text):
                yield Span(hit.start, hit.end, self.type, hit.score, self.name)


_WALLET_GATE = re.compile(r"(?:bc1|[13])[a-zA-HJ-NP-Z0-9]{25}")
