"""Building the model folder: whole, repaired, never half."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from corpus.errors import ConfigurationError
from embeddings import build


@pytest.fixture
def copy(model_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_folder, tmp_path / "model"))


def stamps(folder: Path) -> dict[str, int]:
    return {p.name: p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


def test_a_built_folder_is_whole(model_folder: Path) -> None:
    """Every file a sentence-transformers folder needs is there, as the manifest says."""
    assert build.is_whole(model_folder)
    names = set(json.loads((model_folder / build.MANIFEST).read_text("utf-8"))["files"])
    assert names >= {"modules.json", "config.json", "tokenizer.json", "onnx/model.onnx"}
    assert names >= {"1_Pooling/config.json", "config_sentence_transformers.json"}


def test_nothing_is_left_beside_the_folder(model_folder: Path) -> None:
    """The work folder is gone when the model stands."""
    assert [path.name for path in model_folder.parent.iterdir()] == [model_folder.name]


def test_a_whole_folder_is_left_alone(copy: Path) -> None:
    """Ensuring a whole model writes nothing."""
    before = stamps(copy)
    assert build.ensure_model(copy) == copy
    assert stamps(copy) == before


def damage_graph(folder: Path) -> None:
    path = folder / "onnx/model.onnx_data"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def damage_manifest(folder: Path) -> None:
    (folder / build.MANIFEST).write_text("{", encoding="utf-8")


def older_recipe(folder: Path) -> None:
    path = folder / build.MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "recipe": 0}), "utf-8")


def missing_file(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


@pytest.mark.parametrize("damage", [damage_graph, damage_manifest, older_recipe, missing_file])
def test_a_damaged_folder_is_built_again(copy: Path, model_folder: Path, damage: object) -> None:
    """One flipped bit, a broken manifest, an older recipe or a missing file: same bytes again."""
    assert callable(damage)
    damage(copy)
    assert not build.is_whole(copy)
    build.ensure_model(copy)
    manifest = (model_folder / build.MANIFEST).read_bytes()
    assert build.is_whole(copy)
    assert (copy / build.MANIFEST).read_bytes() == manifest


def test_a_place_that_cannot_be_written_is_a_configuration_error(tmp_path: Path) -> None:
    """A file in the way is reported in one line, with what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="--into"):
        build.build_model(tmp_path / "file" / "model")


def test_weights_that_are_damaged_leave_the_old_model(copy: Path, tmp_path: Path) -> None:
    """A failed build changes nothing."""
    (tmp_path / "weights.bin").write_bytes(b"E5S1")
    with pytest.raises(ConfigurationError):
        build.build_model(copy, tmp_path / "weights.bin")
    assert build.is_whole(copy)


def test_the_command_reports_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1 and one line on standard error."""
    (tmp_path / "file").write_text("")
    assert build.main(["--into", str(tmp_path / "file" / "model")]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1


def test_the_command_accepts_a_whole_model(copy: Path) -> None:
    """Exit 0 when the model stands."""
    assert build.main(["--into", str(copy)]) == 0
