"""The stock way to put a Panel page on a plain web server: `panel convert --to pyodide-worker`, and its CDNs.

`write_stock_site` makes a folder in which everything lies that the converted page asks for, at the addresses
at which it asks: Panel's CDN, Bokeh's, Pyodide's and the package index all become folders of one local
server. Nearby and without encryption they answer faster than they do in life.

The page in `apps/` is converted as it is. What is changed in the converted files, and why:

- the addresses of Bokeh's CDN, which no setting changes, become local ones;
- before micropip installs anything, five lines run in the worker (`PREAMBLE`): they name the local index and
  the local copy of Panel's CDN, and give Pyodide 0.27 the name `jsnull` (Panel 1.10 is written for a later
  Pyodide; see runtime.py).
"""

import os
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import bokeh
import panel
from panel.io.convert import PYODIDE_VERSION

from benchmarks.boot import wheels
from benchmarks.boot.runtime import Unavailable, write_runtime

BOKEHS_CDN = "https://cdn.bokeh.org/"
INSTALL = "import micropip\n"  # as the converter writes it
PREAMBLE = """\
      import os, pyodide.ffi
      os.environ["PANEL_CDN_ROOT"] = "{url}/cdn/panel/"
      pyodide.ffi.jsnull = object()
      micropip.package_index.DEFAULT_INDEX_URLS[:] = ["{url}/index/simple/{{package_name}}.v1+json"]
      micropip.set_index_urls(micropip.package_index.DEFAULT_INDEX_URLS)
"""


def write_stock_site(lab: str, project: Path, folder: Path, cache: Path, url: str) -> None:
    """Everything that the stock page of `lab` asks for, under `folder`, to be served at `url`."""
    _write_cdns(folder / "cdn", cache)
    wheels.write_index(folder / "index", f"{url}/index")
    own = wheels.build_own(project, folder / "index" / "own")
    _convert(project / "apps" / f"{lab}.py", folder, f"neural-playground @ {url}/index/own/{own.name}", url)


def _write_cdns(folder: Path, cache: Path) -> None:
    write_runtime(cache, folder / "pyodide" / PYODIDE_VERSION / "full")
    panels = folder / "panel" / panel.__version__ / "dist"
    shipped = Path(panel.__file__).parent / "dist"
    for name in ("css", "images", "bundled/theme", "bundled/reactiveesm"):
        shutil.copytree(shipped / name, panels / name)
    shutil.copy(shipped / "panel.min.js", panels)
    wheels.repack(distribution("panel"), panels / "wheels", wheels.is_for_panels_cdn)
    wheels.repack(distribution("bokeh"), folder / "panel" / "wheels", wheels.is_for_bokehs_cdn)
    release = folder / "bokeh" / "bokeh" / "release"
    release.mkdir(parents=True)
    for script in (Path(bokeh.__file__).parent / "server" / "static" / "js").glob("*.min.js"):
        shutil.copy(script, release / script.name.replace(".min.js", f"-{bokeh.__version__}.min.js"))


def _convert(page: Path, folder: Path, own: str, url: str) -> None:
    """Run `panel convert`. It reports a failure and goes on, so its output is checked."""
    command = [sys.executable, "-m", "panel", "convert", str(page), "--to", "pyodide-worker"]
    command += ["--out", str(folder), "--requirements", own]
    roots = {"PANEL_CDN_ROOT": f"{url}/cdn/panel/", "PANEL_PYODIDE_CDN_ROOT": f"{url}/cdn/pyodide/"}
    done = subprocess.run(command, env=os.environ | roots, capture_output=True, text=True)
    html, worker = folder / f"{page.stem}.html", folder / f"{page.stem}.js"
    if not worker.is_file():
        raise Unavailable(f"`panel convert` failed: {(done.stdout + done.stderr)[-600:]}")
    html.write_text(html.read_text().replace(BOKEHS_CDN, f"{url}/cdn/bokeh/"))
    before, found, after = worker.read_text().partition(INSTALL)
    if not found:
        raise Unavailable("`panel convert` writes another worker than the one that this knows how to prepare")
    worker.write_text(before + found + PREAMBLE.format(url=url) + after)
