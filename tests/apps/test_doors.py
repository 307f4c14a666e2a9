"""The doors of a served playground: what it answers to, what goes with every answer, whom it listens to, and
that nothing a stranger writes into an address is taken for a part of the page."""

import asyncio
import http.client
import json
import os
import re
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import panel.io.server
import pytest
from bokeh.server.urls import per_app_patterns, toplevel_patterns
from bokeh.util.token import generate_jwt_token, get_session_id, get_token_payload
from tornado.ioloop import IOLoop
from tornado.routing import AnyMatches, PathMatches, Router, Rule, RuleRouter
from tornado.web import RequestHandler

from apps.host import headers, origins, routes, serve
from apps.page import assets, url
from apps.page.html import environment
from playground import cli
from playground.lab.settings import SettingError
from playground.labs import LABS, lab_class
from tests.apps.served import listens
from tests.helpers import PATIENCE, eventually
from tests.site.serving import serve_site

ROOT = Path(__file__).parent.parent.parent
PAGES = ("/", *(f"/{slug}" for slug in LABS))

Answer = tuple[int, http.client.HTTPMessage, str]


class Ask:
    """Asks one server: `ask("/backprop")` gives the status, the headers and the body."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __call__(self, path: str, method: str = "GET", body: str | None = None, **given: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            names = {name.replace("_", "-"): text for name, text in given.items()}
            connection.request(method, path, body=body, headers=names)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()


@pytest.fixture(scope="module")
def serving() -> Iterator[Callable[..., tuple[Any, Ask]]]:
    """Starts servers, each in a thread of its own: `serving(embed_from=[...])` gives the server and `ask`."""
    running: list[tuple[Any, Thread]] = []

    def start(allow: Sequence[str] = (), **options: Any) -> tuple[Any, Ask]:
        made: list[Any] = []
        ready = Event()

        def run() -> None:
            loop = asyncio.new_event_loop()
            asyncio.set_event_loop(loop)
            try:
                server = serve.server(0, "127.0.0.1", [*allow], **options)
                server.start()
                made.append(server)
            finally:
                ready.set()
            IOLoop.current().start()
            server.stop()
            loop.run_until_complete(asyncio.sleep(0))
            loop.close()

        thread = Thread(target=run, daemon=True)
        thread.start()
        ready.wait()
        running.append((made[0], thread))
        return made[0], Ask(made[0].port)

    yield start
    for server, thread in running:
        server.io_loop.add_callback(server.io_loop.stop)
        thread.join(30)


@pytest.fixture(scope="module")
def served(serving: Callable[..., tuple[Any, Ask]]) -> tuple[Any, Ask]:
    return serving()


@pytest.fixture(scope="module")
def ask(served: tuple[Any, Ask]) -> Ask:
    return served[1]


# ------------------------------------------------------------------------------------------------- the routes

# Each route, an address under it, and what is answered there.
LISTED: dict[str, tuple[str, int, str]] = {
    **{page: (page, 200, "text/html") for page in PAGES},
    **{f"{page.rstrip('/')}/ws": (f"{page.rstrip('/')}/ws", 400, "text/html") for page in PAGES},
    r"/static/(js/bokeh(?:-[a-z]+)?\.min\.js)": ("/static/js/bokeh.min.js", 200, "text/javascript"),
    rf"/static/extensions/panel/({routes.PANEL_FILES})": (
        "/static/extensions/panel/css/loading.css",
        200,
        "text/css",
    ),
    routes.OUR_FILES: (f"/files/{assets.total()}/js/lib/dom.js", 200, "text/javascript"),
    r"/images/([\w-]+\.(?:png|svg))": ("/images/icon.svg", 200, "image/svg+xml"),
    r"/favicon\.ico": ("/favicon.ico", 200, "image/x-icon"),
    r"/(embed\.js)": ("/embed.js", 200, "text/javascript"),
    r"/index\.html": ("/index.html", 302, "text/html"),
    rf"/({'|'.join(LABS)})\.html": ("/circuit.html", 302, "text/html"),
    r".*": ("/nothing", 404, "text/html"),
}


def walk(router: Any) -> Iterator[tuple[str, Any]]:
    """The pattern and the target of every route that can be reached from `router`, however deep."""
    assert isinstance(router, RuleRouter), f"nobody knows where {router!r} leads"
    for rule in router.rules:
        if isinstance(rule.target, Router):
            yield from walk(rule.target)
        else:
            pattern = (
                rule.matcher.regex.pattern if isinstance(rule.matcher, PathMatches) else repr(rule.matcher)
            )
            yield pattern.removesuffix("$"), rule.target


def unlisted(application: Any) -> set[str]:
    return {pattern for pattern, _ in walk(application.default_router)} - set(LISTED)


def test_the_server_has_the_listed_routes_and_no_other(served: tuple[Any, Ask]) -> None:
    server, _ = served
    application = server._tornado
    assert server._http.request_callback is application, "somebody answers before the routes are asked"
    found = list(walk(application.default_router))
    assert Counter(pattern for pattern, _ in found) == Counter([*LISTED])
    assert all(issubclass(handler, routes.Guarded) for _, handler in found)
    assert found[-1] == (".*", routes.Nothing)


def test_a_route_that_is_not_listed_is_noticed() -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    server = serve.server(0, "127.0.0.1", [])
    try:
        application = server._tornado
        assert unlisted(application) == set()
        application.add_handlers(".*", [("/one", RequestHandler)])  # as a new version of Panel might
        assert unlisted(application) == {"/one"}
        inner = RuleRouter([Rule(PathMatches("/two"), RequestHandler)])
        application.wildcard_router.rules.insert(0, Rule(AnyMatches(), inner))
        assert unlisted(application) == {"/one", "/two"}
    finally:
        server.stop()
        asyncio.set_event_loop(None)
        loop.close()


def usual_routes() -> set[str]:
    """What Panel and Bokeh would open, as addresses: the parts that can be anything are made something."""
    patterns = [pattern for pattern, *_ in toplevel_patterns]
    patterns += [f"/backprop{pattern}" for pattern, *_ in per_app_patterns]
    patterns += [pattern for pattern, *_ in panel.io.server.get_static_routes({})]
    patterns += [pattern for pattern, *_ in panel.io.server.get_session_info_routes()]
    plain = {re.sub(r"\(\.\*\)", "os/path/a/b", re.sub(r"/\?$", "", pattern)) for pattern in patterns}
    return {pattern for pattern in plain if pattern} - {path for path, *_ in LISTED.values()}


ELSEWHERE = {
    "/components/unittest.__main__/a/b/c", "/components/", "/components", "//components/os/a/b/c",
    "/liveness", "/session_info", "/rest/session_info", "/admin", "/login", "/logout", "/rest",
    "/backprop/", "/backprop/metadata", "/metadata", "/autoload.js?bokeh-autoload-element=1",
    "/backprop/autoload.js?bokeh-autoload-element=1&bokeh-absolute-url=http://a.b/backprop",
    "/backprop/static/js/bokeh.min.js", "/static/", "/static/js/", "/static/js/lib/index.js",
    "/static/extensions/panel/", "/static/extensions/panel/panel.js",
    "/static/extensions/panel/css/../panel.min.js",
    "/static/js/%2e%2e/bokeh.min.js", "/static/js/..%2f..%2fserver.py", "/static/js/bokeh%00.min.js",
    "/images/", "/images/..%2f..%2fREADME.md", "/images/%00", "/images/icon.svg/", "/embed.js/", "/host.js",
    "/apps/page/shell.py", "/shell", "/views", "/notebook", "/backprop.html/x", "/nothing.html", "/%ff",
}  # fmt: skip


def test_everything_else_is_not_there(ask: Ask) -> None:
    asked = usual_routes() | ELSEWHERE
    assert {"/components/os/path/a/b", "/backprop/metadata", "/session_info", "/static/os/path/a/b"} <= asked
    assert {path: status for path in asked if (status := ask(path)[0]) != 404} == {}
    for method in ("POST", "PUT", "OPTIONS", "DELETE"):
        assert ask("/components/os/a/b/c", method)[0] == 404


def trap(folder: Path) -> Path:
    """A module that writes a file when it is imported; returns where."""
    sprung = folder / "sprung"
    (folder / "playground_trap.py").write_text(f"open({str(sprung)!r}, 'w').close()\n")
    return sprung


COMPONENT = "/components/playground_trap/a/_resources/c"


def test_no_module_is_imported_by_name(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sprung = trap(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    assert ask(COMPONENT)[0] == 404
    assert not sprung.exists()


class Named(HTMLParser):
    """What a page names: the files that it loads, and its scripts with their nonces."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.files: set[str] = set()
        self.links: set[str] = set()
        self.nonces: list[str | None] = []
        self.meta: dict[str, str] = {}
        self.listeners: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.files |= {found[name] or "" for name in ("src", "href") if name in found and tag != "a"}
        if tag == "a":
            self.links.add(found.get("href") or "")
        self.listeners += [f"<{tag} {name}>" for name in found if name.startswith("on")]
        if tag == "script":
            self.nonces.append(found.get("nonce"))
        if tag == "meta":
            self.meta[(found.get("http-equiv") or found.get("name") or "").lower()] = (
                found.get("content") or ""
            )


