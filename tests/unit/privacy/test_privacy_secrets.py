"""A fixture per form, put together here so that no key-like string stands in the repository."""

import string
from itertools import cycle, islice

import pytest

from stillroom.privacy import PrivacyGate

MIXED = "q7Zp2XvN9tLw4RbK8sHc3JmY6dGf1"
UPPER = "Q7ZP2XVN9TLW4RBK8SHC3JMY6DGF1"
HEX = "9f86d081e84c7d65"


def fill(count: int, of: str = MIXED) -> str:
    return "".join(islice(cycle(of), count))


BEGIN, END = "-----BEGIN " + "RSA PRIVATE" + " KEY-----", "-----END " + "RSA PRIVATE" + " KEY-----"
KEYS = {
    "aws id": "AKIA" + fill(16, UPPER),
    "aws temporary id": "ASIA" + fill(16, UPPER),
    "github": "ghp_" + fill(36),
    "github app": "ghs_" + fill(36),
    "github fine-grained": "github_" + "pat_" + fill(82),
    "gitlab": "glpat-" + fill(20),
    "slack bot": "xoxb-" + "123456789012-" + fill(24),
    "slack hook": "https://hooks.slack.com/services/" + "T" + fill(9, UPPER) + "/B" + fill(9, UPPER) + "/" + fill(24),
    "stripe": "sk_live_" + fill(24),
    "stripe test": "sk_test_" + fill(24),
    "openai": "sk-" + fill(48),
    "openai project": "sk-proj-" + fill(60),
    "anthropic": "sk-ant-" + "api03-" + fill(90),
    "google api": "AIza" + fill(35),
    "google oauth": "GOCSPX-" + fill(28),
    "jwt": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + fill(43),
    "npm": "npm_" + fill(36),
    "pypi": "pypi-" + "AgEIcHlwaS5vcmc" + fill(80),
    "sendgrid": "SG." + fill(22) + "." + fill(43),
    "twilio": "SK" + fill(32, HEX),
    "mailgun": "key-" + fill(32, HEX),
    "hugging face": "hf_" + fill(34),
    "digitalocean": "dop_v1_" + fill(64, HEX),
    "shopify": "shpat_" + fill(32, HEX),
    "vault": "hvs." + fill(24),
    "docker": "dckr_pat_" + fill(27),
    "groq": "gsk_" + fill(52),
    "rubygems": "rubygems_" + fill(48, HEX),
    "age": "AGE-SECRET-KEY-1" + fill(58, UPPER),
    "telegram": "110201543:" + "AAH" + fill(32),
    "pem block": f"{BEGIN}\n{fill(64)}\n{fill(64)}\n{END}",
}
PASSWORD = "kV9#" + "tq2Lz8"
VALUES = {
    "environment": ("DB_PASSWORD={}", PASSWORD),
    "yaml": ("password: {}", PASSWORD),
    "json": ('{{"api_key": "{}"}}', fill(24)),
    "python": ('client_secret = "{}"', fill(32)),
    "arrow": (":auth_token => '{}'", fill(20)),
    "prose": ("the password is {}.", PASSWORD),
    "prose with place": ("The password for the staging db is {} as of today", "hunter2" + "!x"),
    "prose of a token": ("our token is {}", fill(24)),
    "bearer": ("Authorization: Bearer {}", fill(30)),
    "bearer in curl": ("curl -H 'Authorization: Bearer {}'", fill(30)),
    "database url": ("postgres://app:{}@db.acme.io:5432/main", "s3cr3t" + "Pw9"),
    "basic auth url": ("https://deploy:{}@git.acme.io/x.git", "Tr0ub4" + "dor"),
    "aws secret": ("aws_secret_access_key = {}", fill(40)),
    "azure storage": ("AccountName=x;AccountKey={};", fill(86) + "=="),
    "connection string": ("Server=db;User Id=sa;Password={};", "Summer" + "2031!x"),
    "npm registry": ("//registry/:_authToken={}", fill(36)),
    "prose of a word": ("the password is {}", "swordfish"),
    "prose of a phrase": ("passphrase for the backup disk = {}", "seven walnut gates 19"),
    "prose of a pin": ("the door code is {}", "77120"),
    "prose of a wifi key": ("the wifi key is {}", "Guest" + "Net2031!"),
    "login and password": ("the staging login is ops / {} – keep it", "Gr3ylag" + "&fern"),
    "log in with": ("log in with admin / {}", "S3cr" + "et!"),
    "named": ("user svc_report password {}", "Kestrel" + "#2291"),
    "of a thing": ("root pw for the old NAS: {} (changing it)", "Mustard" + "!Heron7"),
    "docker login": ("docker login -u ci -p {} registry.example.com", "8wRen" + "=Tansy=41"),
    "login at a host": ("basic auth of the pi: pi:{}@192.168.1.20", "m4rsh" + "-Lantern"),
    "curl login": ("curl -u deploy:{} https://api.acme.io", "Tr0ub4" + "dor"),
}

PASSED = [
    "password=<your-password>",
    "API_KEY=$API_KEY",
    "API_KEY=${API_KEY:-none}",
    "token: ${{ secrets.DEPLOY_TOKEN }}",
    "api_key = os.environ['API_KEY']",
    "const token = process.env.TOKEN",
    "password: string",
    "secret: SecretStr = Field(...)",
    "token = request.headers.get('x')",
    "password: ********",
    "password=changeme",
    "the password is stored in Vault",
    "the token is base64-encoded",
    "the password is required and must be 12 characters",
    "the secret is to keep functions short",
    "token: 4096",
    "max_tokens=4096 and tokenizer: cl100k_base",
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "uuid 550e8400-e29b-41d4-a716-446655440000",
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ",
    "sk-learn and task-force-management-of-things",
    "postgres://user:password@localhost/db",
    "postgres://$USER:$PASSWORD@host/db",
    "-----BEGIN CERTIFICATE-----",
    "ssh-ed25519 is better than rsa",
    "primary_key: user_id",
    "the password is incorrect, the token is invalid",
    "password reset tokens expire in 4 hours",
    "passwords are hashed with argon2id, secrets are rotated weekly",
    "login failed for user 12, sign in and retry / reload",
    "PIN fields take 4 to 6 digits; pin numpy at 1.26; exit code 1234",
    "[Access-Control-Allow-Credentials](https://developer.mozilla.org/en-US/docs/Web/HTTP)",
    "the password is in 1Password",
]


def test_there_is_a_fixture_for_most_forms() -> None:
    assert len(KEYS) + len(VALUES) >= 45
    assert set(MIXED) <= set(string.ascii_letters + string.digits)


@pytest.mark.parametrize("name", list(KEYS))
def test_a_key_is_known_by_its_form(gate: PrivacyGate, name: str) -> None:
    cleaned = gate.clean(f"We used {KEYS[name]} for it.")
    assert "<SECRET_1>" in cleaned.text
    assert KEYS[name][-12:] not in cleaned.text
    assert cleaned.text.endswith(" for it.")


@pytest.mark.parametrize("name", list(VALUES))
def test_a_secret_is_known_by_what_is_said_of_it(gate: PrivacyGate, name: str) -> None:
    frame, value = VALUES[name]
    assert gate.clean(frame.format(value)).text == frame.format("<SECRET_1>")


@pytest.mark.parametrize("text", PASSED)
def test_a_look_alike_passes(gate: PrivacyGate, text: str) -> None:
    assert gate.clean(text).text == text
