"""Every shape of source becomes rows; what is no row is told apart and reading goes on."""

import codecs
import gzip
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillroom.errors import ConfigurationError, UnreadableSource
from stillroom.sources import BadRow, Row, read, streams
from stillroom.sources.json_values import values
from stillroom.sources.rows import RAW_CAP

Write = Callable[[str, bytes | str], Path]
LESSON = {"id": "a", "content": 'Close the cursor, "always" ] }'}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(name: str, data: bytes | str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return make


def streamed(data: bytes, **options: Any) -> list[Row | BadRow]:
    return list(read("-", stdin=io.BytesIO(data), **options))


def fields(rows: list[Row | BadRow]) -> list[dict[str, Any]]:
    assert not [row for row in rows if isinstance(row, BadRow)]
    return [row.fields for row in rows if isinstance(row, Row)]


def bad(rows: list[Row | BadRow]) -> list[tuple[int, str]]:
    return [(row.line, row.field) for row in rows if isinstance(row, BadRow)]


def test_a_line_of_jsonl_is_a_row_with_its_number(write: Write) -> None:
    path = write("notes.jsonl", '{"content": "one"}\r\n\n  \n{"content": "two\u2028"}')
    assert list(read(path)) == [
        Row("notes.jsonl", 1, {"content": "one"}),
        Row("notes.jsonl", 4, {"content": "two\u2028"}),
    ]


def test_a_broken_line_is_bad_and_the_next_is_read(write: Write) -> None:
    rows = list(read(write("notes.jsonl", '{"a": 1}\n{"a": \n[1]\n{"a": "\xff"}\n{"a": 2}\n{"a"'.encode("latin-1"))))
    assert bad(rows) == [(2, "json"), (3, "json"), (4, "encoding"), (6, "json")]
    assert [row.fields["a"] for row in rows if isinstance(row, Row)] == [1, 2]


def test_a_first_line_that_is_broken_does_not_hide_the_others(write: Write) -> None:
    for name in ("notes.jsonl", "notes.json", "notes"):
        rows = list(read(write(name, '{"a": "open\n{"a": 1}\n{"a": 2}\n')))
        assert bad(rows) == [(1, "json")]
        assert len(rows) == 3


def test_a_line_over_the_cap_is_cut_and_left_out() -> None:
    long = b'{"a": "' + b"x" * streams.LINE_CAP + b'"}'
    rows = streamed(b'{"a": 1}\n' + long + b'\n{"a": 2}\n')
    assert bad(rows) == [(2, "line")]
    assert isinstance(rows[1], BadRow)
    assert len(rows[1].raw) == RAW_CAP
    assert rows[2] == Row("stdin", 3, {"a": 2})


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_and_an_object_over_lines_are_cut_by_their_brackets(write: Write, indent: int | None) -> None:
    items = [LESSON, {"content": "\\", "n": [[1], {}]}, {"content": "{["}]
    assert fields(list(read(write("a.json", json.dumps(items, indent=indent))))) == items
    assert fields(list(read(write("b.json", json.dumps(LESSON, indent=indent))))) == [LESSON]


def test_in_an_array_only_the_bad_element_is_bad() -> None:
    rows = streamed(b'[{"a": 1}, 7, {"a": x},\n {"a": "forgotten},\n {"a": 2}]')
    assert bad(rows) == [(2, "json"), (3, "json"), (4, "json")]
    assert isinstance(rows[0], Row)


TEXTS = st.text(st.sampled_from('a"\\[]{}, \n:é'), max_size=8)


@given(st.lists(st.dictionaries(TEXTS, TEXTS, max_size=3)), st.integers(1, 7), st.sampled_from([None, 1]))
def test_values_are_cut_alike_wherever_the_pieces_end(items: list[Any], size: int, indent: int | None) -> None:
    raw = json.dumps(items, indent=indent).encode()
    pieces = (raw[i : i + size] for i in range(0, len(raw), size))
    assert [json.loads(v.data) for v in values(pieces)] == items


@given(st.lists(st.text(st.sampled_from("ab\né"), max_size=9)), st.integers(1, 5))
def test_lines_are_cut_alike_wherever_the_pieces_end(texts: list[str], size: int) -> None:
    raw = "\n".join(texts).encode()
    pieces = (raw[i : i + size] for i in range(0, len(raw), size))
    got = [line.data for line in streams.lines(pieces)]
    assert got == raw.removesuffix(b"\n").split(b"\n") if raw else got == []


def test_an_endless_stream_is_read_as_it_comes() -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return b'{"content": "again"}\n' * 100

    rows: Iterator[Row | BadRow] = read("-", stdin=Endless())  # type: ignore[arg-type]
    assert [row.line for row in islice(rows, 5000)] == list(range(1, 5001))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_whatever_its_delimiter(write: Write, delimiter: str) -> None:
    text = 'id,title,content\r\n1,A,"two\nlines, ""quoted"""\n2,,b\n\n'
    rows = list(read(write("notes.csv", text.replace(", ", "~").replace(",", delimiter).replace("~", ", "))))
    assert fields(rows) == [
        {"id": "1", "title": "A", "content": 'two\nlines, "quoted"'},
        {"id": "2", "content": "b"},
    ]
    assert [row.line for row in rows] == [2, 4]


def test_a_quote_left_open_costs_one_record(write: Write) -> None:
    text = 'id,content\n1,a\n2,"open\n3,c\n4,"d"\n5,e\n6,f,g\n7\n8,"open too'
    rows = list(read(write("notes.csv", text)))
    assert bad(rows) == [(3, "csv"), (7, "columns"), (8, "columns"), (9, "csv")]
    assert [row.fields["id"] for row in rows if isinstance(row, Row)] == ["1", "3", "4", "5"]


def test_a_csv_record_in_another_encoding_is_bad(write: Write) -> None:
    rows = list(read(write("notes.csv", b"id,content\n1,caf\xe9\n2,fine\n")))
    assert bad(rows) == [(2, "encoding")]


def test_a_header_that_names_a_column_twice_is_refused(write: Write) -> None:
    with pytest.raises(UnreadableSource, match="'id' twice"):
        list(read(write("notes.csv", "id,id\n1,2\n")))


def test_a_folder_of_markdown_is_read_in_order_with_and_without_front_matter(write: Write) -> None:
    write("til/git/rebase.md", "# Rebase onto\n\nUse `--onto`.\n")
    write("til/b.md", "---\ntitle: Pin it\ntags: [ci, 'no']\nversion: 1.10\ndate: 2025-03-01\n---\n\nPin it.\n")
    write("til/.git/x.md", "hidden")
    write("til/plain.MD", "Just words.")
    rows = list(read(write("til/readme.txt", "no note").parent))
    assert [row.source for row in rows] == ["til/b.md", "til/git/rebase.md", "til/plain.MD"]
    assert fields(rows) == [
        {
            "title": "Pin it",
            "tags": ["ci", "no"],
            "version": "1.10",
            "date": "2025-03-01",
            "content": "Pin it.",
        },
        {"title": "Rebase onto", "folder": "git", "content": "# Rebase onto\n\nUse `--onto`."},
        {"title": "plain", "content": "Just words."},
    ]


@pytest.mark.parametrize(
    "head",
    [
        "a: [",
        "a: 1\na: 2",
        "a: &x [1]\nb: *x",
        "- 1",
        "a: " + "[" * 5000,
        "x: " + "y" * 70_000,
        "a: !!python/name:os.system x\n:",
    ],
)
def test_front_matter_that_cannot_be_trusted_is_a_bad_row(write: Write, head: str) -> None:
    rows = list(read(write("n.md", f"---\n{head}\n---\nText\n")))
    assert bad(rows) == [(1, "front matter")]


def test_a_line_of_dashes_is_no_front_matter(write: Write) -> None:
    rows = fields(list(read(write("n.md", "---\n\nText without an end mark\n"))))
    assert rows == [{"title": "n", "content": "---\n\nText without an end mark"}]


def test_a_link_out_of_the_folder_is_not_followed(write: Write) -> None:
    secret = write("secret.md", "outside")
    inside = write("notes/a.md", "inside")
    (inside.parent / "b.md").symlink_to(secret)
    rows = list(read(inside.parent))
    assert bad(rows) == [(1, "file")]
    assert "outside" not in str(rows)


def lessons(path: Path, name: str = "lessons") -> Path:
    table = '"' + name.replace('"', '""') + '"'
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE {table} (key TEXT, insight TEXT, confidence INT, tags TEXT)")
        connection.execute(f"INSERT INTO {table} VALUES ('db-a', 'Vacuum at night', 8, NULL)")
        connection.execute(f"INSERT INTO {table} VALUES ('db-b', CAST(x'ff' AS TEXT), 8, '[]')")
        connection.execute(f"INSERT INTO {table} VALUES ('db-c', 'Analyze after', 7, '[]')")
    connection.close()
    return path


def test_a_lessons_table_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    path = lessons(tmp_path / "brain")
    before = path.read_bytes()
    rows = list(read(path))
    assert rows[0] == Row("brain", 1, {"key": "db-a", "insight": "Vacuum at night", "confidence": 8})
    assert bad(rows) == [(2, "encoding")]
    assert isinstance(rows[2], Row)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["brain"]


def test_a_table_is_chosen_by_name_and_a_wrong_name_lists_what_is_there(tmp_path: Path) -> None:
    path = lessons(tmp_path / "x.db", 'odd "name"')
    assert len(list(read(path, table='odd "name"'))) == 3
    assert len(list(read(path))) == 3
    with pytest.raises(UnreadableSource, match="odd"):
        read(path, table="lessons; DROP TABLE x")
    lessons(path, "other")
    with pytest.raises(UnreadableSource, match="name one"):
        read(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    assert streamed('{"a": "né😀"}\n{"a": 2}'.encode(encoding)) == [
        Row("stdin", 1, {"a": "né😀"}),
        Row("stdin", 2, {"a": 2}),
    ]


def test_packed_sources_are_unpacked_even_in_several_parts(write: Write) -> None:
    packed = gzip.compress(b'{"a": 1}\n') + gzip.compress(b'{"a": 2}\n') + b"\0" * 8
    assert fields(list(read(write("notes.jsonl.gz", packed)))) == [{"a": 1}, {"a": 2}]
    assert fields(streamed(gzip.compress(b"id,a\n1,2\n"))) == [{"id": "1", "a": "2"}]


def test_a_packed_source_that_breaks_off_or_explodes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(b'{"a": 1}\n' * 5000)
    with pytest.raises(UnreadableSource, match="ends early"):
        streamed(packed[:-4])
    with pytest.raises(UnreadableSource, match="broken gzip"):
        streamed(packed[:30] + b"\xff\xff\xff" + packed[30:])
    monkeypatch.setattr(streams, "UNPACKED_FREE", 1 << 20)
    with pytest.raises(UnreadableSource, match="100 times"):
        streamed(gzip.compress(b'{"a": 1}\n' + b" " * (3 << 20)))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"a": 1}\n', {"a": 1}),
        (b'  [{"a": 1}]', {"a": 1}),
        (b'{\n  "a": 1\n}', {"a": 1}),
        (b"a\tb\n1\t2\n", {"a": "1", "b": "2"}),
        (b"a,b\n1,2\n", {"a": "1", "b": "2"}),
        (b"# Title\n\nText", {"title": "Title", "content": "# Title\n\nText"}),
        (b"---\na: b\n---\nText", {"title": "stdin", "a": "b", "content": "Text"}),
        (codecs.BOM_UTF8 + b"# T", {"title": "T", "content": "# T"}),
    ],
)
def test_a_stream_is_known_by_its_content(data: bytes, expected: dict[str, Any]) -> None:
    assert fields(streamed(data)) == [expected]


