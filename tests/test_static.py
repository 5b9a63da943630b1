"""What the source itself must not hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("corpus", "embeddings", "qa", "eval")
PAGE = ROOT / "qa" / "page"
DOOR = "qa/web.py"
ROUTES = [
    "qa/browsing.py", "qa/http.py", "qa/middleware.py", "qa/openai_api.py", "qa/payloads.py",
    "qa/receipts.py", "qa/routes.py", "qa/uploads.py",
]  # fmt: skip
"""Modules that see what a request sends."""
Call = tuple[str, ast.Call]


def sources() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of a name or attribute; the attribute alone where its object is no name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return ""


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def calls(path: Path) -> Iterator[Call]:
    yield from ((dotted(n.func), n) for n in nodes(path) if isinstance(n, ast.Call))


def keyword(call: ast.Call, wanted: str) -> object:
    """The constant that a call passes by this name; None where it passes none."""
    for one in call.keywords:
        if one.arg == wanted:
            return one.value.value if isinstance(one.value, ast.Constant) else one.value
    return None


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


RUNS_CODE = re.compile(
    r"(?:^|\.)(?:eval|exec|compile|__import__)$|^(?:os\.(?:system|popen|exec\w*|spawn\w*))$"
)
LOADS_CODE = re.compile(
    r"^(?:pickle|cloudpickle|dill|joblib|shelve|marshal|torch)\.loads?$|\.load_pickle$"
)


def test_no_call_runs_or_unpickles_text() -> None:
    """No eval, exec, shell, pickle, joblib or torch.load, whatever it is given."""
    found = [
        f"{name(path)}:{call.lineno} {called}"
        for path in sources()
        for called, call in calls(path)
        if (RUNS_CODE.search(called) and not called.startswith("re.")) or LOADS_CODE.search(called)
        or keyword(call, "shell") not in (None, False)
        or keyword(call, "allow_pickle") not in (None, False)
        or keyword(call, "trust_remote_code") not in (None, False)
    ]  # fmt: skip
    assert found == []


def test_numpy_files_are_read_without_pickles() -> None:
    """``numpy.load`` refuses them by default; nobody asks for the opposite, in any spelling."""
    texts = [path.read_text(encoding="utf-8") for path in sources()]
    assert not any(re.search(r"allow_pickle\W{1,4}True|weights_only\W{1,4}False", t) for t in texts)


def test_only_the_door_speaks_http() -> None:
    """No module but one opens a connection by a URL, and the server's alone opens a socket."""
    speaking = {
        "httpx",
        "requests",
        "aiohttp",
        "http.client",
        "urllib.request",
        "urllib3",
        "ftplib",
    }
    found = {name(path): sorted(imported(path) & speaking) for path in sources()}
    assert {path: modules for path, modules in found.items() if modules} == {DOOR: ["httpx"]}
    assert {name(p) for p in sources() if "socket" in imported(p)} <= {"qa/server.py"}


def test_no_client_follows_redirects_or_the_environment() -> None:
    """Each httpx client says so itself, or takes its options from the one function that does."""
    made = [(c, call) for c, call in calls(ROOT / DOOR) if c.startswith("httpx.")]
    clients = [call for called, call in made if called in ("httpx.Client", "httpx.AsyncClient")]
    assert len(clients) >= 3
    for call in clients:
        options = [ast.unparse(one.value) for one in call.keywords if one.arg is None]
        own = (keyword(call, "follow_redirects"), keyword(call, "trust_env"))
        assert own == (False, False) or [o.split("(")[0] for o in options] == ["_options"]
    tree = nodes(ROOT / DOOR)
    (shared,) = [n for n in tree if isinstance(n, ast.FunctionDef) and n.name == "_options"]
    told = ast.unparse(shared)
    assert "'follow_redirects': False" in told
    assert "'trust_env': False" in told
    direct = {called for called, _ in made} & {
        f"httpx.{v}" for v in ("get", "post", "request", "stream")
    }
    assert direct == set()


