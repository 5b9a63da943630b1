"""A data folder damaged in many ways: it is mended, or one line names the command that mends it."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus import seal
from corpus.errors import WenjuError
from tests.campaign.ground import Ground, ask, ground, open_service, run, sources
from tests.campaign.row import Row

SECTION = "存储"
NOBODY = 65534
COMMAND = re.compile(r"wenju \w+|chmod |pip install|--data")
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


# What comes of it


@dataclass(frozen=True)
class Outcome:
    """How one way ended: what happened at the start, and what is wrong with it."""

    started: str
    """``repaired``: the start went on by itself; ``told``: one line named the command."""
    wrong: tuple[str, ...]


def attempt(base: Ground, way: Way, work: Path) -> Outcome:
    """Damage ``work/data``, start, ask, let the doctor look, type what it says, start again."""
    folder = work / "data"
    way.damage(folder)
    wrong: list[str] = []
    message = _start(base, way, folder, wrong)
    told = message is not None
    if told and (not COMMAND.search(message or "") or "\n" in (message or "")):
        wrong.append(f"提示没有写出命令：{message}")
    remedies = _doctor(folder, wrong)
    if told and not remedies:
        wrong.append("doctor 没有发现")
    if remedies and not way.foreign:
        folder = _type(remedies[0], base, folder, work, wrong)
        if (again := _start(base, way, folder, wrong)) is not None:
            wrong.append(f"{remedies[0]} 之后仍不能启动：{again}")
        if left := _doctor(folder, wrong):
            wrong.append(f"{remedies[0]} 之后 doctor 仍报告 {left}")
    return Outcome("told" if told else "repaired", tuple(wrong))


def _start(base: Ground, way: Way, folder: Path, wrong: list[str]) -> str | None:
    """Open and ask everything; the line that a failure ends in."""
    try:
        with closing(open_service(folder)) as service:
            answers, there = ask(service, base.pages), sources(service)
    except WenjuError as error:
        return error.message
    except Exception as error:
        wrong.append(f"异常 {error!r}")
        return None
    for page, found, expected in zip(base.pages, answers, base.answers, strict=True):
        missing = way.lossy and page.source not in there
        if found != expected and not (missing and found.refused):
            wrong.append(f"答案变了：{page.question} → {found.text}")
    newest = {base.documents[page.source] for page in base.pages[-2:]}
    ids, known = set(there.values()), set(base.documents.values())
    if gone := known - ids - (newest if way.lossy else set()):
        wrong.append(f"少了文档 {sorted(gone)}")
    if ids - known:
        wrong.append("多了文档")
    return None


def _doctor(folder: Path, wrong: list[str]) -> list[str]:
    """The remedies of what is not in order."""
    try:
        _, out, err = run("doctor", "--json", "--data", str(folder))
        findings = json.loads(out)["findings"] if out else []
    except Exception as error:
        wrong.append(f"doctor 异常 {error!r}")
        return []
    if not findings:
        wrong.append(f"doctor 没有结果：{err}")
    wrong += [
        f"doctor 没有写出命令：{one['message']}"
        for one in findings
        if not one["ok"] and not COMMAND.search(one["remedy"])
    ]
    return [one["remedy"] for one in findings if not one["ok"]]


def _type(remedy: str, base: Ground, folder: Path, work: Path, wrong: list[str]) -> Path:
    """Do what the doctor said; the data folder that is to be used from then on."""
    if remedy.startswith("chmod"):
        _permit(folder)
        return folder
    if remedy.startswith("wenju restore"):
        target = work / "restored"
        code, out, err = run("restore", str(base.backup), "--data", str(target))
    else:
        target = folder
        code, out, err = run(*remedy.split()[1:], "--data", str(folder))
    if code:
        wrong.append(f"{remedy} 失败：{out}{err}")
    return target


def _permit(folder: Path) -> None:
    folder.chmod(0o700)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def as_nobody(base: Ground, way: Way, work: Path) -> Outcome:
    """The same in a child that is not root, for whom permissions hold."""
    for path in (work, *work.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            found = attempt(base, way, work)
            os.write(writing, json.dumps([found.started, found.wrong]).encode())
        except BaseException as error:
            os.write(writing, json.dumps(["", [repr(error)]]).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        started, wrong = json.loads(pipe.read())
    os.waitpid(child, 0)
    return Outcome(started, tuple(wrong))


def attempts(base: Ground, ways: list[Way], work: Path) -> dict[str, Outcome]:
    found = {}
    for number, way in enumerate(ways):
        place = work / str(number)
        place.mkdir()
        base.copy(place / "data", hot=way.hot)
        root = os.geteuid() == 0 and way.unprivileged
        found[way.name] = (as_nobody if root else attempt)(base, way, place)
        shutil.rmtree(place, ignore_errors=True)
    return found


# Damage by chance, and backups


def flips(base: Ground, count: int) -> list[Way]:
    """One bit at a random place of the database, the same places every time."""
    chance = random.Random(20240918)  # noqa: S311  # a sample, no secret
    size = (base.closed / DB).stat().st_size
    places = [(chance.randrange(size), chance.randrange(8)) for _ in range(count)]
    return [Way(f"第 {at} 字节第 {bit} 位", _flip(at, bit)) for at, bit in places]


def _flip(at: int, bit: int) -> Damage:
    return on(DB, lambda path: flipped(path, at, bit))


BACKUP_WAYS: list[tuple[str, Damage]] = [
    ("没有清单", on("manifest.json", Path.unlink)),
    ("清单截断", on("manifest.json", truncate)),
    ("清单被改", on("manifest.json", lambda p: p.write_text(p.read_text().replace("8", "9")))),
    ("清单是文件夹", on("manifest.json", become_folder)),
    ("没有 library.db", on(DB, Path.unlink)),
    ("library.db 复制了一半", on(DB, truncate)),
    ("library.db 清空", on(DB, empty)),
    ("library.db 一位翻转", on(DB, lambda p: flipped(p, 5000))),
    ("是空文件夹", lambda folder: [path.unlink() for path in folder.iterdir()]),
    ("不在", shutil.rmtree),
]


def bad_backups(base: Ground, work: Path) -> dict[str, str]:
    """What is wrong with how each damaged backup was refused."""
    wrong = {}
    for number, (name, damage) in enumerate(BACKUP_WAYS):
        source = Path(shutil.copytree(base.backup, work / f"backup-{number}"))
        damage(source)
        target = work / f"target-{number}"
        code, out, err = run("restore", str(source), "--data", str(target))
        one_line = err.startswith("错误：") and err.count("\n") == 1 and "wenju backup" in err
        if code != 1 or out or not one_line or target.exists():
            wrong[name] = f"{code} {out} {err} {target.exists()}"
    return wrong


def rows(full: bool) -> Iterator[Row]:
    """At full size every way and 100 flipped bits, else one way in six and 4 bits."""
    with ground() as base:
        work = base.closed.parent / "work"
        work.mkdir(mode=0o755)
        yield _row(
            attempts(base, WAYS if full else WAYS[::6], work),
            "数据目录损坏：启动自行修好，或以一行写明该用的命令；doctor 找到仍在的故障，照它的命令做就修好；"
            "没有错误答案，原文件还在的文档一份不少",
            "{n} 种损坏：截断、清空、乱码、翻转、删除、改名、变成文件夹、旧版、外来文件、无权限……",
        )
        yield _row(
            attempts(base, flips(base, 100 if full else 4), work),
            "资料库里一位翻转，绝不变成错误答案",
            "{n} 处随机位置各翻转一位，问全部问题，体检，照做，再问",
        )
        wrong = bad_backups(base, work)
        yield Row(
            SECTION,
            "不完整或损坏的备份不会恢复",
            f"{len(BACKUP_WAYS)} 种损坏的备份，各恢复一次",
            f"{len(BACKUP_WAYS) - len(wrong)} 次一行说明并拒绝，没有留下任何文件",
            not wrong,
            _note(wrong),
        )


def _row(found: dict[str, Outcome], promise: str, how: str) -> Row:
    started = Counter(outcome.started for outcome in found.values())
    wrong = {name: "；".join(outcome.wrong) for name, outcome in found.items() if outcome.wrong}
    figure = f"{started['repaired']} 种自行修好或不受影响，{started['told']} 种一行写明命令"
    return Row(SECTION, promise, how.format(n=len(found)), figure, not wrong, _note(wrong))


def _note(wrong: dict[str, str]) -> str:
    return "；".join(f"{name}（{why[:120]}）" for name, why in wrong.items()).replace("\n", " ")
