"""`playground check`: are gradients right, do ciphers keep their promise, do agents find what there is to be
found, are printed results reproduced?

All parts are lists of lines. A line has a number from outside (printed in a source, or measured by nudging
parameters), our own number, and how far they may be apart, which is written down beside each of them.
"""

from collections.abc import Iterable, Sequence
from typing import TextIO

from playground.check import agents, ciphers, gradients, sources
from playground.check.line import Line, columns


def check_everything(out: TextIO) -> bool:
    """Print every comparison, as it is made, to `out`; returns whether all of them hold."""
    right = _print_part(
        out, "Gradients: backward pass against nudging, largest relative error", gradients.gradients()
    )
    deciphered = _print_part(
        out, "Ciphers: what the key reads, against computing in the open", ciphers.ciphers()
    )
    found = _print_part(out, "Agents: what there is to be found, and what is found", agents.agents())
    reproduced = _print_part(out, "Results that the sources print", sources.printed_results())
    print(f"\n{sources.CHAOTIC}", file=out)
    print(f"gradients right: {sum(right)} of {len(right)}", file=out)
    print(f"ciphers right: {sum(deciphered)} of {len(deciphered)}", file=out)
    print(f"agents right: {sum(found)} of {len(found)}", file=out)
    print(f"reproduced {sum(reproduced)} of {len(reproduced)}", file=out)
    return all(map(all, (right, deciphered, found, reproduced)))


def _print_part(out: TextIO, title: str, lines: Iterable[Line]) -> Sequence[bool]:
    print(f"\n{title}\n{columns('source', 'what', 'printed', 'ours', 'tolerance', '')}", file=out)
    held = []
    for line in lines:
        print(line, file=out, flush=True)
        held.append(line.ok)
    return held
