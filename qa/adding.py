"""``wenju add``: files and folders into the library, one bad file never stopping the others."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import corpus
from corpus.errors import ConfigurationError, WenjuError
from corpus.reading import supported
from qa import terminal
from qa.collect import Found, collect, read
from qa.local import CLI, LocalService, Opener, settings_of
from qa.payloads import iso_day
from qa.receipts import Receipt
from qa.settings import Settings
from qa.trail import Act
from qa.uploads import clean_label


def add(args: Namespace, opener: Opener) -> int:
    settings = settings_of(args)
    found = collect(args.paths, leave_out=settings.data)
    label, day = clean_label(args.title, "--title"), iso_day("--date", args.date)
    if (label or day) and len(found) != 1:
        raise ConfigurationError("--title 和 --date 只能用于单个文件；请一次只添加一个文件。")
    with closing(opener(settings)) as service:
        receipt, skipped = _add_files(service, found, settings, label, day)
    if args.json:
        terminal.show_json({**receipt.as_json(), "skipped": skipped})
    else:
        _report(receipt, skipped)
    for source, error in receipt.failed:
        terminal.note(f"未能添加 {source}：{error.message}")
    return 1 if receipt.failed else 0


def _add_files(
    service: LocalService,
    found: Sequence[Found],
    settings: Settings,
    title: str | None = None,
    date: str | None = None,
) -> tuple[Receipt, int]:
    """What was added and what failed, and how many files of folders no reader takes."""
    receipt = Receipt()
    taken = [one for one in found if one.named or supported(one.path.name)]
    tell = terminal.counter("已处理")
    for done, one in enumerate(taken, 1):
        source = os.fsencode(one.path).decode("utf-8", "replace")
        try:
            if one.error is not None:
                raise one.error
            data = read(one.path, settings.limits.upload_bytes)
            source = clean_label(source, "文件名") or source
            added = service.add(data, source, title, date)
            receipt.added.append((source, added))
            service.note(Act(CLI, "add", (added.document_id,)))
        except WenjuError as error:
            receipt.failed.append((source, error))
        tell(done, len(taken))
    if receipt.added:
        service.sync()
    return receipt, len(found) - len(taken)


def _report(receipt: Receipt, skipped: int) -> None:
    new = sum(added.created for _, added in receipt.added)
    for source, added in receipt.added:
        done = "更新" if added.replaced else "添加" if added.created else "已有"
        terminal.show(f"{done} {added.document_id} {source}")
    terminal.note(
        f"添加 {new} 份，已有 {len(receipt.added) - new} 份，"
        f"失败 {len(receipt.failed)} 份，跳过不支持的文件 {skipped} 个。"
    )


def load_samples(service: LocalService, settings: Settings) -> None:
    """Adds the sample corpus when the library holds no document."""
    if service.statistics().documents:
        return
    folder = Path(corpus.__file__).parent / "samples"
    found = [one for one in collect([folder]) if one.path.name != "README.md"]
    terminal.note(f"资料库是空的，正在载入 {len(found)} 份示例文档……")
    receipt, _ = _add_files(service, found, settings)
    for source, error in receipt.failed:
        terminal.note(f"示例 {Path(source).name} 未能载入：{error.message}")
