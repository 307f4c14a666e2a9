"""The site behind nginx, set up by the very file that docs/deploying.md hands out."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.apps.served import listens
from tests.conftest import ROOT, watch
from tests.helpers import PATIENCE, eventually, step
from tests.site.serving import ready, serve_site

CONFIGURATION = (ROOT / "docs" / "deploying" / "nginx.conf").read_text(encoding="utf-8")
# What Debian keeps in /etc/nginx/nginx.conf, and on this machine may not be ours.
AROUND = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
    uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
    include {folder}/site.conf;
}}
"""


def nginx() -> str | None:
    """Where nginx is; on a Debian machine of ours it is fetched."""
    if not shutil.which("nginx") and shutil.which("apt-get") and os.geteuid() == 0:
        for command in (["update"], ["install", "--no-install-recommends", "nginx-light"]):
            environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
            subprocess.run(["apt-get", "-qy", *command], env=environment, capture_output=True, check=False)
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@pytest.fixture(scope="module")
def port(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    program = nginx()
    if program is None:
        pytest.skip("there is no nginx, and only root on a Debian machine can fetch it")
    folder, root = tmp_path_factory.mktemp("nginx"), tmp_path_factory.mktemp("srv")
    (root / "playground").symlink_to(site)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = CONFIGURATION.replace("listen 80;", f"listen 127.0.0.1:{port};").replace(
        "root /srv;", f"root {root};"
    )
    assert ours.count(str(root)) == ours.count(f":{port};") == 1
    for path in (root, site):
        os.chmod(path, 0o755)
    with running(program, folder, ours, port):
        yield port


@contextmanager
def running(program: str, folder: Path, configuration: str, port: int) -> Iterator[None]:
    """nginx with this configuration, once it listens."""
    (folder / "site.conf").write_text(configuration)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    os.chmod(folder, 0o755)
    with subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")]) as process:
        try:
            eventually(lambda: listens(port) or process.poll() is not None)
            assert process.poll() is None, "nginx did not start"
            yield
        finally:
            process.terminate()


def ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, str]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, {name.lower(): text for name, text in answer.getheaders()}


def test_a_lab_plays_and_nothing_offends_the_policy(
    port: int, site: Path, stranger: Callable[..., Page], own_server: object
) -> None:
    problems: list[str] = []
    page = stranger(own_server)
    watch(page, f"127.0.0.1:{port}", problems)
    for lab in ("classifier", "backprop"):
        page.goto(f"http://127.0.0.1:{port}/playground/{lab}.html")
        ready(page)
        step(page)
    assert not problems, "\n".join(problems)  # whatever the policy forbids would be an error in the console
    allowed = page.evaluate(
        "(patience) => new Promise((done) => {"
        "addEventListener('securitypolicyviolation', () => done(false));"
        "document.body.setAttribute('onclick', 'void 0'); document.body.click();"
        "setTimeout(done, patience, true) })",
        PATIENCE * 1000,
    )
    assert not allowed, "the policy is not enforced"


def assert_safe(headers: dict[str, str]) -> None:
    """As `make site-serve` sends them."""
    assert headers["content-security-policy"] == serve_site.POLICY, "the two configurations differ"
    assert headers["referrer-policy"] == serve_site.REFERRER
    assert headers["x-content-type-options"] == "nosniff"


def test_types_compression_and_caching(port: int, site: Path) -> None:
    assets = [
        path.relative_to(site).as_posix() for path in sorted((site / "assets").rglob("*")) if path.is_file()
    ]
    script = next(name for name in assets if re.search(r"/site-\w+\.js$", name))
    module = next(name for name in assets if name.endswith("pyodide.mjs"))
    package = next(name for name in assets if name.endswith(".pack"))
    for name, kind, caching in (
        ("backprop.html", "text/html", "no-cache"),
        ("sw.js", "text/javascript", "no-cache"),
        (script, "text/javascript", "immutable"),
        (module, "text/javascript", "immutable"),
        (package, "application/octet-stream", "immutable"),
    ):
        status, headers = ask(port, f"/playground/{name}", Accept_Encoding="gzip")
        assert (
            status == 200 and headers["content-type"].startswith(kind) and caching in headers["cache-control"]
        ), name
        assert_safe(headers)
        assert (headers.get("content-encoding") == "gzip") == (site / f"{name}.gz").exists(), name
        status, _ = ask(port, f"/playground/{name}", Accept_Encoding="gzip", If_None_Match=headers["etag"])
        assert status == 304
    status, headers = ask(port, "/playground/assets/nothing-0123456789.js")
    assert status == 404 and "immutable" not in headers.get("cache-control", "")
    assert_safe(headers)
    for path, expected in {"/playground/": 200, "/": 302, "/playground/images/": 403}.items():
        status, headers = ask(port, path)
        assert status == expected
        assert_safe(headers)
