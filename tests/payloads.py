"""Texts that would run a script or bend a page, were they not escaped."""

from collections.abc import Sequence

from stillroom.domain.items import Contribution
from stillroom.services import Services

CLAIMS = (
    "The upload endpoint of the report service accepts files of at most 10 MB.",
    "The upload endpoint of the report service accepts files of at most 25 MB.",
)
FIELDS = ("title", "key", "run_ref", "pr_ref", "skill", "project")
PAYLOADS = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</svg><script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    '<iframe srcdoc="<script>alert(1)</script>">',
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<math><mtext><script>alert(1)</script>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x",
    "<button formaction=javascript:alert(1)>x",
    "<input onfocus=alert(1) autofocus>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{display:none}</style>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><script>alert(1)</script>-->",
    "<div hx-get=//evil.example hx-trigger=load>",
    "<div data-hx-get=//evil.example data-hx-trigger=load>",
    "{{ 7919 * 7907 }} {% include 'frame.html' %} ${7919*7907}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202eevil\u202c <scr\u200bipt>alert(1)</script>",
]


def contribute(services: Services, org: str, payloads: Sequence[str]) -> None:
    """Contribute each payload in every field that takes text, twice, with claims that conflict."""
    for number, payload in enumerate(payloads):
        for claim in CLAIMS:
            given = {name: payload[:200] for name in FIELDS} | {"category": payload[:100]}
            given |= {"contributor": f"{payload} {claim[-6:]}", "content": f"{claim} Case {number}. {payload}"}
            lists = {"scope": {"place": payload[:60]}, "tags": (payload[:60],), "files": (payload[:60],)}
            services.intake(org).add(Contribution.model_validate(given | lists))
