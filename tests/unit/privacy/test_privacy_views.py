import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillroom.privacy.views import views

PLAIN = "jane@mail.com"


@pytest.mark.parametrize(
    "text",
    [
        "ｊａｎｅ＠ｍａｉｌ．ｃｏｍ",
        "𝐣𝐚𝐧𝐞@mail.com",
        "jаnе@mail.com",
        "ja\u200bne@ma\u00adil.com",
        "ja\U000e0061ne@mail.com",
        "j\u0332ane@mail.com",
        "jane&#64;mail&#x2e;com",
        "jane&commat;mail.com",
        "jane%40mail%2Ecom",
        "jane%2540mail.com",
        "jane\\u0040mail.com",
        "jane\\x40mail\\u{2e}com",
        "jane=40mail.com",
        "jane@\nmail.com",
        "jane\n@mail.com",
        "jane@mail.\n> com",
        "j a n e @ m a i l . c o m",
        "jane (at) mail (dot) com",
        "jane [AT] mail [DOT] com",
        "jane at mail dot com",
        "jane_at_mail.com",
        "jane @ mail . com",
    ],
)
def test_some_view_reads_the_plain_text(text: str) -> None:
    assert PLAIN in [view.text for view in views(text)]


def test_a_base64_segment_is_read_and_stands_for_all_of_it() -> None:
    text = "see amFuZUBtYWlsLmNvbSBwbGVhc2U= there"
    decoded = next(view for view in views(text) if PLAIN in view.text)
    start = decoded.text.index(PLAIN)
    left, right = decoded.locate(start, start + len(PLAIN))
    assert text[left:right] == "amFuZUBtYWlsLmNvbSBwbGVhc2U="


@pytest.mark.parametrize(
    "text", ["", "plain words — with “typography” and → arrows ✅", "src/components/someLongIdentifier"]
)
def test_a_text_that_hides_nothing_has_one_view(text: str) -> None:
    assert [view.text for view in views(text)] == [text]


@given(st.text(alphabet=st.sampled_from("aＡ１@.%40&#64; \n\\u0040\u200b(at)dot=é"), max_size=40))
def test_every_view_maps_each_character_into_the_original(text: str) -> None:
    for view in views(text):
        assert len(view.text) == len(view.starts) == len(view.ends)
        assert list(view.starts) == sorted(view.starts)
        assert list(view.ends) == sorted(view.ends)
        assert all(0 <= a < b <= len(text) for a, b in zip(view.starts, view.ends, strict=True))
