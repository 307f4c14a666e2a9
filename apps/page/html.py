"""The HTML around a page, from `static/html/`. Whatever is put into it is escaped, unless the template itself
says of a text that it is safe: only of our own scripts and styles, and of what Bokeh and Panel write."""

import re
from typing import Any

import jinja2
import panel as pn
from markupsafe import Markup

from apps.host import doors, headers
from apps.page import assets

environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(assets.STATIC / "html"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.globals |= {"guard": headers.guard, "assets": assets}


def _with_nonce(html: str, nonce: str) -> Markup:
    """Markup of Bokeh's and Panel's, with the nonce in all its scripts."""
    return Markup(re.sub(r"<script\b", f'<script nonce="{nonce}"', str(html)))


environment.filters["with_nonce"] = _with_nonce


class Page(pn.Template):
    """A template that is called by its name and not described: Panel would write the description anew with
    every part that is added, which takes a fifth of the time in which a page opens."""

    def __repr__(self) -> str:
        return type(self).__name__


def page(name: str, **variables: Any) -> pn.Template:
    """A page of Panel's, made from the template `name`."""
    doors.close()
    template = Page(environment.get_template(name))
    for variable, value in variables.items():
        template.add_variable(variable, value)
    return template
