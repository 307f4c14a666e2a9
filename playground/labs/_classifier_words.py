"""The words and the ready-made settings of the lab `classifier`."""
from typing import Any
PRESETS: dict[str, dict[str, Any]] = {"tensorflow-playground": {}}
