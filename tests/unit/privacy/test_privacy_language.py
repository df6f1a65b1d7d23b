from importlib import metadata

import pytest
import spacy

from stillroom.privacy.language import SpacyPeople, installed_model


def pretend_installed(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    found = [metadata.EntryPoint(name, name, "spacy_models") for name in names]
    monkeypatch.setattr(metadata, "entry_points", lambda group: [e for e in found if e.group == group])


def test_the_largest_model_of_the_language_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_installed(monkeypatch, "en_core_web_sm", "en_core_web_lg", "de_core_news_lg")
    assert installed_model("en") == "en_core_web_lg"


def test_no_model_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_installed(monkeypatch, "en_core_tools")
    assert installed_model("en") is None


def test_people_of_the_model_are_taken_and_products_are_not() -> None:
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [{"label": label, "pattern": p} for label, p in (("PERSON", "Ubul"), ("PERSON", "Docker"), ("ORG", "Acme"))]
    )
    people = SpacyPeople("none")
    people.__dict__["pipeline"] = pipeline
    text = "Ubul of Acme runs Docker"
    assert [text[s.start : s.end] for s in people.scan(text, text.lower())] == ["Ubul"]
