"""The reference runs of TensorFlow."""

import json
from pathlib import Path
from typing import Any

import pytest

REFERENCE = Path(__file__).parents[1] / "data" / "tensorflow.json"


@pytest.fixture(scope="session")
def reference() -> dict[str, Any]:
    """Each reference run by its id."""
    with REFERENCE.open(encoding="utf-8") as file:
        return {run["id"]: run for run in json.load(file)["runs"]}
