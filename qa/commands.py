"""What each verb of the command line does. Gives back the exit code, or raises WenjuError."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing

from corpus.document import DocumentInfo
from corpus.errors import ConfigurationError
from qa import terminal, upkeep
from qa.adding import add, load_samples
from qa.key_commands import keys
from qa.keys import new_key, stored_form
from qa.local import CLI, Opener, Verb, settings_of
from qa.logs import start as start_log
from qa.payloads import make_question
from qa.routes import MOST_DOCUMENTS, QaService, document_json, info_json
from qa.trail import Act


def list_(args: Namespace, opener: Opener) -> int:
    with closing(opener(settings_of(args))) as service:
        documents = list(_all(service))
    if args.json:
        terminal.show_json({"documents": [info_json(info) for info in documents], "next": None})
    for info in () if args.json else documents:
        day = info.date or "日期不明"
        terminal.show(f"{info.id}  {day}  {info.title}  {info.characters} 字  {info.source}")
    if not documents:
        terminal.note("资料库是空的；用 wenju add 文件或文件夹 添加文档。")
    return 0


def _all(service: QaService) -> Iterator[DocumentInfo]:
    cursor: str | None = None
    while True:
        documents, cursor = service.documents(MOST_DOCUMENTS, cursor)
        yield from documents
        if cursor is None:
            return


def get(args: Namespace, opener: Opener) -> int:
    with closing(opener(settings_of(args))) as service:
        document, info = service.document(args.id), service.info(args.id)
    if args.json:
        terminal.show_json(document_json(document, info))
        return 0
    terminal.show(f"{info.title}（{info.date or '日期不明'}）{info.source}\n\n{document.text}")
    return 0


def delete(args: Namespace, opener: Opener) -> int:
    with closing(opener(settings_of(args))) as service:
        service.delete(args.id)
        service.note(Act(CLI, "delete", (args.id,)))
    if args.json:
        terminal.show_json({"id": args.id, "deleted": True})
    else:
        terminal.show(f"已删除 {args.id}")
    return 0


def search(args: Namespace, opener: Opener) -> int:
    settings = settings_of(args)
    question = make_question(args.question, settings.limits, top_k=args.top_k)
    with closing(opener(settings)) as service:
        found = service.search(question)
    if args.json:
        terminal.show_json({"passages": [passage.as_json() for passage in found]})
    else:
        terminal.show(terminal.passages_text(found) or "没有找到相关段落。")
    return 0


def ask(args: Namespace, opener: Opener) -> int:
    settings = settings_of(args)
    question = make_question(args.question, settings.limits, top_k=args.top_k, mode=args.mode)
    with closing(opener(settings)) as service:
        answer = service.ask(question)
    if args.json:
        terminal.show_json(answer.as_json())
    else:
        terminal.show(terminal.answer_text(answer))
    return 0


def key(args: Namespace, _opener: Opener) -> int:
    fresh = new_key()
    if args.json:
        terminal.show_json({"key": fresh, "stored": stored_form(fresh)})
    else:
        terminal.show(f"密钥（交给使用者）：{fresh}\n设置里可写成：{stored_form(fresh)}")
    return 0


def serve(args: Namespace, opener: Opener) -> int:
    from qa.http import check_exposure, create_app
    from qa.memory import few_arenas
    from qa.server import bind
    from qa.server import serve as run

    few_arenas()
    settings = settings_of(args)
    check_exposure(settings)
    with closing(bind(settings.host, settings.port)) as bound, closing(opener(settings)) as service:
        start_log(settings.log_format, settings.secrets)
        if args.samples:
            load_samples(service, settings)
        run(
            create_app(service, settings),
            settings,
            bound,
            lambda address: print(f"打开 {address}", flush=True),
        )
    return 0


def mcp(args: Namespace, opener: Opener) -> int:
    try:
        from qa.mcp_server import make_app, make_server
    except ImportError as error:
        raise ConfigurationError(
            '没有安装 MCP 组件；请运行 pip install "wenju[mcp]" 后再试。'
        ) from error
    settings = settings_of(args)
    if not args.http:
        with closing(opener(settings)) as service:
            make_server(service, settings).run("stdio")
        return 0
    from qa.http import check_exposure
    from qa.server import bind
    from qa.server import serve as run

    check_exposure(settings)
    with closing(bind(settings.host, settings.port)) as bound, closing(opener(settings)) as service:
        start_log(settings.log_format, settings.secrets)
        service.forget(settings.question_days, settings.feedback_days)
        app = make_app(make_server(service, settings), settings)
        run(app, settings, bound, lambda address: print(f"MCP 地址 {address}/mcp", flush=True))
    return 0


VERBS: dict[str, Verb] = {
    "add": add,
    "list": list_,
    "get": get,
    "delete": delete,
    "search": search,
    "ask": ask,
    "serve": serve,
    "mcp": mcp,
    "doctor": upkeep.doctor,
    "rebuild": upkeep.rebuild,
    "repair": upkeep.repair,
    "backup": upkeep.backup,
    "restore": upkeep.restore,
    "key": key,
    "keys": keys,
}


def run(verb: str, args: Namespace, opener: Opener) -> int:
    code = VERBS[verb](args, opener)
    sys.stdout.flush()
    return code
