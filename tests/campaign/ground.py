"""Documents whose answers are known, and the data folders that the storage parts start from."""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qa.answer import Answer, Question
from qa.service import Service
from qa.settings import Settings
from tests.campaign import program
from tests.documents import folder_in_memory

TOWNS = "青山 白河 红石 柳林 石桥 龙泉 云岭 枫桥 双桥 清溪 古田 大坪 小河 长岭 平湖 安源".split()  # noqa: SIM905
GOODS = "蓝莓 茶叶 苹果 水稻 玉米 花生 大豆 棉花 油菜 葡萄 柑橘 核桃 板栗 香菇 木耳 莲藕".split()  # noqa: SIM905
RESERVE = 2**20
"""Room kept back in these folders: little, for they stand in memory."""


@dataclass(frozen=True, slots=True)
class Page:
    """A document about one town, in its ``version``-th edition."""

    number: int
    version: int = 0

    @property
    def town(self) -> str:
        return (
            TOWNS[self.number % len(TOWNS)]
            + "甲乙丙丁戊己庚辛"[self.number // len(TOWNS) % 8]
            + "镇"
        )

    @property
    def source(self) -> str:
        return f"{self.town}公报.md"

    @property
    def figure(self) -> str:
        return f"{100 + 7 * self.number + self.version}.{self.number % 9 + 1}吨"

    @property
    def question(self) -> str:
        return f"2023年{self.town}{GOODS[self.number % len(GOODS)]}产量多少"

    @property
    def data(self) -> bytes:
        good = GOODS[self.number % len(GOODS)]
        filler = "".join(
            f"\n\n第{n}项：{self.town}完成第{n}项工作，涉及村庄{n + 3}个。" for n in range(6)
        )
        return (
            f"# {self.town}公报\n\n2023年，{self.town}{good}产量{self.figure}，比上年增长6.4%。{filler}\n"
        ).encode()


@dataclass(frozen=True, slots=True)
class Told:
    """What matters of an answer."""

    text: str
    refused: bool
    cited: tuple[tuple[str, str, int, int], ...]

    @classmethod
    def of(cls, answer: Answer) -> Told:
        cited = tuple((c.document_id, c.quote, c.start, c.end) for c in answer.citations)
        return cls(answer.answer, answer.refused, cited)


def settings(folder: Path, **others: object) -> Settings:
    return Settings.load(data=folder, reserve_bytes=RESERVE, **others)


def open_service(folder: Path) -> Service:
    return program.opened(settings(folder))


def ask(service: Service, pages: list[Page]) -> list[Told]:
    return [Told.of(service.ask(Question(page.question))) for page in pages]


def sources(service: Service) -> dict[str, str]:
    """Id by source of all documents."""
    return {info.source: info.id for info in service.documents(1000, None)[0]}


def run(*arguments: str) -> tuple[int, str, str]:
    """The command line in this process: (exit code, standard output, standard error)."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = program.run(arguments)
    return code, out.getvalue(), err.getvalue()


@dataclass(frozen=True, slots=True)
class Ground:
    """A library that was closed, the same as a kill would leave it, and a backup."""

    closed: Path
    hot: Path
    """With the newest documents in the write-ahead log only."""
    backup: Path
    pages: list[Page]
    answers: list[Told]
    older: list[Told]
    """The answers of a library without the newest documents."""
    documents: dict[str, str]

    def copy(self, target: Path, *, hot: bool = False) -> Path:
        """A data folder to damage; the ballast is left out, for it is only room."""
        ignore = shutil.ignore_patterns("ballast")
        return Path(shutil.copytree(self.hot if hot else self.closed, target, ignore=ignore))


@contextmanager
def ground(count: int = 10) -> Iterator[Ground]:
    """Documents added, replaced and deleted; the folders vanish at the end."""
    with folder_in_memory() as folder:
        folder.chmod(0o755)
        pages = [Page(n, version=int(n == 1)) for n in range(count)]
        service = open_service(folder / "data")
        for page in [Page(1), *pages[:-2], Page(90)]:
            service.add(page.data, page.source)
            service.sync()
        service.delete(sources(service)[Page(90).source])
        service.close()
        service = open_service(folder / "data")
        older = ask(service, pages)
        for page in pages[-2:]:
            service.add(page.data, page.source)
        answers = ask(service, pages)
        shutil.copytree(folder / "data", folder / "hot")
        documents = sources(service)
        service.close()
        code, _, err = run("backup", str(folder / "backup"), "--data", str(folder / "data"))
        assert code == 0, err
        yield Ground(
            folder / "data", folder / "hot", folder / "backup", pages, answers, older, documents
        )
