"""The words and the ready-made settings of the lab `classifier`."""
from typing import Any
TITLE="Drawing a border"
QUESTION="How does a network find a border that no straight line can be?"
INVITATION="Press Play and watch the border close around the blue points."
STORY=""
SOURCES=()
ABOUT={}
CHALLENGES=()
PRESETS: dict[str, dict[str, Any]] = {"tensorflow-playground": {}}
