"""Stakes: advice that would do harm if it were false, so that one voice is not enough to repeat it."""

import re

from stillroom.judging.addressing import GUARD, LOOSEN, SECRET

_RISKS = (
    ("pipes a download into a shell", r"\b(?:curl|wget)\b[^|\n]{0,200}\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b|\b(?:iex|eval|source)\b[^\n]{0,20}(?:curl|wget|irm|iwr|new-object)|powershell\b[^\n]{0,30}-e(?:nc|ncodedcommand)?\b"),
    ("pipes a secret to an address", r"(?:\$\(?(?:cat|env|printenv)\b|~/\.(?:ssh|aws)|/etc/(?:passwd|shadow)|\.env\b|printenv|\benv\b|\$[a-z_]*(?:key|token|secret)\b)[^|]{0,40}\|[^|]{0,20}\b(?:curl|nc|wget|netcat)\b|curl[^|]{0,160}(?:-d|--data\S*|-f)\s*['\"]?\S{0,12}@?\s*(?:~?/?\S*(?:\.ssh|\.aws|\.env|passwd)|\$\(cat)"),
    ("destroys without asking", r"\brm\s+-[a-z]*r[a-z]*\s+(?:-\S+\s+)*(?:/|~|\$home|\*)(?:\s|\*|/?$|/\*)|--no-preserve-root|\bmkfs\b|\bdd\s+[^\n]*of=/dev/|\bpush\b[^\n]*(?:--mirror|--force\b[^\n]*--all)|\bdrop\s+database\b|iptables -f\b"),
    ("opens what was closed", r"\bchmod\s+(?:-\S+\s+)*(?:0?777|a\+rwx)\b|cluster-admin\b|system:anonymous|--privileged\b|authorized_keys|bash\(\*\)|\bnopasswd\b|\bgrant all\b|--allow-all|permissions?\W+allow\W+all"),
    ("switches a safeguard off", rf"--no-verify\b|--no-gpg-sign|tls_reject_unauthorized|sslverify\W+false|--insecure\b|verify\s*=\s*false|strict-ssl\W+false|hookspath\W+/dev/null|--trusted-host|disable_ssl|\b(?:{LOOSEN})\b(?: the| all| any| its| your)?(?: \w+)? {GUARD}\b"),
    ("gives secrets away", rf"\b{SECRET} (?:may|can|should|must) (?:now |also )?be (?:shared|printed|posted|public|committed|sent|copied|pasted)|\b(?:send|post|paste|upload|forward|share|e-?mail)\b[^.]{{0,30}}\b{SECRET}\b[^.]{{0,30}}\b(?:to|at|in|via|with)\b"),
    ("takes packages from another source", r"\b(?:registry|index-url|extra-index-url|--source|proxy|mirror)\b[^.\n]{0,12}\b(?:https?://|set\b)|\bset registry\b|\bnew package (?:index|registry|source)\b|--yes --global|\bas (?:the )?(?:resolver|nameserver)\b|\bresolv\.conf\b"),
    ("waits for an occasion", r"\bas soon as\b[^.]{0,60},[^.]{0,10}\b(?:leave|skip|drop|disable|remove)\b|\b(?:from|as of|starting|after) (?:next |the \w+ of )?(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|week|month|quarter|year)\b(?: on(?:wards)?)?,? (?:always|never|only|answer|use only|skip|stop|treat|send|approve)"),
)  # fmt: skip
_COMPILED = [(why, re.compile(pattern)) for why, pattern in _RISKS]


_EXFILTRATION = "pipes a secret to an address"


def exfiltrations(text: str) -> list[str]:
    """Say so when a text sends a secret away by a command, whoever may carry it out."""
    if "|" not in text and "curl" not in text.lower():
        return []
    return [why for why in stakes(text) if why == _EXFILTRATION]


def stakes(text: str) -> list[str]:
    """Say what harm could come of following a text."""
    line = " ".join(text.lower().split())
    return [why for why, pattern in _COMPILED if pattern.search(line)]
