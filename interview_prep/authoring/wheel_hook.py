"""Build hook of the wheel: compiles the bundled bank and adds its index, so that the first start reads no YAML.

hatchling runs this file; it needs pydantic and pyyaml beside hatchling in `build-system.requires`.
"""

import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Puts `question_bank/index.sqlite` into the wheel; it never lies in the source tree."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the index into a temporary folder and name it to the builder; a bad question is left out, as ever."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from interview_prep.bank.index import Index
        from interview_prep.bank.indexing import build_index, write_index
        from interview_prep.bank.source import Source

        source = Source(Path(self.root) / "question_bank")
        connection = build_index(source)
        for problem in Index(connection, source.root, lambda: connection).problems():
            self.app.display_warning(str(problem))
        target = Path(mkdtemp()) / "index.sqlite"
        if not write_index(connection, target):
            raise OSError(f"{target} cannot be written")
        build_data["force_include"][str(target)] = "question_bank/index.sqlite"
