"""The first page: all labs, in the order in which to learn them."""

from apps.page import assets, html
from playground.labs import LABS, lab_class

html.page(
    "index.html",
    labs=[lab_class(slug) for slug in LABS],
    pictures={slug for slug in LABS if (assets.STATIC / "images" / f"{slug}.png").exists()},
    styles=assets.text("css/tokens.css", "css/page.css", "css/index.css"),
    script=assets.text("js/page.js"),
).servable(title="Neural Playground")
