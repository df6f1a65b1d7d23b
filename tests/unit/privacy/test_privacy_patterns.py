import pytest

from stillroom.privacy import PrivacyGate

FOUND = [
    ("EMAIL_ADDRESS", "write to jane.roe+work@mail.co.uk"),
    ("EMAIL_ADDRESS", "Jane <jane@stillroom-works.org>"),
    ("EMAIL_ADDRESS", "`jane@stillroom-works.org`"),
    ("PHONE_NUMBER", "ring +49 30 901820"),
    ("PHONE_NUMBER", "ring (415) 867-5309"),
    ("PHONE_NUMBER", "ring 415.867.5309 x22"),
    ("PHONE_NUMBER", "her phone number is 4158675309"),
    ("PHONE_NUMBER", "Mobile: 467 3395"),
    ("PHONE_NUMBER", "Paris office 01 42 68 53 00"),
    ("PHONE_NUMBER", "Ring the tenant on 07700 900461 first"),
    ("PHONE_NUMBER", "GET /invite?phone=%2B447700900143 200"),
    ("PHONE_NUMBER", "fax\\,+447700 208 815-Fax"),
    ("ADDRESS", "Ship it to 1417 Juniper Hollow Road, Asheville, NC 28803."),
    ("ADDRESS", "Rücksendungen: Lindenweg 17, 50937 Köln"),
    ("ADDRESS", "Delivery to 22 rue des Tanneurs, 69005 Lyon"),
    ("ADDRESS", '{"street": "Rua das Acácias 221", "city": "Coimbra"}'),
    ("ADDRESS", "keys: 9 Tannery Yard, Bristol BS1 6RT"),
    ("US_DRIVER_LICENSE", "Licence no. WHITC 605109 JP9AB could not be read"),
    ("US_DRIVER_LICENSE", "New York DL 482 917 365 is accepted"),
    ("CREDIT_CARD", "4111111111111111"),
    ("CREDIT_CARD", "paid with 3782 822463 10005"),
    ("CREDIT_CARD", "card number 630427373398"),
    ("IBAN_CODE", "DE89 3704 0044 0532 0130 00"),
    ("IBAN_CODE", "my iban is gb82west12345698765432"),
    ("IP_ADDRESS", "blocked 86.121.97.248 at the edge"),
    ("IP_ADDRESS", "ssh root@86.121.97.248"),
    ("IP_ADDRESS", "from 2a02:8109:9c40:1a2b::7"),
    ("US_SSN", "536-90-4399"),
    ("US_SSN", "social security number 536904399"),
    ("US_DRIVER_LICENSE", "his driver's license number is F1628235"),
    ("PASSPORT", "passport number 912803456"),
    ("MEDICAL_ID", "MRN: 00482913"),
    ("BANK_ACCOUNT", "bank account number 1234987650"),
    ("CRYPTO", "tip 1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
]

# Engineering look-alikes, each of which some scanner takes for personal data.
PASSED = [
    "git clone git@github.com:acme/tools.git",
    "scp build.tgz root@build.acme.io:/srv",
    "ssh ubuntu@jump.acme.io",
    "use leaflet@1.5.1 and @types/node@20.1.0",
    "uses: actions/checkout@v4",
    "npm i vue@next",
    "![logo](logo@2x.png)",
    "mail user@example.com or noreply@github.com",
    "49699333+dependabot[bot]@users.noreply.github.com",
    "started at 1589483920, ended 1589483920123",
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "id 550e8400-e29b-41d4-a716-446655440000",
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "listen on 127.0.0.1:8080, 0.0.0.0 and ::1",
    "10.2.3.4, 192.168.1.7, 172.16.9.9, 192.0.2.1, 198.51.100.7, 203.0.113.9",
    "version 4.18.2.1 and v1.2.3.4 and rails 6.1.7.3",
    "Chrome/98.0.4758.102",
    "std::vector<Foo::Bar> and ActiveRecord::Base",
    "on 2024-01-15 10:30:00 and 15/01/2024",
    "ports 8080, 5432, 6379 and 27017",
    "3.14159265358979 and 1,234,567.89",
    "21 07 00 1a 0c 00 1b 00  1c 01 00 05 48 65 6c 6c",
    "order 1234567890123456",
    "lr=0.0001 batch=1024 steps=1000000",
    "@app.route and @pytest.fixture",
    "def run\n  @items.map(&:to_s)",
    "see RFC 3986 section 3.2.2",
    "0x7ffee4c0 and 0xdeadbeef",
    "3 Way Merge, a 10 Minute Drive and 2 New Features Close",
    "During 1971 and via port 8080",
    "Postgres 16 Streaming Replication, Chapter 4 Main Memory",
    "ISBN 978-3-16-148410-0",
]


@pytest.mark.parametrize(("type_", "text"), FOUND)
def test_personal_data_is_found(gate: PrivacyGate, type_: str, text: str) -> None:
    assert type_ in {f.type for f in gate.clean(text).findings}


@pytest.mark.parametrize("text", PASSED)
def test_what_only_looks_like_it_passes(gate: PrivacyGate, text: str) -> None:
    assert gate.clean(text).text == text


def test_a_login_in_a_url_is_no_mail_address(gate: PrivacyGate) -> None:
    assert "EMAIL_ADDRESS" not in {f.type for f in gate.clean("https://bot:tok3nQ9x7@host.acme.io/x").findings}
