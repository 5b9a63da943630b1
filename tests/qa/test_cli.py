from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import DiskFull, Unavailable
from qa.cli import main
from qa.settings import Settings
from tests.fakes import FakeFinding, FakeService

TEXT = "郑州机场完成货邮吞吐量49万吨。"


class Command:
    """Runs ``wenju`` in this process over a fake service."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.service = FakeService()
        self.settings: Settings | None = None
        self.foreign_vectors = False
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """(exit code, standard output, standard error)"""
        try:
            code = main(arguments, self._open)
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = self._capsys.readouterr()
        return code, out, err

    def json(self, *arguments: str) -> Any:
        code, out, err = self(*arguments, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    @property
    def data(self) -> Path | None:
        return self.settings.data if self.settings else None

    def _open(self, settings: Settings, *, foreign_vectors: bool = False) -> FakeService:
        self.settings, self.foreign_vectors = settings, foreign_vectors
        return self.service


@pytest.fixture
def wenju(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    for name in [name for name in os.environ if name.startswith("WENJU_")]:
        monkeypatch.delenv(name)
    return Command(capsys)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with documents, hidden files and files of other kinds."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "docs/b.txt": "乙。",
        "docs/a.txt": TEXT,
        "docs/sub/c.md": "丙。",
        "docs/.hidden.txt": "藏。",
        "docs/.git/d.txt": "丁。",
        "docs/photo.jpg": "不是文字",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_add_takes_folders_recursively_in_order(wenju: Command, folder: Path) -> None:
    """Supported files in order; hidden ones are left out, others counted as skipped."""
    receipt = wenju.json("add", "docs")
    sources = [one["source"] for one in receipt["documents"]]
    assert sources == ["docs/a.txt", "docs/b.txt", "docs/sub/c.md"]
    assert (receipt["failed"], receipt["skipped"]) == ([], 1)
    assert (wenju.service.syncs, wenju.service.closed) == (1, True)


def test_add_reports_on_both_streams(wenju: Command, folder: Path) -> None:
    """The documents on standard output, the summary on standard error."""
    code, out, err = wenju("add", "docs")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == ["添加"] * 3
    assert "添加 3 份" in err
    assert "跳过不支持的文件 1 个" in err
    _, out, _ = wenju("add", "docs/a.txt")
    assert out.startswith("已有 doc_")
    Path("docs/a.txt").write_text("新的。", encoding="utf-8")
    assert wenju("add", "docs/a.txt")[1].startswith("更新 doc_")


def test_a_named_file_of_another_kind_is_an_error(wenju: Command, folder: Path) -> None:
    """What the user names itself is not skipped in silence."""
    code, _, err = wenju("add", "docs/photo.jpg")
    assert code == 1
    assert "未能添加 docs/photo.jpg：" in err


def test_a_file_in_a_folder_that_lies_about_its_format_is_named(
    wenju: Command, folder: Path
) -> None:
    """Skipped is what nobody claims to read; what fails in a reader fails."""
    (folder / "docs/report.pdf").write_bytes(b"MZ")
    code, _, err = wenju("add", "docs")
    assert code == 1
    assert "未能添加 docs/report.pdf" in err
    assert len(wenju.service.stored) == 3


def test_one_bad_file_of_fifty_stops_nothing(wenju: Command, folder: Path) -> None:
    """49 are added, the bad one is named, the exit code says so."""
    many = folder / "many"
    many.mkdir()
    for number in range(50):
        (many / f"{number:02}.txt").write_text("" if number == 17 else f"第{number}份。", "utf-8")
    code, out, err = wenju("add", "many")
    assert code == 1
    assert len(wenju.service.stored) == len(out.splitlines()) == 49
    assert "未能添加 many/17.txt：未提取到文字" in err


def test_add_names_what_is_not_there(wenju: Command, folder: Path) -> None:
    """A missing path and a device fail by name; the rest is added."""
    code, _, err = wenju("add", "nothing.txt", "/dev/null", "docs/a.txt")
    assert code == 1
    assert "nothing.txt：没有这个文件" in err
    assert "/dev/null：不是普通文件" in err
    assert len(wenju.service.stored) == 1


def test_add_keeps_to_the_size_limit(
    wenju: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file beyond the limit fails and names the setting."""
    monkeypatch.setenv("WENJU_UPLOAD_BYTES", "10")
    code, _, err = wenju("add", "docs/a.txt")
    assert code == 1
    assert "WENJU_UPLOAD_BYTES" in err


def test_add_leaves_the_library_itself_out(wenju: Command, folder: Path) -> None:
    """Adding the current folder does not add the data folder in it."""
    inside = folder / "wenju-data"
    inside.mkdir()
    (inside / "notes.txt").write_text("库。", encoding="utf-8")
    sources = [one["source"] for one in wenju.json("add", ".")["documents"]]
    assert sources == ["docs/a.txt", "docs/b.txt", "docs/sub/c.md"]


