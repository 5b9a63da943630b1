"""OFD (GB/T 33190-2016): the text objects of each page, put back into lines.

A page places pieces of text at coordinates (millimetres from the upper left corner): ``Boundary``
is the object's box, ``TextCode`` the characters with the place of the first one and the steps to
the next ones (``DeltaX``, ``DeltaY``), ``CTM`` a transformation inside the box.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from corpus.document import Extracted
from corpus.errors import EncryptedDocument, NoText
from corpus.limits import DEFAULT_LIMITS, Limits, check_pages
from corpus.metadata import date_in, iso_day, sensible_title
from corpus.readers.markup import Element, attribute, child, children, local, xml

_SAME_LINE = 0.5
"""Shares of the font size: baselines that near are one line …"""
_WORD_GAP = 0.6
"""… and characters that far apart are two words or two columns."""
_DEFAULT_SIZE = 3.5
_MAX_REPEAT = 10_000
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Extracted:
    """Raises EncryptedDocument, NoText and TooLarge; ValueError or KeyError for a broken package."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        package = _Package(archive)
        root = package.xml("OFD.xml")
        if "Encryptions.xml" in archive.namelist() or child(root, "Encryptions") is not None:
            raise EncryptedDocument("OFD 文件有密码保护，无法读取；请去掉密码后再添加。")
        bodies = children(root, "DocBody")
        pages = [page for body in bodies for page in _pages(package, body, limits)]
    text = "\n\n".join(page for page in pages if page)
    if not text:
        raise NoText("未提取到文字：这个 OFD 只有图片，没有文字；请先做文字识别（OCR）再添加。")
    info = child(bodies[0], "DocInfo") if bodies else None
    created = iso_day(_value(info, "CreationDate")) or iso_day(_value(info, "ModDate"))
    return Extracted(text + "\n", sensible_title(_value(info, "Title")), date_in(text) or created)


class _Package:
    """Files of the package by their path, which stands relative to the file that names it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lstrip("/").lower(): name for name in archive.namelist()}

    def xml(self, path: str) -> Element:
        """Raises KeyError for a missing file, ValueError for a broken one."""
        return xml(self._archive.read(self._names[path.lstrip("/").lower()]))

    def resolve(self, base: str, location: str) -> str:
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), location.strip()))


def _pages(package: _Package, body: Element, limits: Limits) -> Iterator[str]:
    root = package.resolve("", _value(body, "DocRoot"))
    document = package.xml(root)
    listed = children(child(document, "Pages"), "Page")
    check_pages(len(listed), limits)
    templates = {
        attribute(element, "ID"): package.resolve(root, attribute(element, "BaseLoc"))
        for element in children(child(document, "CommonData"), "TemplatePage")
    }
    for page in listed:
        content = package.xml(package.resolve(root, attribute(page, "BaseLoc")))
        runs = list(_runs(content))
        for element in children(content, "Template"):
            if (path := templates.get(attribute(element, "TemplateID"))) is not None:
                runs += _runs(package.xml(path))
        yield _lines(runs)


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters that stand without a gap; ``y`` is the baseline."""

    x: float
    y: float
    end: float
    size: float
    text: str


def _runs(content: Element) -> Iterator[_Run]:
    for element in content.iter():
        if local(element) == "TextObject" and attribute(element, "Visible") != "false":
            left, top, *_ = [*_floats(attribute(element, "Boundary")), 0.0, 0.0]
            matrix = _floats(attribute(element, "CTM"))
            a, b, c, d, e, f = matrix if len(matrix) == 6 else _IDENTITY
            given = _floats(attribute(element, "Size"))
            scale = max(abs(d), abs(c)) or 1.0
            size = (given[0] if given and given[0] > 0 else _DEFAULT_SIZE) * scale
            for x, y, text in _characters(element):
                yield _Run(
                    left + a * x + c * y + e,
                    top + b * x + d * y + f,
                    left + a * x + c * y + e + _width(text, size),
                    size,
                    text,
                )


def _characters(element: Element) -> Iterator[tuple[float, float, str]]:
    """The characters of a text object, each with its place inside the object's box."""
    x = y = 0.0
    for code in children(element, "TextCode"):
        x = next(iter(_floats(attribute(code, "X"))), x)
        y = next(iter(_floats(attribute(code, "Y"))), y)
        text = code.text or ""
        across, down = _steps(attribute(code, "DeltaX")), _steps(attribute(code, "DeltaY"))
        here_x, here_y = x, y
        if not across and not down:
            yield here_x, here_y, text
            continue
        for i, character in enumerate(text):
            yield here_x, here_y, character
            here_x += across[min(i, len(across) - 1)] if across else 0.0
            here_y += down[min(i, len(down) - 1)] if down else 0.0


def _steps(text: str) -> list[float]:
    """``g 3 2.5 4`` says 2.5 three times, then 4."""
    steps: list[float] = []
    words = iter(text.split())
    for word in words:
        if word.lower() == "g":
            count, value = _floats(next(words, "0")), _floats(next(words, "0"))
            repeat = int(count[0]) if count else 0
            steps += (value[:1] or [0.0]) * min(max(repeat, 0), _MAX_REPEAT)
        else:
            steps += _floats(word)
    return steps


def _floats(text: str) -> list[float]:
    return [
        float(number) for number in re.findall(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", text)
    ]


def _width(text: str, size: float) -> float:
    return sum(size * (0.5 if character.isascii() else 1.0) for character in text)


def _lines(runs: list[_Run]) -> str:
    """The runs as lines, top to bottom, each from left to right."""
    lines: list[list[_Run]] = []
    for run in sorted((run for run in runs if run.text.strip()), key=lambda run: run.y):
        if lines and run.y - lines[-1][-1].y <= _SAME_LINE * min(run.size, lines[-1][-1].size):
            lines[-1].append(run)
        else:
            lines.append([run])
    return "\n".join(_line(sorted(line, key=lambda run: run.x)) for line in lines)


def _line(runs: list[_Run]) -> str:
    text, end = "", 0.0
    for run in runs:
        if text and run.x - end > _WORD_GAP * run.size:
            text += " "
        text += run.text
        end = max(run.end, end)
    return text.strip()


def _value(element: Element | None, name: str) -> str:
    found = child(element, name)
    return (found.text or "").strip() if found is not None else ""