@pytest.mark.slow
def test_whatever_a_page_names_is_there(ask: Ask) -> None:
    named: set[str] = set()
    for page in PAGES:
        named |= Named(ask(f"{page}?theme=dark")[2]).files
    assert any("panel.min.js" in file for file in named) and any("icon" in file for file in named)
    for file in named - {"#picture"}:
        assert urlsplit(file).netloc == "" and not file.startswith("/"), (
            "a server may stand at some path of another"
        )
        assert ask("/" + file.removeprefix("./"))[0] == 200, file


@pytest.mark.slow
def test_whatever_a_page_links_to_is_there(ask: Ask) -> None:
    links: set[str] = set()
    for page in PAGES:
        links |= Named(ask(page)[2]).links
    here = {urlsplit(link).path for link in links if not urlsplit(link).scheme} - {""}
    assert len(here) > len(LABS)
    assert {path for path in here if ask("/" + path.removeprefix("./"))[0] != 200} == set()


# ------------------------------------------------------------------------------------------------ the headers


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in policy.split(";"))}


def assert_guarded(answer: Answer, embed_from: list[str] | None = None) -> dict[str, list[str]]:
    """The headers of an answer are those that go with every one; returns its policy."""
    _, sent, _ = answer
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Referrer-Policy"] == "same-origin"
    assert [name for name in sent if name.lower().startswith("access-control")] == [], (
        "nothing is offered by CORS"
    )
    assert sent["Set-Cookie"] is None
    (policy,) = sent.get_all("Content-Security-Policy")
    found = directives(policy)
    assert found["default-src"] == found["base-uri"] == ["'self'"]
    assert found["object-src"] == found["form-action"] == ["'none'"]
    scripts = [source for source in found["script-src"] if not source.startswith("'nonce-")]
    assert scripts == ["'self'", "blob:"], "no inline scripts, no eval, no other host"
    assert found.get("frame-ancestors") == (None if embed_from is None else ["'self'", *embed_from])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("route", LISTED)
