"""Under which conditions a number was measured."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from eval.sets import File

ROOT = Path(__file__).resolve().parent.parent


def now() -> str:
    """UTC, ISO 8601 with seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def commit(root: Path = ROOT) -> str:
    """The commit checked out, with ``+`` when the tree differs from it; "未知" outside git."""
    head = _git(root, "rev-parse", "--short=12", "HEAD")
    if head is None:
        return "未知"
    return head + ("+" if _git(root, "status", "--porcelain", "--untracked-files=no") else "")


def machine() -> dict[str, object]:
    """Processor, cores this process may use, memory, Python."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "python": platform.python_version(),
    }


def corpus_hash(files: Iterable[File]) -> str:
    """Of names, titles and bytes of the files, whatever their order."""
    return digest(
        sorted(f"{f.name}\n{f.title or ''}\n{hashlib.sha256(f.data).hexdigest()}" for f in files)
    )


def code_hash(root: Path = ROOT) -> str:
    """Of the sources that decide how documents become chunks and vectors."""
    sources = sorted(
        path for room in ("corpus", "embeddings") for path in (root / room).rglob("*.py")
    )
    return digest(path.name + path.read_text(encoding="utf-8") for path in sources)


def digest(parts: Iterable[str]) -> str:
    """Sixteen hexadecimal digits of the SHA-256 over the parts."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest())
    return total.hexdigest()[:16]


def _git(root: Path, *arguments: str) -> str | None:
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "-C", str(root), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 fixed arguments # nosec B603
    return done.stdout.strip() if done.returncode == 0 else None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())
