"""``wenju``: the arguments, the exit code, and one clear line for each error.

Nothing heavy is imported before a verb has been chosen.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from corpus.errors import ConfigurationError, WenjuError

if TYPE_CHECKING:
    from qa.local import LocalService, Opener
    from qa.settings import Settings

FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130
ELSEWHERE = {"eval": "用金标题目评测：wenju eval GOLD.jsonl"}
"""Verbs of higher rooms; each registers ``main(arguments) -> exit code`` as an entry point."""
GROUP = "wenju.verbs"
_USAGE = (
    (r"the following arguments are required: (.*)", r"缺少参数 \1"),
    (r"unrecognized arguments: (.*)", r"不认识的参数 \1"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", r"\1 不能是 \2，可用：\3"),
    (r"argument (.*): invalid \w+ value: (.*)", r"\1 的值 \2 不是整数"),
    (r"argument (.*): expected .*", r"\1 后面要有一个值"),
)


def main(argv: Sequence[str] | None = None, opener: Opener | None = None) -> int:
    """Runs one command; 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    try:
        return _guarded(arguments, opener)
    except BrokenPipeError:
        # Whoever read our output has enough. Python would complain once more when it closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _guarded(arguments: list[str], opener: Opener | None) -> int:
    try:
        if arguments and arguments[0] in ELSEWHERE:
            return _elsewhere(arguments[0])(arguments[1:])
        args = parser().parse_args(arguments)
        from qa.commands import run

        return run(args.verb, args, opener or _open)
    except WenjuError as error:
        return _failed(error.message)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED


def _failed(message: str) -> int:
    print("错误：" + " ".join(message.split()), file=sys.stderr)
    return FAILED


def _open(settings: Settings, *, foreign_vectors: bool = False) -> LocalService:
    from qa.bootstrap import open_service

    return open_service(settings, foreign_vectors=foreign_vectors)


def _elsewhere(verb: str) -> Callable[[list[str]], int]:
    from importlib.metadata import entry_points

    for entry in entry_points(group=GROUP, name=verb):
        command: Callable[[list[str]], int] = entry.load()
        return command
    raise ConfigurationError(f"没有安装 {verb} 命令；请重新安装问据。")


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse in Chinese."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Formatter, add_help=False, allow_abbrev=False, **options)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        for pattern, chinese in _USAGE:
            message = re.sub(pattern, chinese, message)
        self.exit(WRONG_USAGE, f"用法错误：{message}；{self.prog} --help 有说明。\n")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    whole = _Parser(prog="wenju", description="问据：对中文资料提问，每个回答都注明原文出处。")
    verbs = whole.add_subparsers(dest="verb", required=True, metavar="命令", title="命令")

    def verb(name: str, about: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = verbs.add_parser(name, help=about, description=about)
        made.add_argument("--data", type=Path, metavar="DIR", help="资料库文件夹")
        made.add_argument("--json", action="store_true", help="输出 JSON")
        return made

    _document_verbs(verb)
    _question_verbs(verb)
    _upkeep_verbs(verb)
    _key_verbs(verb("keys", "管理资料库文件夹里的访问密钥，正在运行的服务立即生效"))
    for name, about in ELSEWHERE.items():
        verbs.add_parser(name, help=about, description=about)
    return whole


Make = Callable[[str, str], argparse.ArgumentParser]


def _document_verbs(verb: Make) -> None:
    add = verb("add", "添加文件和文件夹（含子文件夹）")
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹")
    add.add_argument("--title", help="标题（只用于单个文件）")
    add.add_argument("--date", help="日期，如 2024-09-18（只用于单个文件）")
    verb("list", "列出文档")
    verb("get", "显示一份文档").add_argument("id", metavar="ID", help="文档编号")
    verb("delete", "删除一份文档").add_argument("id", metavar="ID", help="文档编号")


def _question_verbs(verb: Make) -> None:
    for name, about in (("search", "查找相关段落"), ("ask", "提问")):
        made = verb(name, about)
        made.add_argument("question", metavar="QUESTION", help="问题")
        made.add_argument("--top-k", type=int, metavar="N", help="段落数，1–20")
        if name == "ask":
            modes = ("auto", "extractive", "llm")
            made.add_argument("--mode", choices=modes, metavar="MODE", help="|".join(modes))


def _upkeep_verbs(verb: Make) -> None:
    serve = verb("serve", "启动网页和 HTTP 接口")
    serve.add_argument("--host", help="监听地址，默认 127.0.0.1")
    serve.add_argument("--port", type=int, help="端口，默认 8000")
    serve.add_argument("--samples", action="store_true", help="资料库为空时先载入示例文档")
    mcp = verb("mcp", "作为 MCP 服务供其他程序调用（默认走标准输入输出）")
    mcp.add_argument("--http", action="store_true", help="改走 HTTP，地址 /mcp")
    mcp.add_argument("--host", help="监听地址，默认 127.0.0.1")
    mcp.add_argument("--port", type=int, help="端口，默认 8000")
    verb("doctor", "检查资料库和索引")
    rebuild = verb("rebuild", "重建检索索引")
    rebuild.add_argument("--re-embed", action="store_true", help="连同向量一起重算（较慢）")
    verb("key", "生成一把访问密钥")


def _key_verbs(keys: argparse.ArgumentParser) -> None:
    verbs = keys.add_subparsers(dest="keys_verb", required=True, metavar="操作", title="操作")

    def verb(name: str, about: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = verbs.add_parser(name, help=about, description=about)
        # Not given here, they keep what stood before the verb.
        keep = argparse.SUPPRESS
        made.add_argument("--data", type=Path, default=keep, metavar="DIR", help="资料库文件夹")
        made.add_argument("--json", action="store_true", default=keep, help="输出 JSON")
        return made

    add = verb("add", "生成一把密钥，只显示这一次")
    roles = ("reader", "admin")
    add.add_argument(
        "--role", required=True, choices=roles, metavar="ROLE", help="reader 提问和查看，admin 全部"
    )
    add.add_argument("--name", required=True, metavar="NAME", help="名称，写进日志")
    add.add_argument("--days", type=int, metavar="N", help="有效天数，默认一直有效")
    verb("list", "列出密钥的名称和作用")
    verb("revoke", "吊销一把密钥").add_argument("name", metavar="NAME", help="名称")


if __name__ == "__main__":
    sys.exit(main())
