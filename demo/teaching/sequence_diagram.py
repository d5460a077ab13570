"""Sequence diagram of a browser's steps: the place of each line."""

from dataclasses import dataclass

from demo.teaching.steps import Step

BROWSER, APP, POOL = 110, 330, 550
WIDTH = 640
HEAD, ROW, PAD = 44, 30, 10


@dataclass(frozen=True, slots=True)
class Message:
    """One arrow of the diagram.

    Attributes:
        origin: Where it begins, from the left.
        target: Where it ends.
        y: How far down it is.
        label: What is sent.
        is_answer: Whether it answers an earlier one.
    """

    origin: int
    target: int
    y: int
    label: str
    is_answer: bool

    @property
    def middle(self) -> int:
        """The position of its label."""
        return (self.origin + self.target) // 2


@dataclass(frozen=True, slots=True)
class Band:
    """The part of the diagram that one step takes.

    Attributes:
        step: The step.
        top: Where it begins.
        height: How high it is.
        messages: Its arrows, from the top.
    """

    step: Step
    top: int
    height: int
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class SequenceDiagram:
    """The parts of the drawing.

    Attributes:
        lanes: Who takes part, with their place from the left.
        bands: The steps, from the top.
        width: How wide it is.
        height: How high it is.
    """

    lanes: tuple[tuple[int, str], ...]
    bands: tuple[Band, ...]
    width: int
    height: int


def sequence_diagram(steps: list[Step], pool: str) -> SequenceDiagram:
    """Lay out the messages between the browser, this app and the user pool.

    Args:
        steps: The steps of a browser.
        pool: The name of the user pool.
    """
    bands, top = [], HEAD
    for step in steps:
        lines = [(BROWSER, APP, f"{step.method} {step.path}", False)]
        for exchange in step.exchanges:
            lines.append((APP, POOL, exchange.operation, False))
            lines.append((POOL, APP, exchange.result, True))
        goes_to = f"{step.status} \N{RIGHTWARDS ARROW} {step.location}"
        lines.append((APP, BROWSER, goes_to if step.location else str(step.status), True))
        messages = tuple(
            Message(origin, target, top + PAD + ROW * number, label, is_answer)
            for number, (origin, target, label, is_answer) in enumerate(lines, start=1)
        )
        height = ROW * len(lines) + 2 * PAD
        bands.append(Band(step, top, height, messages))
        top += height
    lanes = ((BROWSER, "Browser"), (APP, "Flask"), (POOL, pool))
    return SequenceDiagram(lanes, tuple(bands), WIDTH, top + PAD)
