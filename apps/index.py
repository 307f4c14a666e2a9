"""The first page: for whom this is, where to begin, and all labs, in the order in which to learn them."""

import panel as pn

from apps.page import chapters
from apps.parts import assets
from playground.labs import LABS

template = pn.Template(assets.text("html/index.html"))
for name, value in {
    "menu": template.template.environment.from_string(assets.text("html/chapters.html")),
    "chapters": chapters.index(),
    "pictures": {slug for slug in LABS if (assets.STATIC / "images" / f"{slug}.png").exists()},
    "styles": assets.text("css/tokens.css", "css/page.css", "css/chapters.css", "css/index.css"),
    "script": assets.text("js/page.js", "js/page/solved.js", "js/page/chapters.js"),
}.items():
    template.add_variable(name, value)
template.servable(title="Neural Playground")
