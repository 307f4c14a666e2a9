"""The first page: all labs, in the order in which to learn them."""

import panel as pn

from apps.parts import assets
from playground import __version__
from playground.labs import LABS, lab_class

template = pn.Template(assets.text("html/index.html"))
template.add_variable("labs", [lab_class(slug) for slug in LABS])
template.add_variable(
    "pictures", {slug for slug in LABS if (assets.STATIC / "images" / f"{slug}.png").exists()}
)
template.add_variable("styles", assets.text("css/tokens.css", "css/page.css", "css/index.css"))
template.add_variable("script", assets.text("js/page.js"))
template.add_variable("version", __version__)
template.servable(title="Neural Playground")
