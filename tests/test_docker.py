"""The files for running it as a service: what they promise, read from them; limits as in the code."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

from qa.middleware import HEAD_BYTES
from qa.server import KEEP_ALIVE_SECONDS
from qa.settings import Settings, known_variables

DOCKER = Path(__file__).parents[1] / "docker"
ROOT = DOCKER.parent
DOCKERFILE = (DOCKER / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
NGINX = (DOCKER / "nginx.conf").read_text("utf-8")
UNIT = (DOCKER / "wenju.service").read_text("utf-8")
LIMITS = Settings().limits
STOPPING = 10
"""Seconds within which the service has stopped by itself."""
UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


def size(text: str) -> int:
    match = re.fullmatch(r"(\d+)([kmg]?)", text)
    assert match, text
    return int(match[1]) * UNITS[match[2]]


def instructions(name: str) -> list[str]:
    """The arguments of each such instruction of the Dockerfile, continued lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return [line.partition(" ")[2].strip() for line in joined.splitlines() if line.startswith(name)]


def directives(name: str) -> list[str]:
    return re.findall(rf"^\s*{name}\s+(.*?);", NGINX, re.MULTILINE)


# The image


def test_the_base_image_is_named_with_its_version() -> None:
    """No ``latest``, not even by leaving the tag out; both stages stand on the same."""
    bases = {line.split()[0] for line in instructions("FROM")}
    assert len(bases) == 1
    assert all(re.fullmatch(r"python:3\.11-slim-\w+", base) for base in bases)


def test_the_process_is_not_root() -> None:
    """A number, so that Kubernetes and the like can check it, and the last word on the matter."""
    (user,) = instructions("USER")
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    assert DOCKERFILE.index("USER") < DOCKERFILE.index("ENTRYPOINT")


def test_there_is_no_secret_in_the_image() -> None:
    """No key as an argument or variable, and nothing copied that is not named."""
    assert not instructions("ARG")
    assert not re.search(r"(?i)(key|token|password|secret)\s*=", DOCKERFILE)
    copied = [line.split()[:-1] for line in instructions("COPY") if "--from" not in line]
    assert {name for names in copied for name in names} <= allowed_into_the_image()


def test_variables_of_the_image_are_settings() -> None:
    """A misspelt one would keep the service from starting."""
    given = set(re.findall(r"WENJU_\w+", " ".join(instructions("ENV"))))
    assert given <= set(known_variables())
    assert "WENJU_DATA" in given


def health_check() -> str:
    (line,) = instructions("HEALTHCHECK")
    command: list[str] = json.loads(line.partition("CMD ")[2])
    assert command[:2] == ["python", "-c"]
    return command[2]


class _Live(BaseHTTPRequestHandler):
    """Alive until told otherwise."""

    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/livez" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class _Ill(_Live):
    status = 503


@pytest.mark.parametrize(("handler", "code"), [(_Live, 0), (_Ill, 1)])
def test_the_health_check_asks_whether_it_lives(handler: type[_Live], code: int) -> None:
    """0 for a service that answers, 1 for one that does not; a proxy of the environment is unused."""
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.handle_request, daemon=True).start()
        environ = {"WENJU_PORT": str(server.server_port), "http_proxy": "http://127.0.0.1:9"}
        ran = subprocess.run(
            [sys.executable, "-c", health_check()], env=environ, capture_output=True
        )
    assert ran.returncode == code


def allowed_into_the_image() -> set[str]:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    return {line[1:] for line in lines if line.startswith("!")}