def test_every_answer_has_the_headers(ask: Ask, route: str) -> None:
    path, status, kind = LISTED[route]
    answer = ask(path)
    assert answer[0] == status
    assert answer[1].get_content_type() == kind
    assert_guarded(answer)
    for method in ("HEAD", "POST", "OPTIONS", "PUT", "NONSENSE"):
        assert_guarded(ask(path, method))
    assert_guarded(ask(path, Origin="https://evil.example", Range="bytes=99999999-", If_None_Match="*"))
    assert_guarded(ask(path, Connection="Upgrade", Upgrade="websocket", Origin="https://evil.example"))


@pytest.mark.parametrize("given", [["https://course.example", "http://127.0.0.1:8000"], ["none"]])
def test_who_may_frame_a_page_is_said_with_every_answer(
    serving: Callable[..., tuple[Any, Ask]], given: list[str]
) -> None:
    _, ask = serving(embed_from=given)
    labs = {page for page in PAGES[2:]}  # one will do
    for path in {path for path, *_ in LISTED.values()} - labs:
        assert_guarded(ask(path), [] if given == ["none"] else given)


@pytest.mark.slow
def test_every_script_of_a_page_has_the_nonce_of_its_answer(ask: Ask) -> None:
    seen = []
    for page in (*PAGES, PAGES[1]):
        answer = ask(page)
        (nonce,) = [source for source in assert_guarded(answer)["script-src"] if source.startswith("'nonce-")]
        named = Named(answer[2])
        assert len(named.nonces) > 5 and {f"'nonce-{one}'" for one in named.nonces} == {nonce}
        assert named.listeners == [], "attributes that are scripts have no nonce"
        assert "content-security-policy" not in named.meta, "the header says it"
        assert len(nonce) >= 24
        seen.append(nonce)
    assert len(set(seen)) == len(seen)