def test_add_takes_title_and_date_of_one_file(wenju: Command, folder: Path) -> None:
    """With several files nobody knows whose they are."""
    assert wenju("add", "docs/a.txt", "--title", "简报", "--date", "2024-09-18")[0] == 0
    assert [(d.title, d.date) for d in wenju.service.stored.values()] == [("简报", "2024-09-18")]
    assert wenju("add", "docs", "--title", "简报")[0] == 1
    assert wenju("add", "docs/b.txt", "--date", "2024-02-31")[0] == 1


def test_list_goes_through_all_pages(wenju: Command) -> None:
    """More documents than a page holds are all listed, once."""
    for number in range(1005):
        wenju.service.add(f"第{number}份".encode(), f"{number}.txt")
    listed = wenju.json("list")
    assert {info["id"] for info in listed["documents"]} == set(wenju.service.stored)
    assert len(listed["documents"]) == 1005
    assert listed["next"] is None
    assert len(wenju("list")[1].splitlines()) == 1005


def test_get_prints_the_document(wenju: Command) -> None:
    """The HTTP object with --json, the text without."""
    id = wenju.service.add(TEXT.encode(), "机场.txt").document_id
    assert wenju.json("get", id)["text"] == TEXT
    assert TEXT in wenju("get", id)[1]


def test_an_absent_document_is_one_line(wenju: Command) -> None:
    """Exit code 1, nothing on standard output, one line on standard error."""
    for verb in ("get", "delete"):
        code, out, err = wenju(verb, "doc_none")
        assert (code, out) == (1, "")
        assert err.startswith("错误：没有这份文档")
        assert len(err.splitlines()) == 1


def test_delete_removes_the_document(wenju: Command) -> None:
    """Afterwards the library is empty."""
    id = wenju.service.add(TEXT.encode(), "机场.txt").document_id
    assert wenju.json("delete", id) == {"id": id, "deleted": True}
    assert wenju.service.stored == {}


def test_ask_prints_answer_then_citations(wenju: Command) -> None:
    """The answer with its markers, then each citation with title, date, section and quote."""
    wenju.service.add(TEXT.encode(), "机场.txt", date="2024-09-18")
    code, out, _ = wenju("ask", "货邮吞吐量多少")
    assert code == 0
    assert out.splitlines() == [
        "郑州机场完成货邮吞吐量49万吨[1]。",
        "",
        f"[1] 机场（2024-09-18） 第一节：{TEXT}",
    ]


def test_a_refusal_shows_the_nearest_passages(wenju: Command) -> None:
    """No citation, but what is there."""
    wenju.service.add(TEXT.encode(), "机场.txt")
    code, out, _ = wenju("ask", "天气？")
    assert code == 0
    assert "没有找到" in out
    assert "最接近的段落" in out
    assert "机场" in out


def test_ask_passes_its_options(wenju: Command) -> None:
    """--top-k and --mode reach the service; values out of range do not."""
    assert wenju.json("ask", "货邮", "--top-k", "3", "--mode", "extractive")["refused"] is True
    assert (wenju.service.asked[0].top_k, wenju.service.asked[0].mode) == (3, "extractive")
    assert wenju("ask", "货邮", "--top-k", "21")[0] == 1
    assert wenju("ask", "货邮", "--top-k", "0")[0] == 1
    assert wenju("ask", "  ")[0] == 1
    assert wenju("ask", "\udcff")[0] == 1
    assert len(wenju.service.asked) == 1


def test_search_prints_passages(wenju: Command) -> None:
    """The HTTP object with --json, numbered passages without."""
    wenju.service.add(TEXT.encode(), "机场.txt")
    assert wenju.json("search", "货邮")["passages"][0]["text"] == TEXT
    assert wenju("search", "货邮")[1].startswith("1. 0.50 机场")


def test_documents_cannot_steer_the_terminal(wenju: Command) -> None:
    """Escape sequences and direction overrides in a document are not printed."""
    id = wenju.service.add("正文\x1b[2J\x07\u202e结尾。".encode(), "a.txt").document_id
    _, out, _ = wenju("get", id)
    assert "正文[2J结尾。" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_doctor_exits_1_on_a_finding(wenju: Command) -> None:
    """0 while all is well; else 1, with what to do."""
    assert wenju("doctor")[:2] == (0, "正常  资料库：完好\n")
    wenju.service.findings.append(FakeFinding("检索索引", False, "过期", "wenju rebuild"))
    code, out, err = wenju("doctor")
    assert code == 1
    assert "异常  检索索引：过期；处理办法：wenju rebuild" in out
    assert "检索索引" in err


def test_rebuild_says_what_it_rebuilt(wenju: Command) -> None:
    """--re-embed computes the vectors anew too."""
    assert wenju.json("rebuild") == {"documents": 0, "chunks": 0}
    assert not wenju.foreign_vectors
    assert wenju.json("rebuild", "--re-embed") == {"documents": 0, "chunks": 0}
    assert wenju.foreign_vectors
    assert wenju.service.rebuilt == [False, True]


