"""Who may import whom, read from the syntax trees."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ["corpus", "embeddings", "qa", "eval"]
ONE_DOOR = [
    "faiss", "tantivy", "onnxruntime", "sentence_transformers", "langchain_text_splitters",
    "httpx", "opencc", "sqlite3", "uvicorn", "prometheus_client", "docx", "pptx", "openpyxl",
    "pypdfium2", "mcp", "langchain_core", "xllamacpp",
]  # fmt: skip


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every module that a file imports, and whether the import stands at its top level."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, id(node) in top


def sources(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_lower_room_never_imports_a_higher_one(room: str) -> None:
    """The rooms lead one way: corpus, embeddings, qa, eval."""
    higher = set(ROOMS[ROOMS.index(room) + 1 :]) | {"tests"}
    wrong = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in sources(room)
        for module, _ in imports(path)
        if module.split(".")[0] in higher
    ]
    assert wrong == []


@pytest.mark.parametrize("package", ONE_DOOR)
def test_each_outside_package_has_one_door(package: str) -> None:
    """A foreign library is imported in at most one file, so its errors and API stop there."""
    doors = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in sources(room)
        for module, _ in imports(path)
        if module.split(".")[0] == package
    }
    assert len(doors) <= 1


def test_there_is_no_import_cycle() -> None:
    """Top-level imports of our own files form no ring, and none is hidden inside a function."""
    graph: dict[str, set[str]] = defaultdict(set)
    for room in ROOMS:
        for path in sources(room):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            graph[name.removesuffix(".__init__")] |= {
                module for module, _ in imports(path) if module.split(".")[0] in ROOMS
            }
    done: set[str] = set()

    def visit(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " -> ".join([*above, module])
        if module in done:
            return
        for inner in sorted(graph.get(module, ())):
            visit(inner, (*above, module))
        done.add(module)

    for module in sorted(graph):
        visit(module, ())


def test_the_environment_is_read_in_one_place() -> None:
    """os.environ is for the settings alone; everything else gets plain values."""
    readers = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in sources(room)
        if "os.environ" in path.read_text(encoding="utf-8")
        or "getenv" in path.read_text(encoding="utf-8")
    }
    assert readers <= {"qa/settings.py"}


def test_nothing_unpickles() -> None:
    """No file of the product loads a format that can run code."""
    banned = {"pickle", "joblib", "dill", "shelve", "marshal"}
    found = [
        f"{path.relative_to(ROOT)}: {module}"
        for room in ROOMS
        for path in sources(room)
        for module, _ in imports(path)
        if module.split(".")[0] in banned
    ]
    assert found == []
