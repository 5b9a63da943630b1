"""Readers in a process of their own: a bomb or a crash ends that process and nothing else.

The child gets the document over stdin, answers with JSON over stdout, has no environment, writes
no file, and limits its own processor time and memory before it looks at the document.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus import archive, readers
from corpus.document import Extracted
from corpus.errors import UnreadableDocument, WenjuError
from corpus.limits import Limits, check_characters, variable

_BOOT = (
    "import json, sys; job = json.loads(sys.argv[1]); sys.path[:] = job['path']; "
    "from corpus.sandbox import child; child(job)"
)
_OPEN_FILES = 64
_FULL = 0.7
"""Share of the memory limit from which on an error of a library is put down to the limit: some
libraries turn a failed allocation into an error about the file."""


def read(data: bytes, extension: str, limits: Limits) -> Extracted:
    """Read ``data`` in a child process.

    Raises the reader's own errors of the tree, and UnreadableDocument when the child was ended by
    a limit or by a crash of the library.
    """
    job = {"path": _path(), "extension": extension, "limits": dataclasses.asdict(limits)}
    command = [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", _BOOT, json.dumps(job)]
    try:
        done = subprocess.run(  # noqa: S603 our own interpreter and code # nosec B603
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.wall_seconds,
            env={},
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _over("解析时间", f"{limits.wall_seconds:g} 秒", "wall_seconds") from error
    if done.returncode == -signal.SIGXCPU:
        raise _over("解析占用的处理器时间", f"{limits.cpu_seconds} 秒", "cpu_seconds")
    return _answer(done.stdout, limits)


def child(job: dict[str, Any]) -> None:
    """Run one job: this is the child's main function."""
    limits = Limits(**job["limits"])
    with os.fdopen(_take_stdout(), "wb") as out:
        _restrain(limits)
        data = sys.stdin.buffer.read()
        answer = _work(data, job["extension"], limits)
        # A lone surrogate is no character: it cannot be encoded and is left out.
        out.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "ignore"))


def _path() -> list[str]:
    """Where the child finds this package and the libraries; never its working directory."""
    root = str(Path(__file__).resolve().parent.parent)
    return list(dict.fromkeys([root, *(entry for entry in sys.path if os.path.isabs(entry))]))


def _over(what: str, limit: str, setting: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"{what}超过上限 {limit}，文件可能过大或已损坏；请拆分或另存后再添加，"
        f"或调大设置 {variable(setting)}。"
    )


def _answer(output: bytes, limits: Limits) -> Extracted:
    try:
        answer = json.loads(output)
    except ValueError:
        raise UnreadableDocument(
            "解析文件时解析程序异常退出，文件可能已损坏，或展开后过大；请用原来的软件重新保存后再添加。"
        ) from None
    if "memory" in answer:
        limit = f"{limits.memory_bytes // 1024**2} MiB"
        raise _over("解析占用的内存", limit, "memory_bytes")
    if "code" in answer:
        raise _error(answer["code"])(answer["message"])
    return Extracted(answer["text"], answer["title"], answer["date"])


def _error(code: str) -> type[WenjuError]:
    return next((kind for kind in _kinds(WenjuError) if kind.code == code), UnreadableDocument)


def _kinds(base: type[WenjuError]) -> Iterator[type[WenjuError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


def _take_stdout() -> int:
    """The pipe to the parent; what a library prints goes nowhere."""
    pipe = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return pipe


def _restrain(limits: Limits) -> None:
    """Limit this process, for good. A system without such a limit goes without it."""
    import resource

    for what, soft, hard in (
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1),
        (resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (soft, hard))
    # openpyxl would import it for number types that no file can hold.
    sys.modules["numpy"] = None  # type: ignore[assignment]


def _peak() -> int:
    """Most address space this process has held, in bytes; 0 where the system does not tell."""
    with contextlib.suppress(OSError), open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmPeak:"):
                return int(line.split()[1]) * 1024
    return 0


def _work(data: bytes, extension: str, limits: Limits) -> dict[str, Any]:
    try:
        if extension in readers.CONTAINERS:
            archive.check(data, extension, limits)
        extracted = readers.load(extension).read(data, limits)
        check_characters(extracted.text, limits)
        return dataclasses.asdict(extracted)
    except WenjuError as error:
        return {"code": error.code, "message": error.message}
    except MemoryError:
        return {"memory": True}
    except Exception:  # whatever a library raises over a broken file means the same to the user
        if _peak() > _FULL * limits.memory_bytes:
            return {"memory": True}
        broken = archive.damaged(extension)
        return {"code": broken.code, "message": broken.message}