def test_an_error_in_a_page_has_the_headers(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: Any, **named: Any) -> Any:
        raise RuntimeError("secret")

    monkeypatch.setattr(panel.io.server, "server_html_page_for_session", fail)
    answer = ask("/backprop")
    assert answer[0] == 500 and "secret" not in answer[2]
    assert_guarded(answer)


def test_what_a_visitor_sends_is_not_to_be_read_in_the_page(ask: Ask) -> None:
    """A page carries a token that is only packed, not locked."""
    _, _, html = ask(
        "/backprop?alpha=5", Cookie="login=secret-1", Authorization="secret-2", X_Auth="secret-3"
    )
    (token,) = re.findall(r'"token":"([^"]+)"', html)
    payload = get_token_payload(token)
    assert payload["arguments"] == {"alpha": [b"5"]} and "secret" not in str(payload)


def test_a_large_request_is_refused(ask: Ask) -> None:
    assert ask("/backprop", "POST", body="x" * (serve.LARGEST_REQUEST - 1))[0] == 405
    try:
        status, _, _ = ask("/backprop", "POST", body="x" * (serve.LARGEST_REQUEST + 1))
    except ConnectionError:  # it hangs up while all that is still being sent
        return
    assert status in (400, 413)


# ------------------------------------------------------------------------------------------- marked addresses

# Ends whatever it could stand in: an attribute, a script, a style, a comment, a title.
MARKED = (
    "--></script></style></title>'\"><np-mark onload=alert(1)><script>alert('np-mark')</script>"
    "{{'np-' ~ 'made'}}"
)
UNESCAPED = ("<np-mark", "alert('np-mark')", "np-made", "np-evil.example")
BOKEHS = ("bokeh-absolute-url", "bokeh-app-path", "bokeh-session-id", "bokeh-token", "bokeh-autoload-element")


def marked_addresses(page: str) -> Iterator[str]:
    """Addresses of a page with what a stranger may write there, in every parameter and in its name."""
    lab = page.removeprefix("/").removesuffix(".html")
    kind = lab_class(lab) if lab else None
    names = [*(kind.setting_names() if kind else ()), *url.OURS, "np_unknown", MARKED, "", "on", "__proto__"]
    yield f"{page}?{urlencode([(name, MARKED) for name in names])}"
    yield f"{page}?{urlencode([(name, value) for name in names for value in (MARKED, '1')])}"
    yield f"{page}?{quote(MARKED)}"
    yield f"{page}?theme={quote(MARKED)}&theme=dark&theme={quote(MARKED)}&embed=1&host=https://{quote(MARKED)}"
    for name in BOKEHS if page in ("/", "/backprop") else BOKEHS[:1]:  # Panel does with them what it does
        yield f"{page}?{urlencode({name: MARKED})}"
        yield f"{page}?{urlencode({name: 'https://np-evil.example' + page})}"
    yield f"{page}?theme=%ff&%ff=%ff&bokeh-absolute-url=%ff"


def assert_unmarked(html: str) -> None:
    assert [mark for mark in UNESCAPED if mark in html] == []
    assert Named(html).listeners == []


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_no_value_of_an_address_is_taken_for_a_part_of_the_page(ask: Ask, page: str) -> None:
    for address in marked_addresses(page):
        status, _, html = ask(address, Cookie=f"theme={quote(MARKED)}", Bokeh_Session_Id="np-mark")
        assert status == 200, address
        assert "np-page" in html
        assert_unmarked(html)


