"""A damaged cache is made anew: never an error, never a wrong answer."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.library import Library
from qa.manifest import Manifest
from tests.documents import folder_in_memory, made, open_library
from tests.qa.test_index import QUESTION, VECTOR, assert_true, open_index, synced

Damage = Callable[[Path], object]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose index has two segments, dead vectors and deleted terms."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    library = open_library(folder)
    for number in range(12):
        made(number, chunks=5).put(library)
    index = synced(folder / "index", library)
    made(50).put(library)
    library.delete(made(4, chunks=5).document.id)
    index.sync(library)
    library.close()
    return folder


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with folder_in_memory() as folder:
        yield folder


@pytest.fixture
def data(whole: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(whole, tmp_path / "data"))


def files(data: Path, pattern: str) -> list[Path]:
    found = sorted((data / "index").glob(pattern))
    assert found, pattern
    return found


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) * 2 // 3] ^= 1
    path.write_bytes(bytes(content))


def junk(path: Path) -> None:
    path.write_bytes(b"\xff\x00junk" * 100)


def same_length(path: Path) -> None:
    path.write_bytes(b"\x00" * path.stat().st_size)


def longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\x00")


def become_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def become_link(path: Path) -> None:
    moved = path.rename(path.parents[2] / f"moved-{path.name}")
    path.symlink_to(moved)


WAYS = [truncate, empty, flip, junk, same_length, longer, Path.unlink, become_folder, become_link]
PLACES = [
    "CURRENT",
    "gen-*/vectors-*.bin",
    "gen-*/lexical/meta.json",
    "gen-*/lexical/*.idx",
    "gen-*/lexical/*.fast",
    "gen-*/lexical/*.del",
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("place", PLACES)
def test_a_damaged_file_is_noticed(data: Path, place: str, way: Damage) -> None:
    """Whatever happened to a file of the cache, another generation takes its place, and it is
    true, for the next process as well."""
    damaged = files(data, "gen-*")
    if place == "CURRENT" and way is become_link:
        pytest.skip("a link to the whole manifest is the whole manifest")
    for path in files(data, place):
        if path.stat().st_size:
            way(path)
    library = open_library(data)
    assert_true(synced(data / "index", library), library)
    assert_true(synced(data / "index", library), library)
    assert {path.name for path in (data / "index").iterdir()} >= {"CURRENT", "lock"}
    assert len(list((data / "index").iterdir())) == 3
    assert files(data, "gen-*") != damaged
    library.close()


def no_generation(data: Path) -> None:
    shutil.rmtree(files(data, "gen-*")[0])


def no_index(data: Path) -> None:
    shutil.rmtree(data / "index")


def index_is_a_file(data: Path) -> None:
    no_index(data)
    (data / "index").write_text("x")


def lock_is_a_folder(data: Path) -> None:
    become_folder(data / "index" / "lock")


def no_lexical(data: Path) -> None:
    shutil.rmtree(files(data, "gen-*/lexical")[0])


def leftovers(data: Path) -> None:
    aside = data / "index" / ".aside-gen-99-abcdef01" / "lexical"
    aside.mkdir(parents=True)
    (aside / "half.idx").write_bytes(b"half")
    (data / "index" / ".aside-12-34").write_bytes(b'{"manifest": ')
    (data / "index" / "gen-1-00000000").mkdir()
    (data / "index" / "gen-999-00000000").mkdir()
    (data / "index" / "core.1234").write_bytes(b"\x7fELF")


def swapped_segments(data: Path) -> None:
    first, second, *_ = files(data, "gen-*/vectors-*.bin")
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)


def stale_lock_files(data: Path) -> None:
    for name in (".tantivy-writer.lock", ".tantivy-meta.lock"):
        (files(data, "gen-*/lexical")[0] / name).write_bytes(b"")


def extra_files(data: Path) -> None:
    (files(data, "gen-*")[0] / "vectors-extra.bin").write_bytes(b"x")
    (files(data, "gen-*/lexical")[0] / "0123456789abcdef0123456789abcdef.idx").write_bytes(b"x")


def rewritten(data: Path, change: Callable[[dict[str, object]], object]) -> None:
    """The manifest with a change, and a checksum that agrees with it."""
    current = data / "index" / "CURRENT"
    manifest = Manifest.from_bytes(current.read_bytes())
    assert manifest is not None
    inner = json.loads(manifest.to_bytes())["manifest"]
    change(inner)
    inner.pop("format", None)
    try:
        current.write_bytes(Manifest._of(inner).to_bytes())  # type: ignore[union-attr]
    except (AttributeError, TypeError, KeyError):
        current.write_text(json.dumps({"manifest": inner, "sha256": "0" * 64}))


def flipped_signs(data: Path) -> None:
    for path in files(data, "gen-*/vectors-*.bin"):
        content = path.read_bytes()
        half = len(content) // 2
        path.write_bytes(content[:half] + bytes(byte ^ 0x80 for byte in content[half:]))


def of_the_future(data: Path) -> None:
    rewritten(data, lambda m: m.update(generation=10**9))


def of_another_history(data: Path) -> None:
    rewritten(data, lambda m: m.update(token=12345))


def with_a_wrong_count(data: Path) -> None:
    rewritten(data, lambda m: m.update(chunks=3))


def without_a_segment(data: Path) -> None:
    rewritten(data, lambda m: m.update(segments=m["segments"][:1]))  # type: ignore[index]


def without_the_dead(data: Path) -> None:
    rewritten(data, lambda m: [s.update(dead=[]) for s in m["segments"]])  # type: ignore[attr-defined]


def with_a_path_outside(data: Path) -> None:
    rewritten(data, lambda m: m.update(folder="../../etc"))


def without_files(data: Path) -> None:
    rewritten(data, lambda m: m.update(files=[]))


def without_a_key(data: Path) -> None:
    rewritten(data, lambda m: m.pop("chunks"))


WHOLE_WAYS = [
    no_generation, no_index, index_is_a_file, lock_is_a_folder, no_lexical, leftovers,
    swapped_segments, flipped_signs, stale_lock_files, extra_files, of_the_future, of_another_history,
    with_a_wrong_count, without_a_segment, without_the_dead, with_a_path_outside, without_files,
    without_a_key,
]  # fmt: skip


@pytest.mark.parametrize("way", WHOLE_WAYS, ids=lambda way: way.__name__)
def test_a_damaged_folder_is_noticed(data: Path, way: Damage) -> None:
    """The index is true at once, after a further change, and for whoever opens it next."""
    way(data)
    library = open_library(data)
    index = synced(data / "index", library)
    assert_true(index, library)
    made(77).put(library)
    index.sync(library)
    assert_true(index, library)
    assert_true(synced(data / "index", library), library)
    assert len(list((data / "index").iterdir())) == 3
    library.close()


@pytest.mark.parametrize(
    "manifest",
    [b"", b"null", b"[]", b"{}", b'{"manifest": {}}', b"\xff\xfe", b"[" * 100_000, b"NaN",
     b'{"manifest": {"format": 1}, "sha256": 5}', "\u3000".encode(), b"0" * 2**20],
    ids=range(11),
)  # fmt: skip
def test_a_junk_manifest_is_noticed(data: Path, manifest: bytes) -> None:
    """No bytes in CURRENT can stop a start."""
    (data / "index" / "CURRENT").write_bytes(manifest)
    assert Manifest.from_bytes(manifest) is None
    library = open_library(data)
    assert_true(synced(data / "index", library), library)
    library.close()


@pytest.mark.parametrize(
    "basis", [{"embedder": "other"}, {"terms_version": "2"}], ids=["embedder", "terms"]
)
def test_an_index_of_another_basis_is_not_used(data: Path, basis: dict[str, str]) -> None:
    """Another embedder's name or another version of the terms make it anew."""
    library = open_library(data)
    before = (data / "index" / "CURRENT").read_bytes()
    assert_true(synced(data / "index", library, **basis), library)
    assert (data / "index" / "CURRENT").read_bytes() != before
    library.close()


