import pytest

from stillroom.privacy import PrivacyGate


@pytest.fixture(scope="session")
def gate() -> PrivacyGate:
    return PrivacyGate(roster=["Zara Quill", "Will", "@nightowl"])
