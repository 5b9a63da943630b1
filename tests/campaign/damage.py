"""A data folder damaged in many ways: it is mended, or one line names the command that mends it."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import WenjuError
from tests.campaign.ground import Ground, ask, ground, open_service, run, sources
from tests.campaign.row import Row
from tests.campaign.ways import DB, WAYS, Damage, Way, become_folder, empty, flipped, on, truncate

SECTION = "存储"
NOBODY = 65534
COMMAND = re.compile(r"wenju \w+|chmod |pip install|--data")


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
    states = zip(base.pages, answers, base.answers, base.older, strict=True)
    for page, found, expected, older in states:
        if found != expected and not (way.lossy and found == older):
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
