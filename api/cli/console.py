"""What every command shares: answers as text or one JSON object, bars on stderr, errors with their exit codes."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from rich.console import Console as Terminal
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.messages import message
from api.words import Words
from sampler.errors import Broken, SamplerError

DONE, WRONG_INPUT, WRONG_USAGE, WRONG_ENVIRONMENT = 0, 1, 2, 3

Step = Callable[[int, int], None]


@dataclass(slots=True, kw_only=True)
class Console:
    """One run of the command line: its words, its two streams, and whether stdout is one JSON object."""

    words: Words
    out: IO[str]
    err: IO[str]
    json: bool = False

    def answer(self, value: Mapping[str, object], lines: Sequence[str], failure: SamplerError | None = None) -> None:
        """The command's result: the object under `--json`, else the lines. A `failure` that has an answer all the
        same stands in it as `error`."""
        if self.json:
            whole = {**value, "error": self._described(failure)} if failure else value
            print(json.dumps(whole, ensure_ascii=False, default=str), file=self.out)
            return
        print("\n".join(lines), file=self.out)
        if failure:
            self.say(message(failure, self.words))

    def say(self, line: str) -> None:
        """A remark on the way; it never mixes with the answer."""
        print(line, file=self.err, flush=True)

    @contextmanager
    def progress(self, title: str) -> Iterator[Step]:
        """A bar with done, total and time left on a terminal; elsewhere one line when the step is done."""
        terminal = Terminal(file=self.err)
        if not terminal.is_terminal:
            yield lambda done, total: None
            self.say(f"{title} ✓")
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=terminal) as bars:
            task = bars.add_task(title, total=None)
            yield lambda done, total: bars.update(task, completed=done, total=total)

    def fail(self, error: SamplerError) -> int:
        """Say what is wrong and give the exit code of its class."""
        if self.json:
            print(json.dumps({"error": self._described(error)}, ensure_ascii=False, default=str), file=self.out)
        else:
            self.say(message(error, self.words))
        return WRONG_ENVIRONMENT if isinstance(error, Broken) else WRONG_INPUT

    def _described(self, error: SamplerError) -> dict[str, object]:
        return {"code": error.code, "params": error.params, "message": message(error, self.words)}

    def misused(self, text: str) -> int:
        """The command line itself is wrong."""
        if self.json:
            body = {"code": "usage", "params": {}, "message": text}
            print(json.dumps({"error": body}, ensure_ascii=False), file=self.out)
        else:
            self.say(text)
        return WRONG_USAGE
