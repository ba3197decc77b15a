"""`rnn-tui doctor`: what is well and what is not, for a person and as JSON."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from rnn_tui.cli import errors
from rnn_tui.cli.flags import DATA_HELP
from rnn_tui.i18n import tr
from rnn_tui.text import fit, width

if TYPE_CHECKING:
    from rnn_tui.cli.checks import Finding


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help=tr("One JSON object, and no more."))
@click.option("--quick", is_flag=True, help=tr("Do not try whether PyTorch can be loaded."))
@click.option("--data", metavar="DIR", help=DATA_HELP)
def doctor(as_json: bool, quick: bool, data: str | None) -> int:
    """Look at versions, terminal, files and PyTorch; exit 1 where something is not well."""
    import json
    from dataclasses import asdict

    from rnn_tui.cli.checks import findings
    from rnn_tui.cli.train import open_output

    output = open_output(as_json=as_json)
    seen: list[Finding] = []
    for finding in findings(data, quick=quick):
        if not as_json:
            if not seen or seen[-1].part != finding.part:
                output.line(("\n" if seen else "") + finding.part)
            for line in _lines(finding):
                output.line(line)
            output.flush()
        seen.append(finding)
    well = not any(finding.problem for finding in seen)
    if as_json:
        words = {"well": well, "findings": [asdict(finding) for finding in seen]}
        output.line(json.dumps(words, ensure_ascii=False))
    else:
        count = sum(bool(finding.problem) for finding in seen)
        output.line("")
        output.line(tr("all is well") if well else tr("not well: {count}", count=count))
    output.flush()
    return errors.DONE if well else errors.FAILED


def _lines(finding: "Finding") -> Iterator[str]:
    name = fit(finding.name, max(14, width(finding.name)))
    yield f"  {'!' if finding.problem else ' '} {name}  {finding.value}".rstrip()
    if finding.problem:
        yield f"      {finding.problem}"
