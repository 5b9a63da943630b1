"""Writing files so that a kill at any moment leaves the old content or the new, never a mixture."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from corpus.errors import DiskFull, LibraryError, Unavailable

ASIDE = ".aside-"
"""Names that begin so are unfinished; whoever holds the lock of the folder may remove them."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_UNLINKABLE = frozenset({errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EXDEV, errno.ENOSYS})
_POLL_SECONDS = 0.02
_REASONS = {
    errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EROFS: "磁盘只读",
    errno.EIO: "磁盘读写出错", errno.EISDIR: "应是文件的地方有一个文件夹",
    errno.ENOTDIR: "应是文件夹的地方有一个文件", errno.ENOENT: "找不到文件或文件夹",
    errno.ENAMETOOLONG: "路径太长", errno.EMFILE: "打开的文件太多",
}  # fmt: skip


def disk_full(free: int | None = None) -> DiskFull:
    """The error of a full disk; ``free`` is what is left of it, in bytes."""
    left = "" if free is None else f"，只剩 {free // 2**20} MB"
    return DiskFull(f"磁盘空间不足{left}，没有写入任何内容。请清理磁盘或删除不用的文档后重试。")


@contextmanager
def translated() -> Iterator[None]:
    """Errors of the operating system become ``DiskFull`` or ``LibraryError``."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise disk_full() from error
        code = error.errno or 0
        reason = _REASONS.get(code) or (os.strerror(code) if code else "未知原因")
        raise LibraryError(
            f"读写数据目录失败（{reason}）。请检查磁盘和数据目录的权限"
            "（chmod -R u+rwX 数据目录）后重试。"
        ) from error


class Disk:
    """The calls that make something durable. Files are made 0600, folders 0700.

    Every method raises ``DiskFull`` when the disk is full and ``LibraryError`` when it fails
    otherwise. A test passes a subclass whose ``reached`` counts, fails or kills.
    """

    def reached(self, step: str) -> None:
        """Called before every step that changes the disk: write, sync, rename, link, commit …"""

    def make_folder(self, path: Path) -> None:
        """Make the folder and its parents; one that is there stays as it is."""
        with translated():
            path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def write(self, path: Path, data: bytes) -> None:
        """Write a new file and fsync it; the name must not be in use."""
        self.reached("write")
        with translated():
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                self.reached("sync")
                os.fsync(file.fileno())
            if path.stat().st_size != len(data):
                raise OSError(errno.EIO, "short file")

    def replace(self, path: Path, data: bytes) -> None:
        """Give ``path`` this content in one step, for good once the call returns."""
        aside = path.with_name(f"{ASIDE}{os.getpid()}-{time.monotonic_ns()}")
        try:
            self.write(aside, data)
            self.rename(aside, path)
        except BaseException:
            remove(aside)
            raise

    def rename(self, source: Path, target: Path) -> None:
        """Rename within one folder, for good once the call returns."""
        self.reached("rename")
        with translated():
            source.rename(target)
        self.sync(target.parent)

    def link(self, source: Path, target: Path) -> None:
        """A second name for the same content, or a copy where the file system has no links."""
        self.reached("link")
        with translated():
            try:
                os.link(source, target)
            except OSError as error:
                if error.errno not in _UNLINKABLE:
                    raise
                shutil.copyfile(source, target)
                self.sync(target)

    def sync(self, path: Path) -> None:
        """Fsync a file, or a folder so that the names in it last."""
        self.reached("sync")
        with translated():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def reserve(self, path: Path, size: int) -> None:
        """Make a file that occupies ``size`` bytes, whatever they are."""
        self.reached("write")
        with translated():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.posix_fallocate(descriptor, 0, size)
            finally:
                os.close(descriptor)

    def free(self, folder: Path) -> int:
        """Bytes this process may still write on the disk of ``folder``."""
        with translated():
            usage = os.statvfs(folder)
        return usage.f_bavail * usage.f_frsize


def remove(path: Path) -> None:
    """Remove a file or a whole folder, in so far as it can be; a missing one is fine."""
    with suppress(OSError):
        if stat.S_ISDIR(path.lstat().st_mode):
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


def unblock(path: Path) -> None:
    """Move a folder or a link away that stands where a file of ours has to be."""
    with translated():
        if path.is_symlink() or path.is_dir():
            path.rename(path.with_name(f"{path.name}.moved-{time.monotonic_ns()}"))


@contextmanager
def locked(path: Path, *, timeout: float) -> Iterator[None]:
    """Hold the lock file ``path`` against all threads and processes.

    A killed holder loses the lock at once. Raises ``Unavailable`` after ``timeout`` seconds.
    """
    with lock(path, timeout=timeout):
        yield


def lock(path: Path, *, timeout: float, shared: bool = False) -> FileIO:
    """Take the lock file ``path``, alone or together with other sharers, until it is closed.

    Raises ``Unavailable`` after ``timeout`` seconds.
    """
    unblock(path)
    with translated():
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    held = FileIO(descriptor, "r+")
    try:
        _acquire(descriptor, time.monotonic() + timeout, shared)
    except BaseException:
        held.close()
        raise
    return held


def _acquire(descriptor: int, deadline: float, shared: bool) -> None:
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise Unavailable(
                    "另一个进程正在使用数据目录，等待超时。请稍后重试。", retry_after=5
                ) from error
            time.sleep(_POLL_SECONDS)
        else:
            return


class Ballast:
    """Room kept back so that a full disk can still be emptied: deleting needs some, too."""

    def __init__(self, path: Path, size: int, disk: Disk) -> None:
        self._path, self._size, self._disk = path, size, disk

    def restore(self) -> None:
        """Take the room again where the disk has twice as much; never raises."""
        with suppress(DiskFull, LibraryError, OSError):
            if not self._size:
                return
            unblock(self._path)
            if self._held() >= self._size:
                return
            if self._disk.free(self._path.parent) >= 2 * self._size:
                self._disk.reserve(self._path, self._size)

    def release(self) -> bool:
        """Give the room back; False when none was held."""
        held = self._held() > 0
        remove(self._path)
        return held

    def _held(self) -> int:
        try:
            return self._path.stat().st_size
        except OSError:
            return 0
