"""The functions and the training loop of an exported PyTorch script, with its edits."""

from collections.abc import Iterator
from dataclasses import dataclass

from rnn_tui.edits import Freeze, Hold, Weight, Zero
from rnn_tui.experiment import Convention, Experiment
from rnn_tui.export import pytorch_optimizers as optimizers
from rnn_tui.export.code import block, numbers, value
from rnn_tui.export.course import Course
from rnn_tui.export.pytorch_cells import Network, parameter
from rnn_tui.fields import number
from rnn_tui.record import Event
from rnn_tui.task import Task


@dataclass(frozen=True, eq=False)
class Loop:
    """What trains the network of a script."""

    course: Course
    network: Network

    def functions(self) -> str:
        """Write what the loop calls."""
        parts = [self._start(), self._batch(), self._cost(), self._answer()]
        return "\n\n\n".join(part.strip("\n") for part in parts if part)

    def _start(self) -> str:
        if self.network.memory:
            zeros = (
                "zeros = torch.zeros(batch, HIDDEN, dtype=DTYPE)\n    return zeros, zeros"
                if not self.network.native
                else "zeros = torch.zeros(1, batch, HIDDEN, dtype=DTYPE)\n    return zeros, zeros"
            )
        else:
            layers = "1, " if self.network.native else ""
            zeros = f"return torch.zeros({layers}batch, HIDDEN, dtype=DTYPE)"
        return (
            f'def start(batch):\n    """The state before the first time step: zero."""\n    {zeros}'
        )

    def _sizes(self, e: Experiment) -> str:
        task = Task(e)
        return f"time_steps, batch_size = {task.time_steps}, {task.batch_size}"

    def _batch(self) -> str:
        if self.course.whole:
            return ""
        streams = (
            "length = len(targets) // batch_size  # of a stream; what is left over is not read\n"
            "first = i % (length // time_steps) * time_steps\n"
            "starts = torch.arange(batch_size) * length + first"
        )
        windows = (
            "count = len(targets) - time_steps + 1\n"
            "starts = (torch.arange(batch_size) + i * batch_size) % count"
        )
        if self.course.mixes:
            body = f"if carry_state:\n{block(streams, indent=4)}\nelse:\n{block(windows, indent=4)}"
        else:
            body = streams if self.course.carries else windows
        what = {
            (False, True): "Every stream goes on where its last iteration ended.",
            (False, False): "The next windows, round and round.",
        }.get(
            (self.course.mixes, self.course.carries),
            "Streams that go on, or windows, round and round.",
        )
        return block(
            "def batch(i):",
            '    """The places in the text that iteration i reads, (time, batch).',
            f"\n    {what}",
            '    """',
            block(body, indent=4),
            "    return torch.arange(time_steps).unsqueeze(1) + starts",
        )

    def _cost(self) -> str:
        weighed = "losses * loss_weights[places].flatten()" if self.course.weighs else "losses"
        total = f"({weighed}).sum()" if self.course.weighs else "losses.sum()"
        return block(
            "def cost_of(logits, places):",
            '    """Cross entropy in nats: summed over time, divided by the sequences."""',
            "    logits, right = logits.flatten(0, 1), targets[places].flatten()",
            '    losses = F.cross_entropy(logits, right, reduction="none")',
            f"    return {total} / places.shape[1]",
        )

    def _answer(self) -> str:
        return block(
            "@torch.no_grad()",
            "def answer(state):",
            '    """The likeliest character at every time step of the whole text."""',
            "    logits, _ = network(inputs.unsqueeze(1), state)",
            "    likeliest = logits.argmax(2).flatten().tolist()",
            '    return "".join(vocabulary[k] for k in likeliest)',
        )

    def source(self) -> str:
        """Write the loop: every iteration, its edits before it, and the last cost."""
        return "\n".join(
            [
                block(*self._before()),
                "",
                "# Train. An edit of the run takes effect before the update of its iteration."
                if self.course.changes
                else "# Train.",
                "for i in range(ITERATIONS):",
                block(*self._body(), indent=4),
                "",
                "# The cost of the last weights.",
                block(*self._last()),
            ]
        )

    def _before(self) -> list[str]:
        e, task = self.course.experiment, self.course.task
        return [
            f"optimizer = {optimizers.made(e, freezes=self.course.freezes)}",
            f"clip_norm = {value(e.clip_norm)}" if self.course.clips else "",
            f"loss_weights = torch.tensor({numbers(task.loss_weights)}, dtype=DTYPE)"
            if self.course.weighs
            else "",
            "frozen = set()  # tensors that an edit keeps as they are"
            if self.course.freezes
            else "",
            f"carry_state = {e.carry_state}" if self.course.mixes else "",
            "places = torch.arange(len(targets)).unsqueeze(1)  # the whole text, one sequence"
            if self.course.whole
            else self._sizes(e),
            "state = fed = start(batch_size)"
            if self.course.from_fed
            else "state = start(batch_size)"
            if self.course.carries
            else "",
            f"every = {task.answer_every}  # iterations from one answer to the next"
            if self.course.seldom
            else "",
            "spelled = answer(start(1))" if self.course.seldom else "",
        ]

    def _body(self) -> list[str]:
        after = "after" if self.course.carries else "_"
        return [
            *self._edits(range(self.course.run.iterations)),
            "" if self.course.whole else "places = batch(i)",
            f"logits, {after} = network(inputs[places], {self._fed})",
            "cost = cost_of(logits, places)",
            "optimizer.zero_grad()",
            "cost.backward()",
            *self._before_update(),
            "optimizer.step()",
            *self._carry(),
            *self._tell(),
        ]

    def _last(self) -> list[str]:
        made, whole = self.course.run.iterations, self.course.whole
        return [
            *self._edits(range(made, made + 1), last=True),
            "" if whole else "places = batch(ITERATIONS)",
            "with torch.no_grad():",
            f"    logits, _ = network(inputs[places], {self._fed})",
            '    print(f"{ITERATIONS:5d}  {cost_of(logits, places).item():.9f}")',
        ]

    @property
    def _fed(self) -> str:
        if self.course.mixes:
            return "state if carry_state else start(batch_size)"
        return (
            "state"
            if self.course.carries
            else "start(1)"
            if self.course.whole
            else "start(batch_size)"
        )

    def _before_update(self) -> Iterator[str]:
        if self.network.cuts:
            yield "for w in network.parameters():"
            yield "    if w.grad is None:  # held gates cut it off; momentum moves it all the same"
            yield "        w.grad = torch.zeros_like(w)"
        if self.course.freezes:
            yield "for w in frozen:\n    w.grad = None"
        if not self.course.clips:
            return
        pytorch = self.course.experiment.convention is Convention.PYTORCH
        # Where everything is frozen there is nothing to add up.
        start = ", torch.tensor(0.0)" if self.course.freezes else ""
        squares = "((g * g).sum() for g in gradients)"
        total = f"sum({squares}{start})" if start else f"sum{squares}"
        inner = (
            "nn.utils.clip_grad_norm_(network.parameters(), clip_norm)"
            if pytorch
            else "gradients = [w.grad for w in network.parameters() if w.grad is not None]\n"
            f"norm = torch.sqrt({total})\n"
            "for g in gradients:\n"
            "    g *= torch.clamp(clip_norm / norm, max=1.0)"
        )
        if any(e.clip_norm is None for e in self.course.regimes):
            inner = f"if clip_norm is not None:\n{block(inner, indent=4)}"
        yield inner

    def _carry(self) -> Iterator[str]:
        if not self.course.carries:
            return
        kept = "tuple(part.detach() for part in after)" if self.network.memory else "after.detach()"
        first = "fed = state" if self.course.from_fed else ""
        go_on = block(first, f"state = {kept}  # no gradient goes back across the border")
        yield f"if carry_state:\n{block(go_on, indent=4)}" if self.course.mixes else go_on

    def _tell(self) -> Iterator[str]:
        start = "start(1)"
        if self.course.from_fed:
            start = "fed" if self.course.always_from_fed else "fed if carry_state else start(1)"
        if self.course.seldom:
            yield "if (i + 1) % every == 0 or i + 1 == ITERATIONS:"
            yield f"    spelled = answer({start})"
            yield 'print(f"{i:5d}  {cost.item():.9f}  {spelled!r}")'
        else:
            yield f'print(f"{{i:5d}}  {{cost.item():.9f}}  {{answer({start})!r}}")'

    def _edits(self, iterations: range, *, last: bool = False) -> Iterator[str]:
        at = -1
        for event, before, after in self.course.changes:
            if event.iteration not in iterations:
                continue
            lines = self._edit(event, before.experiment, after.experiment)
            if not lines:
                continue
            if not last and event.iteration != at:
                yield f"if i == {event.iteration}:"
            at = event.iteration
            yield block(*lines, indent=0 if last else 4)

    def _edit(self, event: Event, before: Experiment, after: Experiment) -> list[str]:
        match event.value:
            case Weight(tensor, index, new):
                place = ", ".join(map(str, index))
                return [
                    "with torch.no_grad():",
                    f"    network.{parameter(tensor, after.convention)}[{place}] = {number(new)}",
                ]
            case Zero(unit, on):
                return [f"zeroed.{'add' if on else 'discard'}({unit})"]
            case Hold(gate, None):
                return [f'held.pop("{gate}", None)']
            case Hold(gate, held):
                return [f'held["{gate}"] = {held}']
            case Freeze(tensor, on):
                name = parameter(tensor, after.convention)
                return [f"frozen.{'add' if on else 'discard'}(network.{name})"]
        field = event.field
        if getattr(before, field) == getattr(after, field):
            return []
        match field:
            case "learning_rate" | "momentum" | "decay":
                return optimizers.setting(after, field, freezes=self.course.freezes)
            case "optimizer":
                made = optimizers.made(after, freezes=self.course.freezes)
                return ["# A new optimizer remembers nothing.", f"optimizer = {made}"]
            case "clip_norm":
                return [f"clip_norm = {value(after.clip_norm)}"]
            case "loss_weights":
                weights = numbers(Task(after).loss_weights)
                return [f"loss_weights = torch.tensor({weights}, dtype=DTYPE)"]
            case "carry_state":
                start = "state = fed = start(batch_size)" if self.course.from_fed else ""
                start = start or "state = start(batch_size)"
                return [f"carry_state = {after.carry_state}", self._sizes(after), start]
            case _:  # iterations: as many are made as were made
                return []
