"""The Model Context Protocol: tools ask, search and list_documents. Needs the extra ``mcp``."""

from __future__ import annotations

from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations

from corpus.errors import WenjuError
from qa.hosts import HostGuard
from qa.keys import Keyring
from qa.meters import Meters
from qa.metrics import Metrics
from qa.middleware import AccessGuard, App, BodyGuard, Rule, Safeguard
from qa.payloads import make_question
from qa.routes import MOST_DOCUMENTS, QaService, info_json
from qa.settings import Settings, variable

PATH = "/mcp"
_ONLY_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)


def make_server(service: QaService, settings: Settings) -> MCPServer:
    """The tools over ``service``; they read, and change nothing."""
    server = MCPServer(
        "wenju",
        title="问据",
        instructions="回答关于资料库里中文公开文件的问题，每个回答都带逐字引文；资料里没有的会直说。",
        log_level="WARNING",
    )
    limits = settings.limits

    @server.tool(annotations=_ONLY_READS)
    def ask(question: str) -> dict[str, Any]:
        """根据资料库回答一个中文问题。answer 里的 [1] 对应 citations 里的逐字引文；
        refused 为 true 表示资料里没有答案，此时 passages 是最接近的段落。"""
        with _Told():
            return service.ask(make_question(question, limits)).as_json()

    @server.tool(annotations=_ONLY_READS)
    def search(question: str, top_k: int = 5) -> dict[str, Any]:
        """在资料库里查找与问题最接近的段落，最好的在前。"""
        with _Told():
            found = service.search(make_question(question, limits, top_k=top_k))
            return {"passages": [passage.as_json() for passage in found]}

    @server.tool(annotations=_ONLY_READS)
    def list_documents(cursor: str | None = None) -> dict[str, Any]:
        """列出资料库里的文档；next 不为空时，把它作为 cursor 再调用一次。"""
        with _Told():
            documents, following = service.documents(MOST_DOCUMENTS, cursor)
            return {"documents": [info_json(one) for one in documents], "next": following}

    return server


class _Told:
    """Errors of the tree reach the client with their message; of others it learns nothing."""

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, WenjuError):
            raise ToolError(error.message) from None
        if isinstance(error, Exception):
            raise ToolError("服务内部出错，请稍后再试。") from error


def make_app(server: MCPServer, settings: Settings) -> App:
    """The server over HTTP at ``PATH``, behind the guards of the other interface: a reader's key,
    known host names, bounded bodies."""
    limits = settings.limits
    rule = Rule(PATH, "reader", limits.json_bytes, variable("json_bytes"))

    def rules(_method: str, _path: str) -> Rule:
        return rule

    app: App = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=limits.json_bytes,
        # HostGuard looks at names and origins, with the settings of this service.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    app = BodyGuard(app, rules=rules, seconds=limits.body_seconds)
    keyring, meters = Keyring.from_settings(settings), Meters.of(limits)
    app = AccessGuard(app, rules=rules, keyring=keyring, meters=meters)
    app = HostGuard(app, hosts=(*settings.allowed_hosts, settings.host))
    return Safeguard(app, rules=rules, metrics=Metrics())
