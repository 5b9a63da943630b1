"""The verbs that look after the data folder: doctor, rebuild, repair, backup, restore."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict

from corpus.backup import Backup, back_up
from corpus.backup import restore as put_back
from corpus.diagnosis import remedy
from corpus.errors import ConfigurationError, WenjuError
from corpus.repair import Repaired, Vectoriser
from corpus.repair import repair as mend
from qa import terminal
from qa.local import FindingLike, Opener, settings_of
from qa.settings import Settings

Line = dict[str, str | bool]


def doctor(args: Namespace, opener: Opener) -> int:
    lines = _lines(settings_of(args), opener)
    if args.json:
        terminal.show_json({"findings": lines})
    for one in () if args.json else lines:
        advice = f"；处理办法：{one['remedy']}" if one["remedy"] and not one["ok"] else ""
        found = "正常" if one["ok"] else "异常"
        terminal.show(f"{found}  {one['name']}：{one['message']}{advice}")
    bad = [str(one["name"]) for one in lines if not one["ok"]]
    if bad:
        terminal.note(f"发现问题：{'、'.join(bad)}。")
    return 1 if bad else 0


def _lines(settings: Settings, opener: Opener) -> list[Line]:
    """What the service finds, or why there is none."""
    try:
        with closing(opener(settings)) as service:
            return [_line(one) for one in service.doctor()]
    except ConfigurationError:
        raise
    except WenjuError as error:
        advice = remedy(settings.data, error)
        return [{"name": "资料库", "ok": False, "message": error.message, "remedy": advice}]


def _line(one: FindingLike) -> Line:
    return {"name": one.name, "ok": one.ok, "message": one.message, "remedy": one.remedy}


def rebuild(args: Namespace, opener: Opener) -> int:
    settings = settings_of(args)
    with closing(opener(settings, foreign_vectors=args.re_embed)) as service:
        service.rebuild(args.re_embed, terminal.counter("重建"))
        counts = service.statistics()
    if args.json:
        terminal.show_json({"documents": counts.documents, "chunks": counts.chunks})
    else:
        terminal.show(f"已重建：{counts.documents} 份文档，{counts.chunks} 个片段。")
    return 0


def repair(args: Namespace, _opener: Opener) -> int:
    return mended(args, settings_of(args), _vectoriser)


def mended(
    args: Namespace, settings: Settings, vectoriser: Callable[[Settings], Vectoriser]
) -> int:
    """``repair`` with the embedder that ``vectoriser`` opens."""
    made = mend(settings.data, lambda: vectoriser(settings), limits=settings.limits.for_documents())
    if args.json:
        terminal.show_json({**asdict(made), "documents": made.documents})
    elif made.sound:
        terminal.show("资料库完好，没有改动。")
    else:
        _tell(made)
    return 1 if made.lost else 0


def _vectoriser(settings: Settings) -> Vectoriser:
    from qa.bootstrap import make_embedder

    embedder = make_embedder(settings)
    return Vectoriser(embedder.name, embedder.dimension, embedder.embed_documents)


def _tell(made: Repaired) -> None:
    terminal.show(f"已修复：{made.documents} 份文档，旧文件保留在 {made.evidence}，确认后可删除。")
    for what, sources in (
        ("由原文件重新生成", made.remade),
        ("原文件已损坏，保留了正文", made.text_only),
        ("读不出来，请重新添加", made.lost),
    ):
        for source in sources:
            terminal.note(f"{what}：{source}")


def backup(args: Namespace, _opener: Opener) -> int:
    made = back_up(settings_of(args).data, args.target)
    _report(args, made, f"已备份到 {args.target}")
    return 0


def restore(args: Namespace, _opener: Opener) -> int:
    if args.data is None:
        raise ConfigurationError("请用 --data 指定要恢复到的空文件夹。")
    made = put_back(args.source, args.data)
    _report(args, made, f"已恢复到 {args.data}")
    return 0


def _report(args: Namespace, made: Backup, done: str) -> None:
    if args.json:
        terminal.show_json(asdict(made))
    else:
        terminal.show(f"{done}：{made.documents} 份文档，{made.chunks} 个片段。")