def test_parsers_of_xml_fetch_and_expand_nothing() -> None:
    """lxml has one door, and each parser there is told."""
    doors = {
        name(path) for path in sources() if any(m.split(".")[0] == "lxml" for m in imported(path))
    }
    assert doors == {"corpus/readers/markup.py"}
    made = dict(calls(ROOT / doors.pop()))
    for parser in ("etree.XMLParser", "etree.iterparse"):
        assert keyword(made[parser], "resolve_entities") is False
        assert keyword(made[parser], "no_network") is True
    assert keyword(made["html.HTMLParser"], "no_network") is True


@pytest.mark.parametrize("module", ROUTES)
def test_routes_open_no_file(module: str) -> None:
    """What a request sends never becomes a path; names go through PurePosixPath, which opens none."""
    banned = re.compile(
        r"(?:^|\.)(?:open|Path|FileResponse|StaticFiles|read_text|read_bytes|write_text|write_bytes|unlink|rename)$"
    )
    assert [f"{c}:{n.lineno}" for c, n in calls(ROOT / module) if banned.search(c)] == []


def test_there_is_no_cors() -> None:
    """No middleware and no header lets another site read answers."""
    texts = {name(path): path.read_text(encoding="utf-8") for path in sources()}
    pattern = re.compile(r"CORSMiddleware|Access-Control-", re.IGNORECASE)
    assert [path for path, text in texts.items() if pattern.search(text)] == []


SINKS = re.compile(
    r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|srcdoc|createContextualFragment|DOMParser)\b"
    r"|document\.write|\beval\s*\(|new\s+Function\b|\bset(?:Timeout|Interval)\s*\(\s*[\"'`]|javascript:"
)


@pytest.mark.parametrize("script", sorted(PAGE.glob("*.js")), ids=lambda path: path.name)
def test_the_page_makes_no_markup_of_text(script: Path) -> None:
    """None of the ways in which text becomes elements or code."""
    assert SINKS.findall(script.read_text(encoding="utf-8")) == []


def test_the_page_asks_its_own_server_only() -> None:
    """One module fetches, and no address of another host stands in the page."""
    speaking = re.compile(r"\bfetch\s*\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon")
    texts = {path.name: path.read_text(encoding="utf-8") for path in PAGE.iterdir()}
    assert [file for file, text in texts.items() if speaking.search(text)] == ["api.js"]
    hosts = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[\w-]+\.\w+|url\(\s*['\"]?(?!data:|/)\w+:")
    assert [file for file, text in texts.items() if hosts.search(text)] == []


class Inline(HTMLParser):
    """Collects what runs or styles without a file of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {one for one, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [f"{tag} {one}" for one in names if one.startswith("on") or one == "style"]


@pytest.mark.parametrize("page", sorted(PAGE.glob("*.html")), ids=lambda path: path.name)
def test_the_page_has_no_inline_code(page: Path) -> None:
    """Scripts and styles are files, as the content security policy demands."""
    parser = Inline()
    parser.feed(page.read_text(encoding="utf-8"))
    assert parser.found == []


def test_the_checks_can_fail() -> None:
    """A line of each kind is caught."""
    tree = ast.parse("subprocess.run(x, shell=True); builtins.eval(x); torch.load(f)").body
    first, second, third = (one.value for one in tree if isinstance(one, ast.Expr))
    assert isinstance(first, ast.Call)
    assert isinstance(second, ast.Call)
    assert isinstance(third, ast.Call)
    assert keyword(first, "shell") is True
    assert RUNS_CODE.search(dotted(second.func))
    assert LOADS_CODE.search(dotted(third.func))
    assert SINKS.search("a.innerHTML = b")
    parser = Inline()
    parser.feed("<p style='x' onclick=y><script>z</script>")
    assert len(parser.found) == 3