def test_an_empty_file_has_no_rows(write: Write) -> None:
    assert list(read(write("a.jsonl", ""))) == []
    assert list(read(write("a.json", "[]"))) == []


def test_what_cannot_be_read_at_all_is_refused_before_the_first_row(write: Write, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "none.jsonl", tmp_path / "empty", write("a.jsonl", bytes(range(256)) * 20)):
        with pytest.raises(UnreadableSource, match=path.name):
            read(path)
    with pytest.raises(UnreadableSource, match="say it by --format"):
        read(write("mystery", "one line of prose"))
    with pytest.raises(UnreadableSource, match="standard input"):
        read("-")
    with pytest.raises(ConfigurationError, match="xml"):
        read(write("b.jsonl", "{}"), format="xml")


def test_a_nul_in_one_line_does_not_make_a_file_binary() -> None:
    rows = streamed(b'{"a": "x\x00"}\n' + b'{"a": "some more text to read"}\n' * 9)
    assert bad(rows) == [(1, "json")]
    assert len(rows) == 10


def test_raw_bytes_that_are_no_utf8_are_shown_escaped() -> None:
    (row,) = streamed(b'{"a": "\xff"}', format="jsonl")
    assert isinstance(row, BadRow)
    assert row.raw == '{"a": "\\xff"}'
