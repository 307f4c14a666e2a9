"""The least that Sphinx asks for. The lab itself is in index.rst."""

project = "Our course"
html_theme = "alabaster"
