"""The web app: a factory over ready-made parts. The only file that knows the web framework."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from functools import partial
from ipaddress import ip_address
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from corpus.errors import (
    ConfigurationError,
    InvalidRequest,
    NotFound,
    UnsupportedFormat,
    WenjuError,
)
from qa import routes as own
from qa.browsing import BROWSING_ROUTES
from qa.hosts import LOOPBACK_NAMES, HostGuard
from qa.keys import Keyring
from qa.lanes import Lane
from qa.logs import fields
from qa.meters import Meters
from qa.metrics import Metrics
from qa.middleware import (
    KEY_NAME,
    REQUEST_ID,
    AccessGuard,
    BodyGuard,
    Rule,
    Rules,
    Safeguard,
    error_body,
    error_headers,
    internal_error,
)
from qa.openai_api import OPENAI_ROUTES
from qa.pages import PAGE_ROUTES
from qa.payloads import AskPayload, FeedbackPayload, SearchPayload
from qa.receipts import upload
from qa.roles import with_roles
from qa.routes import Call, QaService, Reply, Route
from qa.settings import Settings, variable
from qa.trail import Act
from qa.uploads import Form, FormReader

log = logging.getLogger("wenju.http")

ROUTES: tuple[Route, ...] = (
    Route("POST", "/api/v1/ask", "reader", own.ask, "ask", "json", AskPayload),
    Route("POST", "/api/v1/search", "reader", own.search, "ask", "json", SearchPayload),
    Route("GET", "/api/v1/documents", "reader", own.list_documents),
    Route("POST", "/api/v1/documents", "admin", upload, "write", "upload"),
    Route("GET", "/api/v1/documents/{id}", "reader", own.get_document),
    Route("DELETE", "/api/v1/documents/{id}", "admin", own.delete_document, "write"),
    Route("POST", "/api/v1/feedback", "reader", own.feedback, "light", "json", FeedbackPayload),
    Route("GET", "/livez", "public", own.livez, "loop"),
    Route("GET", "/readyz", "public", own.readyz),
    Route("GET", "/metrics", "reader", own.metrics),
    *BROWSING_ROUTES,
    *PAGE_ROUTES,
    *OPENAI_ROUTES,
)
LIGHT_WORKERS, LIGHT_WAITING = 4, 1000
WRITE_WORKERS = 2
DAY_SECONDS = 86_400.0


class MethodNotAllowed(InvalidRequest):
    code = "method_not_allowed"
    status = 405


def is_loopback(host: str) -> bool:
    try:
        return host.lower() in LOOPBACK_NAMES or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_exposure(settings: Settings) -> None:
    """Raises ConfigurationError when the service would be open to others without a key."""
    if not is_loopback(settings.host) and not Keyring.from_settings(settings).has_admin:
        raise ConfigurationError(
            f"要在 {settings.host} 上提供服务，须先有管理员密钥：用 wenju keys add --role admin"
            " 生成一把，或设置 WENJU_ADMIN_KEY；只在本机使用请用 --host 127.0.0.1。"
        )


def create_app(service: QaService, settings: Settings, more: Sequence[Route] = ()) -> FastAPI:
    """The app over ``service``; ``more`` are routes of other interfaces.

    Opens no socket and loads nothing. Raises ConfigurationError when ``settings.host`` is no
    loopback address and no admin key is set.
    """
    check_exposure(settings)
    desk = Desk(service, settings)
    app = FastAPI(
        title="问据",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=desk.lifespan,
    )
    interface = Route(
        "GET",
        "/api/v1/openapi.json",
        "reader",
        lambda _call: own.json_reply(with_roles(app.openapi(), table)),
    )
    table = (*ROUTES, interface, *more)
    for route in table:
        _register(app, route, desk)
    app.add_exception_handler(HTTPException, _refuse)
    _guard(app, table, settings, desk.metrics)
    return app


def _register(app: FastAPI, route: Route, desk: Desk) -> None:
    app.add_api_route(
        route.path,
        desk.endpoint(route),
        methods=[route.method],
        response_model=None,
        name=f"{route.method} {route.path}",
        summary=(route.handler.__doc__ or "").partition("\n")[0],
        openapi_extra=_described(route),
    )


def _described(route: Route) -> dict[str, Any] | None:
    if route.payload is None:
        return None
    schema = route.payload.model_json_schema()
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


def _guard(app: FastAPI, table: Sequence[Route], settings: Settings, metrics: Metrics) -> None:
    """Puts the guards before the app; what is added last stands outermost."""
    rules = make_rules(table, settings)
    own_name = () if settings.host in {"0.0.0.0", "::"} else (settings.host,)  # noqa: S104
    app.add_middleware(BodyGuard, rules=rules, seconds=settings.limits.body_seconds)
    app.add_middleware(
        AccessGuard,
        rules=rules,
        keyring=Keyring.from_settings(settings),
        meters=Meters.of(settings.limits),
    )
    app.add_middleware(HostGuard, hosts=(*settings.allowed_hosts, *own_name))
    app.add_middleware(
        Safeguard, rules=rules, metrics=metrics, frame_origins=settings.frame_origins
    )


def make_rules(table: Iterable[Route], settings: Settings) -> Rules:
    """What holds for (method, path); an unknown route asks for a reader and takes no upload."""
    limits = settings.limits
    small = (limits.json_bytes, variable("json_bytes"))
    large = (
        limits.upload_total_bytes,
        f"{variable('upload_bytes')}、{variable('upload_files')}",
    )
    known = [
        (
            route,
            Rule(
                route.path,
                route.role,
                *(large if route.body == "upload" else small),
                writes=route.lane == "write",
            ),
        )
        for route in table
    ]
    other = Rule("other", "reader", *small)

    def find(method: str, path: str) -> Rule:
        for route, rule in known:
            if route.method == method and route.pattern.fullmatch(path):
                return rule
        return other

    return find


async def _refuse(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 405:
        refusal = _failure(MethodNotAllowed("这个地址不支持这种请求方法；请对照接口说明检查。"))
        refusal.headers.update(getattr(error, "headers", None) or {})  # Allow
        return refusal
    if status == 404:
        return _failure(NotFound("没有这个地址；请对照接口说明检查路径。"))
    return _failure(InvalidRequest("请求无法处理；请对照接口说明检查。"))


def _failure(error: WenjuError) -> Response:
    headers = {"content-type": "application/json; charset=utf-8", **error_headers(error)}
    return Response(error_body(error), error.status, headers)


class Desk:
    """Takes requests in, hands them to handlers in their lanes, gives replies out."""

    def __init__(self, service: QaService, settings: Settings) -> None:
        limits = settings.limits
        asking, writing = variable("waiting_asks"), variable("waiting_writes")
        self.service, self.settings, self.metrics = service, settings, Metrics()
        self._lanes = {
            "light": Lane("light", LIGHT_WORKERS, LIGHT_WAITING),
            "ask": Lane("ask", limits.concurrent_asks, limits.waiting_asks, asking),
            "wait": Lane("wait", 4 * settings.llm_concurrency, limits.waiting_asks, asking),
            "write": Lane("write", WRITE_WORKERS, limits.waiting_writes, writing),
        }
        for lane in self._lanes.values():
            self.metrics.watch_lane(lane.name, lane.room, partial(getattr, lane, "taken"))

    @asynccontextmanager
    async def lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        tidying = asyncio.create_task(self._tidy())
        yield
        tidying.cancel()
        for lane in self._lanes.values():
            lane.close()

    async def _tidy(self) -> None:
        """Deletes what has been kept long enough, now and once a day."""
        days = self.settings.question_days, self.settings.feedback_days
        while True:
            try:
                await self._lanes["light"].run(lambda: self.service.forget(*days))
            except Exception:
                log.exception("old questions and feedback could not be deleted")
            await asyncio.sleep(DAY_SECONDS)

    def endpoint(self, route: Route) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                return await self._answer(route, request)
            except WenjuError as error:
                self.metrics.rejected(error)
                return _failure(error)
            except ClientDisconnect:
                return _failure(InvalidRequest("连接在请求体收完之前断开了；请重试。"))
            except Exception:
                told = fields(request=request.scope.get(REQUEST_ID), route=route.path)
                log.exception("request failed", extra=told)
                return _failure(internal_error())

        return answer

    async def _answer(self, route: Route, request: Request) -> Response:
        if route.body != "upload":
            body = await _json_body(request) if route.body == "json" else b""
            return _response(await self._run(route, self._call(request, body=body)))
        with closing(self._reader(request)) as reader:
            form = await _receive(reader, request)
            return _response(await self._run(route, self._call(request, form=form)))

    def _reader(self, request: Request) -> FormReader:
        return FormReader(request.headers.get("content-type", ""), self.settings.limits)

    def _call(self, request: Request, body: bytes = b"", form: Form | None = None) -> Call:
        return Call(
            self.service,
            self.settings,
            self.metrics,
            request.path_params,
            request.query_params,
            body,
            form or Form(),
            request.scope.get(KEY_NAME) or "-",
            request.scope.get(REQUEST_ID) or "",
        )

    async def _run(self, route: Route, call: Call) -> Reply:
        if route.lane == "loop":
            return route.handler(call)
        reply = await self._lanes[route.lane].run(lambda: _handle(route, call))
        return await self._lanes["wait"].run(reply.later) if reply.later else reply


def _handle(route: Route, call: Call) -> Reply:
    """The handler's reply; what an administrator did is written down, done or not."""
    if route.act is None:
        return route.handler(call)
    ids, result = tuple(call.path.values()), internal_error().code
    try:
        reply = route.handler(call)
        ids, result = reply.touched, "ok"
    except WenjuError as error:
        result = error.code
        raise
    finally:
        call.service.note(Act(call.who, route.act, ids, result, call.request))
    return reply


async def _json_body(request: Request) -> bytes:
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise UnsupportedFormat("请求体要用 JSON；请带上请求头 Content-Type: application/json。")
    return await request.body()


async def _receive(reader: FormReader, request: Request) -> Form:
    """The form; its files are written outside the event loop."""
    async for chunk in request.stream():
        if chunk:
            await run_in_threadpool(reader.feed, chunk)
    return reader.finish()


def _response(reply: Reply) -> Response:
    headers = {"content-type": reply.media_type, **reply.headers}
    if reply.stream is not None:
        return StreamingResponse(reply.stream, reply.status, headers)
    if reply.status == 204:
        return Response(status_code=204)
    return Response(reply.body, reply.status, headers)