@pytest.mark.parametrize(
    "path", ["/{}", "/backprop/{}", "/{}.html", "/images/{}.png", "/static/js/{}.min.js"]
)
def test_no_path_is_taken_for_a_part_of_the_page(ask: Ask, path: str) -> None:
    for written in (quote(MARKED), quote(MARKED, safe="<>'()=$*")):
        status, _, html = ask(path.format(written.replace(" ", "%20")))
        assert status == 404
        assert_unmarked(html)


def test_a_redirect_leads_to_the_page_and_nowhere_else(ask: Ask) -> None:
    status, sent, html = ask(f"/circuit.html?theme={quote(MARKED)}&bokeh-absolute-url=//np-evil.example")
    assert status == 302 and re.fullmatch(r"circuit\?[\w%.=&+*~-]*", sent["Location"])
    assert_unmarked(html)
    assert ask("//np-evil.example/circuit.html")[0] == 404


def test_a_stranger_can_not_choose_the_session(ask: Ask) -> None:
    """Who knows the number of somebody's session can play in it."""
    token = generate_jwt_token("np-mark", extra_payload={"arguments": {"alpha": [b"7"]}})
    for address in ("/backprop?bokeh-session-id=np-mark", f"/backprop?bokeh-token={token}"):
        _, _, html = ask(address, Bokeh_Session_Id="np-mark")
        (given,) = re.findall(r'"token":"([^"]+)"', html)
        assert len(get_session_id(given)) > 20
        assert "alpha" not in str(get_token_payload(given))


@pytest.mark.parametrize("theme", ["", "blue", "DARK", "dark ", "auto|dark", MARKED])
def test_a_theme_is_one_of_three(theme: str) -> None:
    page = {"theme": theme, "embed": "yes", "host": "example.org", "alpha": "10"}
    lab, complaints = url.open_lab(lab_class("backprop"), page)
    assert lab.alpha == 10
    assert [complaint.split()[0] for complaint in complaints] == ["embed", "theme", "host"]
    assert complaints[1].startswith("theme is auto, light or dark, not “")
    assert url.address(lab, page).query == "learning_rate=10", "what is wrong is left out"


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_a_theme_that_there_is_stays_in_the_address(theme: str) -> None:
    page = {"theme": theme, "embed": "1", "host": "https://example.org"}
    lab, complaints = url.open_lab(lab_class("backprop"), page)
    assert complaints == []
    assert dict(parse_qsl(url.address(lab, page).query)) == page


@pytest.mark.parametrize("template", ["page.html", "index.html"])
def test_a_template_escapes_all_it_is_given(template: str) -> None:
    facts = ("slug", "title", "question", "minutes", "for_whom", "challenges", "number")
    lab = dict.fromkeys(facts, MARKED) | {"after": [MARKED]}
    given: dict[str, Any] = {
        "roots": dict.fromkeys(("transport", "picture"), MARKED),
        "chapters": [{"name": MARKED, "about": MARKED, "labs": [lab]}],
        "place": {"chapter": MARKED, "number": MARKED, "count": MARKED, "before": lab, "after": lab},
        "pictures": [MARKED],
    }
    names = (
        "heading",
        "question",
        "invitation",
        "slug",
        "title",
        "lab",
        "home",
        "suffix",
        "version",
        "manual",
    )
    page = environment.get_template(template)
    assert_unmarked(page.render(frame="site.html", embed=str, **given, **dict.fromkeys(names, MARKED)))


DOCUMENT = '<script type="application/json" id="np-document">(.*?)</script>'
SITE = """
import sys
from apps.host import prerender
prerender.pretend_to_be_in_a_worker()
from apps.host.shims import import_panel
import_panel()
import json
print(json.dumps([prerender.page(*asked) for asked in json.load(sys.stdin)]))
"""


