"""The engine computes what TensorFlow 1 computed, number for number.

The tolerances are those that two correct implementations reach: in float32 the curves of a
saturated cell part after `float32_horizon`.
"""

from typing import Any

import numpy as np
import pytest

from rnn_tui.engine import Trainer
from rnn_tui.experiment import Cell, Dtype, Experiment

RUNS = [
    f"{cell}|{text}"
    for text in ("hello", "hihello", "안녕하세요안녕", "hihello|carry")
    for cell in ("rnn", "lstm", "gru")
]


def trainer_of(run: dict[str, Any], dtype: Dtype) -> Trainer:
    experiment = Experiment(
        text=run["word"],
        cell=Cell(run["cell"]),
        carry_state=run["carry_state"],
        iterations=run["iterations"],
        dtype=dtype,
    )
    initial = {name: np.array(w, np.float32) for name, w in run["weights"]["0"].items()}
    return Trainer(experiment, initial)


@pytest.mark.parametrize("name", RUNS)
def test_float32_costs_and_answers(reference: dict[str, Any], name: str) -> None:
    run = reference[name]
    trainer = trainer_of(run, Dtype.FLOAT32)
    horizon = run["float32_horizon"]["1e-5"]
    tolerance = 1.5e-6 if name.endswith("hello") and "hi" not in name else 5e-5
    compared = 0
    for i in range(horizon):
        step = trainer.step()
        assert step is not None
        assert step.predictions is not None
        assert step.costs[0] == pytest.approx(run["cost"][i], abs=tolerance)
        if str(i) in run["argmax"]:
            assert trainer.task.spell(step.predictions[0]) == run["argmax"][str(i)]
            compared += 1
    assert compared >= 7


@pytest.mark.parametrize("name", RUNS)
def test_float64_costs_and_answers(reference: dict[str, Any], name: str) -> None:
    run = reference[name]
    trainer = trainer_of(run, Dtype.FLOAT64)
    tolerance = 1e-5 if name == "rnn|hihello" else 1e-9
    for i in range(100):
        step = trainer.step()
        assert step is not None
        assert step.predictions is not None
        assert step.costs[0] == pytest.approx(run["float64"]["cost"][i], abs=tolerance)
        answer = run["float64"]["argmax"].get(str(i))
        if answer is not None:
            assert trainer.task.spell(step.predictions[0]) == answer


@pytest.mark.parametrize("name", RUNS)
def test_logits_weights_and_states(reference: dict[str, Any], name: str) -> None:
    run = reference[name]
    trainer = trainer_of(run, Dtype.FLOAT32)
    horizon = min(run["float32_horizon"]["1e-5"], run["iterations"])
    seen = set()
    for moment in range(horizon + 1):
        key = str(moment)
        # Rounding adds up: small and large weights part sooner than the costs.
        tolerance = 2e-5 if moment <= 100 else 2e-4
        if key in run["weights"]:
            seen.add("weights")
            for tensor, found in trainer.weights().items():
                assert found == pytest.approx(np.array(run["weights"][key][tensor]), abs=tolerance)
        # Without a readout the outputs are the logits; with carry, of another pass.
        if key in run["logits"] and not run["carry_state"]:
            seen.add("logits")
            picture = trainer.picture()
            assert picture is not None
            assert picture.hidden == pytest.approx(np.array(run["logits"][key]), abs=tolerance)
        trainer.step()
        if key in run["final_state"] and run["carry_state"]:
            seen.add("states")
            state = trainer.state()
            for letter, found in run["final_state"][key].items():
                expected = np.array(found).reshape(1, -1)
                assert state[f"carried/{letter}"] == pytest.approx(expected, abs=tolerance)
    assert seen == {"weights", "states" if run["carry_state"] else "logits"}


def test_the_last_cost_is_that_of_the_next_training_pass(reference: dict[str, Any]) -> None:
    run = reference["rnn|hello"]
    trainer = trainer_of(run, Dtype.FLOAT32)
    for _ in range(run["iterations"]):
        trainer.step()
    costs = trainer.measure()
    assert costs is not None
    assert costs[0] == pytest.approx(run["cost_after_last"], abs=1.5e-6)