def test_only_what_is_named_goes_to_the_build() -> None:
    """Everything is left out first: data, environments and keys cannot slip in."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert all((ROOT / name).exists() for name in allowed_into_the_image())
    assert not {"tests", "train", "docker", ".venv", "wenju-data"} & allowed_into_the_image()
    after = rules[rules.index("!eval") :]
    assert {"**/.env", "**/*.env", "**/__pycache__"} <= set(after)


# Compose


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_fenced_in(name: str) -> None:
    """No capability, no new privileges, no writing to the root, no more than its share."""
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert "privileged" not in service
    assert "cap_add" not in service
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert "docker.sock" not in str(service.get("volumes"))


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_has_a_version(name: str) -> None:
    """No ``latest`` and none without a tag."""
    image = SERVICES[name]["image"]
    assert re.search(r":[\w.-]+\}?$", image)
    assert not image.endswith(":latest")


def test_only_the_proxy_is_reached_from_outside() -> None:
    """All other published ports are on loopback, and the model's server has none."""
    for name, service in SERVICES.items():
        if name != "proxy":
            assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert "ports" not in SERVICES["model"]
    assert SERVICES["model"]["networks"] == ["models"]
    assert COMPOSE["networks"]["models"]["internal"] is True


def test_the_service_gets_settings_that_exist_and_keys_that_must_be_given() -> None:
    """Compose stops when a key is missing; as many threads as processors."""
    given = {**SERVICES["wenju"]["environment"]}
    assert set(given) <= set(known_variables())
    for key in ("WENJU_ADMIN_KEY", "WENJU_READER_KEY"):
        assert given[key].startswith("${" + key + ":?")
    limits = SERVICES["wenju"]["deploy"]["resources"]["limits"]
    assert given["WENJU_THREADS"] == given["WENJU_CONCURRENT_ASKS"] == limits["cpus"][0]


@pytest.mark.parametrize("name", ["wenju", "proxy"])
def test_the_largest_upload_fits_into_the_scratch_space(name: str) -> None:
    """And the scratch space, which is memory, fits into the memory."""
    service = SERVICES[name]
    (scratch,) = re.findall(r"size=(\w+)", service["tmpfs"][0])
    assert LIMITS.upload_total_bytes <= size(scratch)
    assert size(scratch) < size(service["deploy"]["resources"]["limits"]["memory"])


def test_a_stop_leaves_time_for_open_requests() -> None:
    """Docker and systemd kill only after the service's own deadline."""
    assert int(SERVICES["wenju"]["stop_grace_period"].rstrip("s")) > STOPPING
    assert int(re.findall(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)[0]) > STOPPING


def test_volumes_and_files_that_are_mounted_exist() -> None:
    """Named volumes are declared; files of the repository are there, keys and models are not."""
    made_by_the_user = ("./tls", "./models", "./secrets/")
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            if not source.startswith("."):
                assert source in COMPOSE["volumes"]
            elif source.startswith(made_by_the_user):
                assert not (DOCKER / source).exists()
            else:
                assert (DOCKER / source).exists()


def test_the_example_of_the_environment_holds_no_key() -> None:
    """Names only, and each of them is used."""
    lines = (DOCKER / "env.example").read_text("utf-8").splitlines()
    names = [line.partition("=") for line in lines if not line.startswith("#")]
    text = (DOCKER / "compose.yaml").read_text("utf-8")
    for name, _, value in names:
        assert value == ""
        assert "${" + name in text


# nginx


def test_the_proxy_has_the_limits_of_the_service() -> None:
    """Bodies, heads and their deadlines are the defaults of the settings."""
    small, large = (size(value) for value in directives("client_max_body_size"))
    assert (small, large) == (LIMITS.json_bytes, LIMITS.upload_total_bytes)
    assert directives("client_header_timeout") == [f"{LIMITS.header_seconds:.0f}s"]
    assert directives("client_body_timeout") == [f"{LIMITS.body_seconds:.0f}s"]
    ((count, each),) = (value.split() for value in directives("large_client_header_buffers"))
    assert int(count) * size(each) == HEAD_BYTES


def test_the_proxy_waits_longer_than_the_service_answers() -> None:
    """Else it would cut off an answer that a language model is still writing."""
    waits = [int(value.rstrip("s")) for value in directives("proxy_read_timeout")]
    assert min(waits) > Settings().llm_timeout + 20
    kept = int(directives("keepalive_timeout")[0].rstrip("s"))
    assert kept < KEEP_ALIVE_SECONDS


