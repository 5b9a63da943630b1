"""What the model's runtime would do behind our back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_runtime_reports_to_nobody(tmp_path: Path) -> None:
    """Loading it makes no device id, no queue of events and no session file, as its telemetry does.

    The process has no variable (such as CI) that would keep it quiet without our doing.
    """
    places = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    code = "import embeddings.runtime as r; r.onnxruntime.SessionOptions()"
    subprocess.run([sys.executable, "-B", "-c", code], env=places, cwd=ROOT, check=True)
    assert list(tmp_path.rglob("*")) == []