def test_key_makes_a_fresh_key(wenju: Command) -> None:
    """The key, and the form that a setting may hold instead."""
    made = wenju.json("key")
    assert len(made["key"]) >= 43
    assert made["stored"].startswith("sha256:")


def test_data_comes_from_option_environment_or_default(
    wenju: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--data beats WENJU_DATA beats ./wenju-data."""
    wenju("list")
    assert wenju.data == Path("wenju-data")
    monkeypatch.setenv("WENJU_DATA", "from-environment")
    wenju("list")
    assert wenju.data == Path("from-environment")
    wenju("list", "--data", "from-option")
    assert wenju.data == Path("from-option")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["frobnicate"],
        ["ask"],
        ["add"],
        ["get"],
        ["list", "extra"],
        ["ask", "q", "--top-k", "many"],
        ["ask", "q", "--mode", "magic"],
        ["ask", "q", "--unknown"],
        ["list", "--data"],
    ],
)
def test_wrong_usage_is_exit_2_in_chinese(wenju: Command, arguments: list[str]) -> None:
    """One line that says what is wrong and where the help is."""
    code, out, err = wenju(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("用法错误：")
    assert len(err.splitlines()) == 1
    assert "argument" not in err


def test_errors_are_one_line(wenju: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the service raises on purpose: exit 1 and its message."""
    wenju.service.failure = DiskFull("磁盘满了。\n请清理。")
    assert wenju("ask", "货邮") == (1, "", "错误：磁盘满了。 请清理。\n")
    monkeypatch.setenv("WENJU_DATTA", "x")
    assert "WENJU_DATA" in wenju("list")[2]


def test_ctrl_c_is_130_without_a_traceback(wenju: Command) -> None:
    """Interrupted work ends quietly, its library closed."""
    wenju.service.failure = KeyboardInterrupt()  # type: ignore[assignment]
    code, out, err = wenju("ask", "货邮")
    assert (code, out, err.strip()) == (130, "", "")
    assert wenju.service.closed


def test_serve_refuses_other_addresses_without_a_key(wenju: Command) -> None:
    """One clear line, before anything is opened."""
    code, _, err = wenju("serve", "--host", "0.0.0.0")  # noqa: S104
    assert code == 1
    assert "WENJU_ADMIN_KEY" in err
    assert wenju.settings is None


def test_serve_tells_a_port_in_use(wenju: Command) -> None:
    """One clear line with the way out."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _, err = wenju("serve", "--port", str(taken.getsockname()[1]))
    assert code == 1
    assert "--port" in err.splitlines()[-1]


def test_a_start_that_fails_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A library that cannot be opened ends the command, not with a traceback."""

    def broken(settings: Settings, *, foreign_vectors: bool = False) -> FakeService:
        raise Unavailable("资料库正被占用；请稍后再试。")

    assert main(["list"], broken) == 1
    assert capsys.readouterr().err == "错误：资料库正被占用；请稍后再试。\n"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_help_imports_nothing_heavy() -> None:
    """Help and wrong usage come without the libraries that answering needs."""
    program = (
        "import sys; from qa.cli import parser; parser().format_help();"
        "heavy = {'pydantic', 'fastapi', 'numpy', 'faiss', 'onnxruntime', 'tantivy', 'uvicorn'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert run("-c", program).stdout == "[]\n"


def test_help_is_chinese_and_names_all_verbs() -> None:
    """Every verb of the interface stands in the help."""
    helped = run("-m", "qa.cli", "--help")
    assert helped.returncode == 0
    for (
        verb
    ) in "add list get delete search ask serve eval doctor rebuild repair backup restore".split():  # noqa: SIM905
        assert f"\n    {verb} " in helped.stdout
    assert "usage" not in helped.stdout


def test_a_reader_that_stops_reading_is_no_error() -> None:
    """``wenju list | head -1`` ends without a word about pipes."""
    program = """
import sys
from qa.cli import main
from tests.fakes import FakeService
service = FakeService()
for number in range(5000):
    service.add(f"第{number}份".encode(), f"{number}.txt")
sys.exit(main(["list"], lambda settings, **_: service))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith("doc_")
    process.stdout.close()
    assert process.stderr.read() == ""
    process.wait(30)


def test_samples_fill_an_empty_library_only() -> None:
    """The packaged samples are added once, without their README."""
    from qa.adding import load_samples

    service = FakeService()
    load_samples(service, Settings.from_environment({}))
    sources = [Path(one.source).name for one in service.stored.values()]
    assert len(sources) > 5
    assert "README.md" not in sources
    before = dict(service.stored)
    load_samples(service, Settings.from_environment({}))
    assert service.stored == before
