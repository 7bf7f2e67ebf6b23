from __future__ import annotations

import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from framing.corpora import fetch
from framing.corpora.fetch import CorpusFile, data_folder, download, is_present, locate, tree_sha256, tree_size
from framing.errors import DataMissingError, InputError

BODY = b"id\ttext\n1\tA plain sentence.\n" * 2000
SUM = hashlib.sha256(BODY).hexdigest()
OTHER_SUM = hashlib.sha256(b"something else").hexdigest()


class Handler(BaseHTTPRequestHandler):
    requests: list[str]

    def do_GET(self) -> None:
        self.requests.append(self.path)
        if self.path == "/gone.tsv":
            self.send_error(404)
            return
        self.send_response(200)
        if self.path == "/chunked.tsv":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"400\r\n" + BODY[:100])
            return
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY[:1000] if self.path == "/broken.tsv" else BODY)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[str]]]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    handler = type("Recording", (Handler,), {"requests": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", handler.requests
        running.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _no_data_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FRAMING_DATA", raising=False)
    monkeypatch.setattr(fetch.platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path / "cache" / "framing"))


def file_at(url: str | None, sha256: str = SUM) -> CorpusFile:
    return CorpusFile(path="tiny/train.tsv", sha256=sha256, size=len(BODY), url=url)


def contents(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_missing_file_is_fetched_into_the_cache_once(server: tuple[str, list[str]], tmp_path: Path) -> None:
    address, requests = server
    file = file_at(f"{address}/train.tsv")
    assert not is_present(file)
    path = locate(file, corpus="tiny", origin="https://example.org/tiny")
    assert path == tmp_path / "cache" / "framing" / "tiny" / "train.tsv"
    assert path.read_bytes() == BODY
    assert contents(tmp_path) == ["train.tsv"]
    assert locate(file) == path
    assert requests == ["/train.tsv"]
    assert is_present(file)


def test_fetches_into_the_folder_that_is_named(server: tuple[str, list[str]], tmp_path: Path) -> None:
    named = tmp_path / "named"
    named.mkdir()
    path = locate(file_at(f"{server[0]}/train.tsv"), named)
    assert path == named / "tiny" / "train.tsv"
    assert path.read_bytes() == BODY
    assert not (tmp_path / "cache").exists()


def test_fetched_file_can_be_read_by_others(server: tuple[str, list[str]]) -> None:
    assert locate(file_at(f"{server[0]}/train.tsv")).stat().st_mode & 0o444 == 0o444


def test_wrong_sum_from_the_origin_leaves_nothing(server: tuple[str, list[str]], tmp_path: Path) -> None:
    with pytest.raises(DataMissingError) as caught:
        locate(file_at(f"{server[0]}/train.tsv", OTHER_SUM), corpus="tiny", origin="https://example.org/tiny")
    message = str(caught.value)
    assert SUM in message
    assert OTHER_SUM in message
    assert "https://example.org/tiny" in message
    assert "\n" not in message
    assert contents(tmp_path) == []


@pytest.mark.parametrize(
    ("page", "reason"), [("gone.tsv", "404"), ("broken.tsv", "broke off after 1000 of"), ("chunked.tsv", "failed")]
)
def test_failed_download_leaves_nothing(server: tuple[str, list[str]], tmp_path: Path, page: str, reason: str) -> None:
    with pytest.raises(DataMissingError, match=reason) as caught:
        locate(file_at(f"{server[0]}/{page}"), corpus="tiny", origin="https://example.org/tiny")
    assert "Corpus 'tiny' needs tiny/train.tsv" in str(caught.value)
    assert str(tmp_path / "cache" / "framing" / "tiny" / "train.tsv") in str(caught.value)
    assert contents(tmp_path) == []


def test_no_server_says_where_to_put_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/train.tsv"
        with pytest.raises(DataMissingError, match="Get it from") as caught:
            locate(file_at(url), tmp_path, corpus="tiny", origin="https://example.org/tiny")
    assert "https://example.org/tiny" in str(caught.value)
    assert str(tmp_path / "tiny" / "train.tsv") in str(caught.value)
    assert contents(tmp_path) == []


def test_server_that_says_nothing_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/train.tsv"
        with pytest.raises(DataMissingError, match="timed out"):
            download(url, tmp_path / "train.tsv", SUM, timeout=0.2)
    assert contents(tmp_path) == []


def test_only_http_addresses_are_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(BODY)
    with pytest.raises(DataMissingError, match="not an http address"):
        download(secret.as_uri(), tmp_path / "train.tsv", SUM)


def test_folder_that_cannot_be_written_is_said(server: tuple[str, list[str]], tmp_path: Path) -> None:
    (tmp_path / "tiny").write_text("a file where a folder is needed")
    with pytest.raises(DataMissingError, match=r"tiny/train\.tsv"):
        locate(file_at(f"{server[0]}/train.tsv"), tmp_path)


def test_without_url_the_error_says_which_file_from_where_to_where(tmp_path: Path) -> None:
    with pytest.raises(DataMissingError) as caught:
        locate(file_at(None), tmp_path, corpus="tiny", origin="https://example.org/tiny")
    message = str(caught.value)
    for part in ("'tiny'", "tiny/train.tsv", "https://example.org/tiny", str(tmp_path), "FRAMING_DATA"):
        assert part in message
    assert "\n" not in message


def test_present_file_is_not_fetched(server: tuple[str, list[str]], tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "train.tsv").write_bytes(BODY)
    assert locate(file_at(f"{server[0]}/train.tsv"), tmp_path) == tmp_path / "tiny" / "train.tsv"
    assert server[1] == []


def test_present_file_with_another_content_names_both_sums(tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    path = tmp_path / "tiny" / "train.tsv"
    path.write_bytes(b"something else")
    with pytest.raises(InputError) as caught:
        locate(file_at(None), tmp_path, corpus="tiny", origin="https://example.org/tiny")
    assert SUM in str(caught.value)
    assert OTHER_SUM in str(caught.value)
    assert path.read_bytes() == b"something else"


def test_change_after_verification_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    path = tmp_path / "tiny" / "train.tsv"
    path.write_bytes(BODY)
    locate(file_at(None), tmp_path)
    path.write_bytes(BODY + b"x")
    with pytest.raises(InputError, match="expected is"):
        locate(file_at(None), tmp_path)


def test_verified_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "train.tsv").write_bytes(BODY)
    read: list[Path] = []
    original = fetch.file_sha256
    monkeypatch.setattr(fetch, "file_sha256", lambda path: (read.append(path), original(path))[1])
    locate(file_at(None), tmp_path)
    locate(file_at(None), tmp_path)
    assert len(read) == 1


def test_data_folder_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, environment = tmp_path / "named", tmp_path / "environment"
    named.mkdir()
    environment.mkdir()
    assert data_folder() == tmp_path / "cache" / "framing"
    monkeypatch.setenv("FRAMING_DATA", str(environment))
    assert data_folder() == environment
    assert data_folder(named) == named


def test_data_folder_that_does_not_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAMING_DATA", str(tmp_path / "typo"))
    with pytest.raises(InputError, match=r"FRAMING_DATA names .*typo"):
        data_folder()
    with pytest.raises(InputError, match=r"data folder is .*other"):
        data_folder(tmp_path / "other")


def test_tree_sum_sees_contents_and_names_but_not_hidden_files(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "in").mkdir(parents=True)
    (tree / "b.txt").write_text("second")
    (tree / "in" / "a.txt").write_text("first")
    lines = "".join(
        f"{hashlib.sha256(text).hexdigest()}  {name}\n" for name, text in (("b.txt", b"second"), ("in/a.txt", b"first"))
    )
    expected = hashlib.sha256(lines.encode()).hexdigest()
    assert tree_sha256(tree) == expected
    assert tree_size(tree) == len("firstsecond")
    (tree / ".DS_Store").write_text("strewn")
    assert tree_sha256(tree) == expected
    os.rename(tree / "b.txt", tree / "c.txt")
    assert tree_sha256(tree) != expected


def test_tree_is_located_and_verified(tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "a.txt").write_text("first")
    good = CorpusFile(path="tiny", sha256=tree_sha256(tmp_path / "tiny"), size=5, tree=True)
    assert locate(good, tmp_path) == tmp_path / "tiny"
    (tmp_path / "tiny" / "b.txt").write_text("second")
    with pytest.raises(InputError, match=good.sha256):
        locate(good, tmp_path)
