"""The forms that issuers give their keys and tokens."""

import re
from typing import NamedTuple


class Form(NamedTuple):
    """A pattern and the literals without which it cannot match; group 1 is the secret, if there is one."""

    name: str
    needles: tuple[str, ...]
    pattern: re.Pattern[str]


def _form(name: str, needles: str, pattern: str) -> Form:
    return Form(name, tuple(needles.split()), re.compile(pattern))


# `(?<![A-Za-z0-9])` rather than `\b`: keys stand behind underscores in names of variables.
_B = r"(?<![A-Za-z0-9])"

FORMS = (
    _form(
        "aws key id",
        "AKIA ASIA ABIA ACCA A3T",
        _B + r"(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    ),
    _form(
        "aws secret",
        "aws AWS Aws",
        r"(?i:aws[\w .-]{0,30}(?:secret|key)[\w .-]{0,20})[\"'`]?\s{0,3}(?:[:=]|is)+\s{0,3}"
        r"[\"'`]?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])",
    ),
    _form("github", "ghp_ gho_ ghu_ ghs_ ghr_", _B + r"gh[pousr]_[A-Za-z0-9]{30,255}"),
    _form("github fine-grained", "github_pat_", _B + r"github_pat_[A-Za-z0-9_]{22,255}"),
    _form(
        "gitlab",
        "glpat- gldt- glrt- glptt- glft- glcbt- gloas- GR1348941",
        _B + r"(?:gl(?:pat|dt|rt|ptt|ft|cbt|oas)-|GR1348941)[A-Za-z0-9_-]{20,}",
    ),
    _form(
        "slack",
        "xoxb- xoxp- xoxa- xoxs- xoxr- xoxe xapp-",
        _B + r"(?:xox[bpasre](?:\.xox[bp])?|xapp)-[A-Za-z0-9-]{10,}",
    ),
    _form(
        "slack hook",
        "hooks.slack.com",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9/_-]{20,})",
    ),
    _form("discord hook", "/api/webhooks/", r"discord(?:app)?\.com/api/webhooks/(\d{15,}/[\w-]{40,})"),
    _form(
        "stripe",
        "sk_live_ rk_live_ pk_live_ sk_test_ rk_test_ whsec_",
        _B + r"(?:(?:[srp]k_live|[sr]k_test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{24,})",
    ),
    _form(
        "anthropic and openai",
        "sk-",
        _B + r"sk-(?:(?:ant|proj|svcacct|admin|or|lf)[\w]*-)?(?=[\w-]{0,200}\d)[A-Za-z0-9_-]{20,}",
    ),
    _form("google api", "AIza", _B + r"AIza[A-Za-z0-9_-]{35}"),
    _form("google oauth", "GOCSPX- ya29.", _B + r"(?:GOCSPX-[A-Za-z0-9_-]{20,}|ya29\.[A-Za-z0-9_-]{20,})"),
    _form("jwt", "eyJ", _B + r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?"),
    _form("jwe", "eyJ", _B + r"eyJ[A-Za-z0-9_-]{16,}(?:\.[A-Za-z0-9_-]+){4}"),
    _form(
        "private key",
        "PRIVATE",
        r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]{0,10000}?-----END "
        r"[A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
        r"|(?:\s*[A-Za-z0-9+/=:, -]{16,}){0,200})",
    ),
    _form("putty key", "PuTTY-User-Key-File", r"PuTTY-User-Key-File-\d[\s\S]{0,6000}?Private-MAC: [0-9a-f]+"),
    _form("age key", "AGE-SECRET-KEY-", r"AGE-SECRET-KEY-1[A-Z0-9]{58}"),
    _form("npm", "npm_", _B + r"npm_[A-Za-z0-9]{30,}"),
    _form("npm registry", "_authToken _auth=", r"_auth(?:Token)?\s*=\s*[\"']?([A-Za-z0-9+/=_-]{16,})"),
    _form("pypi", "pypi-", _B + r"pypi-[A-Za-z0-9_-]{32,}"),
    _form("rubygems", "rubygems_", _B + r"rubygems_[0-9a-f]{48}"),
    _form("sendgrid", "SG.", _B + r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    _form("mailgun", "key-", _B + r"key-[0-9a-f]{32}(?![0-9a-f])"),
    _form("twilio", "AC SK", _B + r"(?:AC|SK)[0-9a-f]{32}(?![A-Za-z0-9])"),
    _form(
        "azure storage",
        "AccountKey SharedAccessKey SharedSecret",
        r"(?:AccountKey|SharedAccessKey|SharedSecret)=([A-Za-z0-9+/]{30,}={0,2})",
    ),
    _form("azure sas", "sig=", r"[?&]sig=([A-Za-z0-9%+/=_-]{30,})"),
    _form(
        "connection string",
        "Pwd= Password= PWD= pwd= PASSWORD=",
        r"(?i:;\s*(?:pwd|password))=([^;\s\"'<{$]{4,})",
    ),
    _form("hugging face", "hf_", _B + r"hf_[A-Za-z0-9]{30,}"),
    _form("digitalocean", "dop_v1_ doo_v1_ dor_v1_", _B + r"do[opr]_v1_[0-9a-f]{64}"),
    _form("shopify", "shpat_ shpss_ shpca_ shppa_", _B + r"shp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}"),
    _form(
        "linear, notion, postman, databricks",
        "lin_api_ secret_ ntn_ PMAK- dapi",
        _B + r"(?:lin_api_[A-Za-z0-9]{32,}|(?:secret|ntn)_[A-Za-z0-9]{40,}|PMAK-[0-9a-f]{24}-"
        r"[0-9a-f]{34}|dapi[0-9a-f]{32})",
    ),
    _form(
        "vault, terraform, doppler",
        "hvs. hvb. atlasv1. dp.pt. dp.st.",
        _B + r"(?:hv[sb]\.[A-Za-z0-9_-]{24,}|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,}|dp\.(?:pt"
        r"|st)\.[A-Za-z0-9._-]{40,})",
    ),
    _form(
        "new relic, grafana, sentry",
        "NRAK- glsa_ glc_ sntrys_",
        _B + r"(?:NRAK-[A-Z0-9]{27}|glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}|glc_[A-Za-z0-9+/=]{32,}|sntrys_"
        r"[A-Za-z0-9+/=_]{40,})",
    ),
    _form(
        "docker, atlassian, figma",
        "dckr_pat_ ATATT3 figd_",
        _B + r"(?:dckr_pat_[A-Za-z0-9_-]{20,}|ATATT3[A-Za-z0-9_=-]{50,}|figd_[A-Za-z0-9_-]{30,})",
    ),
    _form(
        "langsmith, groq, xai, replicate",
        "lsv2_ gsk_ xai- r8_",
        _B + r"(?:lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}|gsk_[A-Za-z0-9]{40,}|xai-[A-Za-z0-9]{40,}"
        r"|r8_[A-Za-z0-9]{30,})",
    ),
    _form("curl login", "curl", r"\bcurl\b[^\n]{0,200}?\s(?:-u|--user)[ =]?[\"']?[\w.@+-]+:([^\s\"'@<$]{4,})"),
    _form("mysql login", "mysql", r"\bmysql(?:dump|admin)?\b[^\n]{0,100}?\s-p([^\s\"'<$-][^\s\"'<$]{5,})"),
    _form("sshpass", "sshpass", r"\bsshpass\s+-p\s*[\"']?([^\s\"'<$]{4,})"),
)