def test_every_flipped_byte_of_the_manifest_is_noticed(data: Path) -> None:
    """There is no bit in it that could change without the manifest being thrown away."""
    content = (data / "index" / "CURRENT").read_bytes()
    whole = Manifest.from_bytes(content)
    assert whole is not None
    for place in range(len(content)):
        flipped = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        assert Manifest.from_bytes(flipped) in (None, whole)


def test_a_cache_that_vanishes_under_a_running_index_is_made_anew(data: Path) -> None:
    """Searches go on, and the next change is indexed and published again."""
    library = open_library(data)
    index = synced(data / "index", library)
    before = index.search(QUESTION, VECTOR, 5)
    no_index(data)
    assert index.search(QUESTION, VECTOR, 5) == before
    made(77).put(library)
    index.sync(library)
    assert_true(index, library)
    assert_true(synced(data / "index", library), library)
    library.close()


def test_a_damage_under_a_running_index_does_not_spread(data: Path) -> None:
    """Files that go bad while the index runs are not handed on as good ones."""
    library = open_library(data)
    index = open_index(data / "index")
    index.sync(library)
    for path in files(data, "gen-*/vectors-*.bin"):
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(b"\x00" * len(content))
    made(77).put(library)
    index.sync(library)
    assert_true(index, library)
    assert_true(synced(data / "index", library), library)
    library.close()


def test_a_library_is_not_touched_by_its_cache(data: Path) -> None:
    """Making the index anew changes nothing in the library."""
    library: Library = open_library(data)
    generation = library.generation()
    no_index(data)
    synced(data / "index", library)
    assert library.generation() == generation
    assert library.check() == []
    library.close()
