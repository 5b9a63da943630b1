"""Uploaded files into the library: what succeeded, what failed and why."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from corpus.errors import InvalidValue, WenjuError
from qa.payloads import iso_day
from qa.routes import AddedLike, Call, QaService, Reply, json_reply
from qa.uploads import Form, Upload, clean_label


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file, with what was said about it."""

    upload: Upload
    source: str
    title: str | None
    date: str | None


@dataclass(slots=True)
class Receipt:
    """Of a batch; its order is the order of the files."""

    added: list[tuple[str, AddedLike]] = field(default_factory=list)
    """(source, what adding it did)"""
    failed: list[tuple[str, WenjuError]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "documents": [added_json(source, added) for source, added in self.added],
            "failed": [failure_json(source, error) for source, error in self.failed],
        }


def added_json(source: str, added: AddedLike) -> dict[str, Any]:
    return {
        "id": added.document_id,
        "created": added.created,
        "replaced": added.replaced,
        "source": source,
    }


def failure_json(source: str, error: WenjuError) -> dict[str, Any]:
    return {"source": source, "error": {"code": error.code, "message": error.message}}


def upload(call: Call) -> Reply:
    """Adds the files of a form; the good ones are added even when others fail."""
    receipt = Receipt()
    for one in wanted(call.form):
        _add(call.service, one, receipt)
    if receipt.added:
        call.service.sync()
    elif receipt.failed:
        raise receipt.failed[0][1]
    reply = json_reply(_shape(receipt), 201 if _anything_new(receipt) else 200)
    return replace(reply, touched=tuple(added.document_id for _, added in receipt.added))


def wanted(form: Form) -> list[Wanted]:
    """The files with their titles, dates and sources; raises InvalidValue when these do not fit."""
    files = form.files
    if not files:
        raise InvalidValue("没有收到文件；请把文件放在表单的 file 字段里，并带上文件名。")
    titles, sources = (_spread(form, name, len(files)) for name in ("title", "source"))
    dates = _spread(form, "date", len(files), shared=True)
    return [
        Wanted(file, _source(source, file), clean_label(title, "title"), day)
        for file, title, source, day in zip(files, titles, sources, map(_day, dates), strict=True)
    ]


def _spread(form: Form, name: str, count: int, *, shared: bool = False) -> list[str | None]:
    """One value a file: as many as files, or none at all; a shared one may stand for all."""
    values = form.fields.get(name, [])
    if shared and len(values) == 1:
        values = values * count
    if len(values) not in {0, count}:
        raise InvalidValue(
            f"有 {count} 个文件，却有 {len(values)} 个 {name} 字段；请给每个文件一个，或都不给。"
        )
    return list(values) or [None] * count


def _source(given: str | None, file: Upload) -> str:
    """What was given, or the file's name; it ends like the file, for that tells the format."""
    label = clean_label(given, "source")
    if label is None:
        return file.name
    suffix = PurePosixPath(file.name).suffix
    return label if label.lower().endswith(suffix.lower()) else label + suffix


def _day(value: str | None) -> str | None:
    return iso_day("date", value.strip() or None) if value is not None else None


def _add(service: QaService, one: Wanted, receipt: Receipt) -> None:
    try:
        if one.upload.error is not None:
            raise one.upload.error
        one.upload.content.seek(0)
        data = one.upload.content.read()
        one.upload.content.close()
        receipt.added.append((one.source, service.add(data, one.source, one.title, one.date)))
    except WenjuError as error:
        receipt.failed.append((one.source, error))


def _anything_new(receipt: Receipt) -> bool:
    return bool(receipt.failed) or any(added.created for _, added in receipt.added)


def _shape(receipt: Receipt) -> dict[str, Any]:
    shape = receipt.as_json()
    if len(receipt.added) + len(receipt.failed) == 1:
        shape["id"] = receipt.added[0][1].document_id
    return shape
