"""Ways to damage a data folder."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus import seal
from tests.campaign.ground import open_service

Damage = Callable[[Path], object]


@dataclass(frozen=True)
class Way:
    """One way to damage a data folder."""

    name: str
    damage: Damage
    hot: bool = False
    """Starts from what a kill leaves, the newest documents in the log only."""
    lossy: bool = False
    """Takes the only copy of the newest documents, so they may be missing afterwards."""
    foreign: bool = False
    """The command leads to another folder: nothing is to be mended in this one."""
    unprivileged: bool = False
    """Tells something only to one who is not root."""


# Files


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def junk(path: Path) -> None:
    path.write_bytes(b"\xff\x00junk" * 2000)


def zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def become_folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def renamed(path: Path) -> None:
    path.rename(path.with_name(f"{path.name}.bak"))


def flipped(path: Path, offset: int, bit: int = 0) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ (1 << bit)]))


def on(name: str, change: Damage) -> Damage:
    """``change`` for each file of that pattern."""

    def damage(folder: Path) -> None:
        found = sorted(folder.glob(name)) or [folder / name]
        for path in found:
            change(path)

    return damage


def flip_text(folder: Path) -> None:
    """One bit inside a figure of a stored text, which stays a digit."""
    file = folder / "library.db"
    at = file.read_bytes().find("产量121.4".encode())
    assert at > 0
    flipped(file, at + len("产量12".encode()))


def wrong_page(folder: Path) -> None:
    file = folder / "library.db"
    content = bytearray(file.read_bytes())
    middle = len(content) // 8192 * 4096
    content[middle : middle + 4096] = b"\xa5" * 4096
    file.write_bytes(content)


def shortened(folder: Path) -> None:
    file = folder / "library.db"
    os.truncate(file, file.stat().st_size - 1)


def sql(*statements: str) -> Damage:
    def damage(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "library.db")) as vandal:
            for statement in statements:
                vandal.execute(statement)
            vandal.commit()

    return damage


def version_1(folder: Path) -> None:
    sql(
        *(f"ALTER TABLE {table} DROP COLUMN seal" for table in seal.COLUMNS),
        "PRAGMA user_version = 1",
    )(folder)


def damaged_version_1(folder: Path) -> None:
    version_1(folder)
    sql("DELETE FROM texts WHERE document = 3")(folder)


def other_program(folder: Path) -> None:
    (folder / "library.db").unlink()
    with closing(sqlite3.connect(folder / "library.db")) as other:
        other.execute("CREATE TABLE theirs (x)")
        other.commit()


def leftovers(folder: Path) -> None:
    (folder / ".aside-repair").mkdir()
    (folder / ".aside-repair" / "library.db").write_bytes(b"half")
    (folder / ".aside-library.db").write_bytes(b"half")
    (folder / "index" / ".aside-gen-9-0").mkdir()
    (folder / "index" / ".aside-1-2").write_bytes(b"{")


def strangers(folder: Path) -> None:
    for name in ("Thumbs.db", ".DS_Store", "~$公报.docx", "core.1", "library.db-journal.old"):
        (folder / name).write_bytes(b"x" * 100)
        (folder / "index" / name).write_bytes(b"x" * 100)


def other_index(folder: Path) -> None:
    """The index of another library, which has other documents under the same numbers."""
    with closing(open_service(folder.parent / "another")) as other:
        other.add("# 甲\n\n2023年，甲镇蓝莓产量1.1吨。\n".encode(), "甲.md")
        other.sync()
    shutil.rmtree(folder / "index")
    shutil.copytree(folder.parent / "another" / "index", folder / "index")


def other_log(folder: Path) -> None:
    """The log of another library, as when one copies library.db by hand and forgets the log."""
    other = open_service(folder.parent / "another")
    other.add("# 甲\n\n2023年，甲镇蓝莓产量1.1吨。\n".encode(), "甲.md")
    shutil.copyfile(folder.parent / "another" / LOG, folder / LOG)
    other.close()


def no_index(folder: Path) -> None:
    shutil.rmtree(folder / "index")


def index_is_a_file(folder: Path) -> None:
    no_index(folder)
    (folder / "index").write_bytes(b"x")


def half_copied(folder: Path) -> None:
    no_index(folder)
    truncate(folder / "library.db")


def a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_bytes(b"x")


def only_the_log(folder: Path) -> None:
    """Everything in the log, then the database itself emptied."""
    file = folder / "library.db"
    with closing(sqlite3.connect(file)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.execute("VACUUM")  # rewrites every page, into the log
        for name in ("library.db", "library.db-wal"):
            shutil.copyfile(folder / name, folder / f"{name}.kept")
    for name in ("library.db", "library.db-wal"):
        (folder / f"{name}.kept").replace(folder / name)
    (folder / "library.db-shm").unlink(missing_ok=True)
    empty(file)


def no_permission(name: str) -> Damage:
    return on(name, lambda path: path.chmod(0))


def read_only(folder: Path) -> None:
    (folder / "library.db").chmod(0o400)


DB, LOG, SHM = "library.db", "library.db-wal", "library.db-shm"
WAYS = [
    Way("library.db 截去一半", on(DB, truncate)),
    Way("library.db 只剩 100 字节", on(DB, lambda p: os.truncate(p, 100))),
    Way("library.db 少一个字节", shortened),
    Way("library.db 清空", on(DB, empty)),
    Way("library.db 换成乱码", on(DB, junk)),
    Way("library.db 全零", on(DB, zeros)),
    Way("library.db 删除", on(DB, Path.unlink)),
    Way("library.db 改名", on(DB, renamed)),
    Way("library.db 变成文件夹", on(DB, become_folder)),
    Way("library.db 是别的程序的数据库", other_program, foreign=True),
    Way("正文里一位翻转", flip_text),
    Way("文件头一位翻转", on(DB, lambda p: flipped(p, 68))),
    Way("中间一页损坏", wrong_page),
    Way("版本号更新", sql("PRAGMA user_version = 99"), foreign=True),
    Way("版本号为零", sql("PRAGMA user_version = 0")),
    Way("旧版格式", version_1),
    Way("旧版格式且缺正文", damaged_version_1),
    Way("正文被改", sql("UPDATE texts SET text = replace(text, '1', '7')")),
    Way("缺正文", sql("DELETE FROM texts WHERE document = 3")),
    Way("缺原文件", sql("DELETE FROM files WHERE document = 3")),
    Way("原文件被改", sql("UPDATE files SET data = x'3131' WHERE document = 4")),
    Way("缺登记", sql("DELETE FROM documents WHERE seq = 5")),
    Way("标题和日期被改", sql("UPDATE documents SET title = '假', date = '1999-01-01'")),
    Way("缺文本块", sql("DELETE FROM chunks WHERE document = 4")),
    Way("文本块换了文档", sql("UPDATE chunks SET document = 5, ordinal = ordinal + 90 WHERE document = 4")),
    Way("向量含 NaN", sql("UPDATE vectors SET vector = x'" + "0000c07f" * 64 + "' WHERE chunk > 20")),
    Way("缺向量", sql("DELETE FROM vectors WHERE chunk > 20")),
    Way("变更记录清空", sql("DELETE FROM changes")),
    Way("模型记录缺失", sql("DELETE FROM meta")),
    Way("记的是别的模型", sql("UPDATE meta SET value = 'other' WHERE key = 'embedder'")),
    Way("缺一张表", sql("DROP TABLE vectors")),
    Way("旁边有假的 -wal", on(LOG, junk)),
    Way("-wal 是文件夹", on(LOG, become_folder)),
    Way("旁边有假的 -shm", on(SHM, junk)),
    Way("-shm 是文件夹", on(SHM, become_folder)),
    Way("-wal 截去一半", on(LOG, truncate), hot=True, lossy=True),
    Way("-wal 清空", on(LOG, empty), hot=True, lossy=True),
    Way("-wal 删除", on(LOG, Path.unlink), hot=True, lossy=True),
    Way("-wal 换成乱码", on(LOG, junk), hot=True, lossy=True),
    Way("-wal 一位翻转", on(LOG, lambda p: flipped(p, 5000)), hot=True, lossy=True),
    Way("-shm 删除", on(SHM, Path.unlink), hot=True),
    Way("旁边是别的资料库的 -wal", other_log),
    Way("只剩 -wal", only_the_log),
    Way("library.lock 是文件夹", on("library.lock", become_folder)),
    Way("library.use 是文件夹", on("library.use", become_folder)),
    Way("ballast 是文件夹", on("ballast", become_folder)),
    Way("ballast 太短", on("ballast", lambda p: p.write_bytes(b"x"))),
    Way("CURRENT 截断", on("index/CURRENT", truncate)),
    Way("CURRENT 删除", on("index/CURRENT", Path.unlink)),
    Way("向量文件截断", on("index/gen-*/vectors-*.bin", truncate)),
    Way("向量文件翻转", on("index/gen-*/vectors-*.bin", lambda p: flipped(p, 200))),
    Way("词汇索引乱码", on("index/gen-*/lexical/meta.json", junk)),
    Way("词汇文件删除", on("index/gen-*/lexical/*.idx", Path.unlink)),
    Way("索引换了名", on("index/gen-*", renamed)),
    Way("索引是文件", index_is_a_file),
    Way("没有索引", no_index),
    Way("索引锁是文件夹", on("index/lock", become_folder)),
    Way("别的资料库的索引", other_index),
    Way("残留的临时文件", leftovers),
    Way("外来文件", strangers),
    Way("假的 library.repaired", on("library.repaired", junk)),
    Way("复制了一半的数据目录", half_copied),
    Way("数据目录是文件", a_file, foreign=True),
    Way("library.db 无权读", no_permission(DB), unprivileged=True),
    Way("library.db 只读", read_only, unprivileged=True),
    Way("数据目录无权读", lambda p: p.chmod(0), unprivileged=True),
]  # fmt: skip