def locations() -> dict[str, str]:
    found = re.findall(r"^        location ([^{]+?) \{\n(.*?)^        \}", NGINX, re.M | re.S)
    return dict(found)


def test_a_stream_is_passed_on_as_it_comes() -> None:
    """Buffering is off where answers are streamed, and requests are limited there."""
    (asking,) = [body for name, body in locations().items() if "ask" in name]
    assert "proxy_buffering off;" in asking
    assert "limit_req zone=asking" in asking
    pattern = next(name for name in locations() if "ask" in name).removeprefix("~ ")
    for path in ("/api/v1/ask", "/api/v1/search", "/v1/chat/completions"):
        assert re.match(pattern, path)
    assert not re.match(pattern, "/api/v1/askew")


def test_the_client_cannot_say_who_it_is() -> None:
    """Forwarding headers are set from what the proxy sees, never added to what came."""
    headers = dict(value.split(None, 1) for value in directives("proxy_set_header"))
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["Forwarded"] == headers["X-Real-IP"] == headers["X-Forwarded-Host"] == '""'
    assert "$proxy_add_x_forwarded_for" not in NGINX


def test_only_current_tls_and_always_hsts() -> None:
    """TLS 1.2 and 1.3; plain HTTP leads there; refusals of the proxy carry HSTS, too."""
    assert directives("ssl_protocols") == ["TLSv1.2 TLSv1.3"]
    assert "return 301 https://" in NGINX
    own = [body for body in locations().values() if "add_header" in body]
    assert all("Strict-Transport-Security" in body for body in own)
    assert NGINX.count("Strict-Transport-Security") == 1 + len(own)


def test_metrics_stay_inside() -> None:
    """The proxy has no such page."""
    assert "return 404;" in locations()["= /metrics"]


@pytest.fixture
def nginx(tmp_path: Path) -> list[str]:
    program = shutil.which("nginx")
    if program is None or shutil.which("openssl") is None:
        pytest.skip("nginx or openssl is not installed")
    key = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
           "-subj", "/CN=localhost", "-keyout", "privkey.pem", "-out", "fullchain.pem"]  # fmt: skip
    subprocess.run(key, cwd=tmp_path, check=True, capture_output=True)
    text = re.sub(r"(?<= )(/etc/nginx/tls|/tmp)(?=/)", str(tmp_path), NGINX)
    text = text.replace("wenju:8000", "127.0.0.1:8000")
    (tmp_path / "nginx.conf").write_text(text, "utf-8")
    return [program, "-t", "-c", str(tmp_path / "nginx.conf")]


def test_nginx_takes_the_file(nginx: list[str]) -> None:
    """Where nginx is installed, it reads the configuration without a complaint."""
    ran = subprocess.run(nginx, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


# Without containers


@pytest.mark.parametrize(
    "line",
    [
        "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes",
        "PrivateTmp=yes", "PrivateDevices=yes", "StateDirectory=wenju", "UMask=0077", "User=wenju",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "SystemCallFilter=@system-service",
    ],
)  # fmt: skip
def test_the_unit_is_fenced_in(line: str) -> None:
    """The same fences as in a container, by systemd."""
    assert line in UNIT.splitlines()


def test_the_unit_names_settings_that_exist_and_no_key() -> None:
    """Keys come from a file that root alone reads."""
    given = re.findall(r"^Environment=(.*)$", UNIT, re.MULTILINE)
    names = set(re.findall(r"(WENJU_\w+)=", " ".join(given)))
    assert names == {"WENJU_DATA"}
    assert "EnvironmentFile=/etc/wenju/wenju.env" in UNIT


@pytest.mark.parametrize("script", sorted(DOCKER.glob("*.sh")), ids=lambda path: path.name)
def test_the_scripts_are_sound(script: Path) -> None:
    """Plain sh that stops at the first error."""
    assert subprocess.run(["sh", "-n", str(script)]).returncode == 0
    assert "\nset -eu\n" in script.read_text("utf-8")
    assert script.stat().st_mode & 0o111