@pytest.mark.slow
def test_no_value_of_an_address_is_taken_for_a_part_of_a_page_of_the_site() -> None:
    """The site's pages are built without an address; were they built with one, it would be escaped too."""
    addresses = ["/backprop", *(address for page in PAGES for address in list(marked_addresses(page))[1:3])]
    asked = [(parts.path[1:] or "index", parts.query) for parts in map(urlsplit, addresses)]
    script = subprocess.run(
        [sys.executable, "-c", SITE],
        cwd=ROOT,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert script.returncode == 0, script.stderr
    built = json.loads(script.stdout)
    for (slug, query), html in zip(asked, built, strict=True):
        assert_unmarked(re.sub(DOCUMENT, "", html, flags=re.DOTALL))
        assert ("np_unknown" in html) == ("np_unknown" in query and slug != "index"), "it is said"
        documents = re.findall(DOCUMENT, html, re.DOTALL)
        assert len(documents) == (slug != "index")
        for document in documents:
            assert "<" not in document and json.loads(document)["doc"]


# ------------------------------------------------------------------------------------------------ panel serve


@contextmanager
def panel_serving(folder: Path) -> Iterator[tuple[Ask, Path]]:
    """`panel serve apps/*.py`, once a first page has been opened; and the file that a trap would write."""
    sprung = trap(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "panel", "serve", "--address", "127.0.0.1", "--port", str(port)]
    command += [str(path) for path in sorted((ROOT / "apps").glob("*.py"))]
    log = folder / "log.txt"
    with log.open("wb") as output:
        environment = os.environ | {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        ask = Ask(port)
        eventually(lambda: listens(port) or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        assert ask("/circuit")[0] == 200
        yield ask, sprung
        assert process.poll() is None, "it went on to the end"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def panel_serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ask, Path]]:
    with panel_serving(tmp_path_factory.mktemp("panel")) as served:
        yield served


@pytest.mark.slow
def test_a_page_closes_by_itself_what_it_can(panel_serve: tuple[Ask, Path]) -> None:
    ask, sprung = panel_serve
    assert ask(COMPONENT)[0] == 404
    assert not sprung.exists(), "it was imported"
    assert ask("/components/unittest.__main__/a/b/c")[0] == 404
    assert ask("/components/panel.template.fast/FastListTemplate/_css/fast.css")[0] == 404


def test_a_page_says_its_policy_by_itself(panel_serve: tuple[Ask, Path]) -> None:
    ask, _ = panel_serve
    seen = set()
    for path in ("/circuit", "/circuit", "/index"):
        _, sent, html = ask(path)
        assert sent["Content-Security-Policy"] is None, "then the page need not say it"
        named = Named(html)
        policy = directives(named.meta["content-security-policy"])
        (nonce,) = set(named.nonces)
        assert policy["script-src"] == ["'self'", "blob:", f"'nonce-{nonce}'"]
        assert named.meta["referrer"] == "same-origin"
        assert html.index("Content-Security-Policy") < html.index("<script"), "it is too late after a script"
        seen.add(nonce)
    assert len(seen) == 3


@pytest.mark.slow
def test_a_page_escapes_what_it_is_given_wherever_it_is_served(panel_serve: tuple[Ask, Path]) -> None:
    ask, _ = panel_serve
    for page in ("/backprop", "/index"):
        for address in marked_addresses(page) if page in PAGES else marked_addresses("/"):
            _, _, html = ask(address.replace("/?", "/index?") if page == "/index" else address)
            assert_unmarked(html)


# ---------------------------------------------------------------------------------------------------- origins


@pytest.mark.parametrize(
    "given, host",
    [
        ("playground.example", "playground.example"),
        ("Playground.Example:8080", "playground.example:8080"),
        ("10.0.0.7:5006", "10.0.0.7:5006"),
        ("localhost", "localhost"),
        ("my_service:80", "my_service:80"),
        ("https://playground.example", "playground.example"),
        ("https://playground.example:443/", "playground.example"),
        ("http://playground.example:80", "playground.example"),
        ("http://playground.example:443", "playground.example:443"),
    ],
)
def test_a_host_whose_pages_may_talk_with_the_labs(given: str, host: str) -> None:
    assert origins.allowed(given) == host


NO_ORIGINS = [
    "", " ", "*", "*:80", "a.*", "a b", "a,b", "a;b", "a/b", "https://a/b", "https://a?b", "https://a#b",
    "https://u@a", "javascript:alert(1)", "file:///x", "data:x", "//a", "a:", "a:0", "a:65536", "a:http",
    "a:-1", "a:1:2", "-a", "a-", ".a", "a..b", "https://", "'self'", "a\r\nb: c", "a\n", "ä.example", "null;",
    "[::1]:80",
]  # fmt: skip


@pytest.mark.parametrize("given", [*NO_ORIGINS, "*.example.org"])
def test_what_is_no_origin_is_refused_in_one_sentence(given: str) -> None:
    with pytest.raises(SettingError, match=r"^--allow-origin takes a host such as ") as refused:
        origins.allowed(given)
    assert len(str(refused.value)) < 160 and "\n" not in str(refused.value)


def test_pages_of_other_hosts_can_not_talk_with_the_labs(serving: Callable[..., tuple[Any, Ask]]) -> None:
    server, ask = serving(["https://course.example"], embed_from=["none"])
    shake = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    shake["Sec_WebSocket_Key"] = "dGhlIHNhbXBsZSBub25jZQ=="
    for origin, site, expected in (
        ("https://course.example", "cross-site", 101),
        (f"http://127.0.0.1:{server.port}", "same-origin", 101),
        ("http://course.example:81", "cross-site", 403),
        ("https://evil.example", "cross-site", 403),
        (f"https://evil.example:{server.port}", "same-site", 403),
        ("null", "cross-site", 403),
    ):
        answer = ask("/circuit/ws", Origin=origin, Sec_Fetch_Site=site, **shake)
        assert answer[0] == expected, origin
        assert_guarded(answer, [])


@pytest.mark.parametrize(
    "given, sources",
    [
        (None, None),
        (["none"], []),
        (["https://course.example"], ["https://course.example"]),
        (["https://Course.Example:443/", "http://a:80"], ["https://course.example", "http://a"]),
        (
            ["course.example:8000", "https://*.school.example"],
            ["course.example:8000", "https://*.school.example"],
        ),
    ],
)
def test_the_origins_that_may_frame_a_page(given: list[str] | None, sources: list[str] | None) -> None:
    assert origins.embedding(given) == sources


@pytest.mark.parametrize("given", NO_ORIGINS)
def test_what_may_not_frame_a_page_is_refused_in_one_sentence(given: str) -> None:
    with pytest.raises(SettingError, match=r"^--embed-from takes origins such as "):
        origins.embedding(["https://course.example", given])


@pytest.mark.parametrize("option", ["--allow-origin", "--embed-from"])
def test_what_is_no_origin_ends_the_command(capsys: pytest.CaptureFixture[str], option: str) -> None:
    assert cli.main(["serve", "--no-open", "--port", "0", option, "a b; script-src *"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith(f"playground: {option} takes ")


# -------------------------------------------------------------------------------------- the site, the scripts


def test_the_policies_of_the_site_and_of_the_server_agree() -> None:
    site, ours = directives(serve_site.POLICY), directives(headers.policy("x"))
    assert site.keys() == ours.keys()
    assert {name for name in site if site[name] != ours[name]} == {"script-src", "connect-src"}
    assert {f"{name} {' '.join(ours[name])}" for name in ours} >= set(headers.ALIKE)
    assert serve_site.REFERRER == headers.REFERRER


def test_the_scripts_make_no_markup_of_texts() -> None:
    """What is said on a page may be a stranger's: texts become nodes, and are never read as markup."""
    markup = "innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|parseFromString|setHTML|srcdoc"
    running = r"document\.write|\beval\(|\bFunction\(|javascript:|set(?:Timeout|Interval)\(\s*[\"'`]"
    for script in sorted((ROOT / "static" / "js").rglob("*.js")):
        source = script.read_text(encoding="utf-8")
        assert not re.search(running, source), script
        found = [line for line in source.splitlines() if re.search(markup, line)]
        if script.name == "mathml.js":  # which takes XML, and of that nothing but mathematics
            assert [line.strip() for line in found] == [
                'const { documentElement } = parser.parseFromString(text, "application/xml");'
            ]
            assert "if (!isMathematics(documentElement)) return" in source
        elif script.name == "embed.js":  # which stands in other people's pages, and has markup of its own
            put_in = [name for line in found for name in re.findall(r"\$\{(.*?)\}", line)]
            assert set(put_in) == {"STYLE"} and all(
                re.search(r"innerHTML = `[^`]*`;$", line) for line in found
            )
        else:
            assert found == [], script
