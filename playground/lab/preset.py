"""A named choice of settings, with a sentence on what it is there to show."""

from typing import Any


class Preset(dict[str, Any]):
    """`Preset("What it shows.", learning_rate=10)`: the settings that differ from the defaults.

    `about` is said when it is chosen. `label` is what its button says, if that is not its name. `horizon` is
    after how many steps it has shown its point. A test runs every preset to its horizon: no challenge but a
    lab's warm-up may be met by that alone.
    """

    def __init__(
        self, about: str, /, *, label: str = "", horizon: int | None = None, **settings: Any
    ) -> None:
        super().__init__(settings)
        self.about, self.label, self.horizon = about, label, horizon
