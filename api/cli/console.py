"""What every command shares: answers as text or one JSON object, bars on stderr, errors with their exit codes."""

import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TextIO

from rich.console import Console as Terminal
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

from api.messages import caution_message, message
from api.progress_words import Step, reached, time_left
from api.words import LOCALES, Words, language_of, words_for
from sampler.caution import Caution
from sampler.errors import Broken, SamplerError
from sampler.progress import Unit

DONE, WRONG_INPUT, WRONG_USAGE, WRONG_ENVIRONMENT = 0, 1, 2, 3


class Reach(ProgressColumn):
    """Done, total, their share and the time left, in words."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def render(self, task: Task) -> Text:
        if not task.total:
            return Text()
        done, total = round(task.completed), round(task.total)
        parts = [reached(done, total, task.fields["unit"], self.words), f"{task.completed / task.total:.1%}"]
        if task.time_remaining:
            parts.append(time_left(timedelta(seconds=task.time_remaining), self.words))
        return Text("  ".join(parts))


@dataclass(slots=True, kw_only=True)
class Console:
    """One run of the command line: its words, its two streams, and whether stdout is one JSON object."""

    words: Words
    out: TextIO
    err: TextIO
    json: bool = False

    def answer(self, value: Mapping[str, object], lines: Sequence[str], failure: SamplerError | None = None) -> None:
        """The command's result: the object under `--json`, else the lines. A `failure` that has an answer all the
        same stands in it as `error`."""
        if self.json:
            whole = {**value, "error": self._described(failure)} if failure else value
            self._put(whole)
            return
        print("\n".join(lines), file=self.out)
        if failure:
            self.say(message(failure, self.words))

    def caution(self, cautions: Iterable[Caution]) -> dict[str, object]:
        """Say each on stderr; and what stands of them in a command's object."""
        described = []
        for caution in cautions:
            text = caution_message(caution, self.words)
            self.say(text)
            described.append({**caution.plain, "message": text})
        return {"cautions": described}

    def say(self, line: str) -> None:
        """A remark on the way; it never mixes with the answer, and no act fails because nobody can read it."""
        with suppress(OSError):
            print(line, file=self.err, flush=True)

    def show(self, line: str) -> None:
        """A remark on stdout, of a command whose stderr is its log."""
        with suppress(OSError):
            print(line, file=self.out, flush=True)

    @contextmanager
    def progress(self, title: str) -> Iterator[Step]:
        """A bar with done, total and time left on a terminal; elsewhere one line when the step is done (✓) or has
        failed (✗)."""
        terminal = Terminal(file=self.err)
        if not terminal.is_terminal:
            mark = "✗"
            try:
                yield lambda done, total, unit=Unit.STEPS: None
                mark = "✓"
            finally:
                self.say(f"{title} {mark}")
            return
        with Progress(TextColumn("{task.description}"), BarColumn(), Reach(self.words), console=terminal) as bars:
            task = bars.add_task(title, total=None, unit=Unit.STEPS)
            yield lambda done, total, unit=Unit.STEPS: bars.update(task, completed=done, total=total, unit=unit)

    def fail(self, error: SamplerError) -> int:
        """Say what is wrong and give the exit code of its class."""
        if self.json:
            self._put({"error": self._described(error)})
        else:
            self.say(message(error, self.words))
        return WRONG_ENVIRONMENT if isinstance(error, Broken) else WRONG_INPUT

    def _described(self, error: SamplerError) -> dict[str, object]:
        return {"code": error.code, "params": error.params, "message": message(error, self.words)}

    def misused(self, text: str) -> int:
        """The command line itself is wrong."""
        if self.json:
            body = {"code": "usage", "params": {}, "message": text}
            self._put({"error": body})
        else:
            self.say(text)
        return WRONG_USAGE

    def broken(self, failure: OSError) -> int:
        """The environment fails. If it is stdout itself that takes no answer, that is said on stderr; of a reader who
        went away nothing is said.
        """
        where = f"{failure.filename}: " if failure.filename else ""
        error = Broken("disk_failed", reason=where + (failure.strerror or str(failure)))
        try:
            status = WRONG_ENVIRONMENT if isinstance(failure, BrokenPipeError) else self.fail(error)
            self.out.flush()
        except OSError as again:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.out.fileno())  # what is held back would fail again at exit
            if self.json and not isinstance(again, BrokenPipeError):
                self.say(message(error, self.words))
            return WRONG_ENVIRONMENT
        return status

    def _put(self, value: Mapping[str, object]) -> None:
        text = json.dumps(value, ensure_ascii=not _shows_chinese(self.out), default=self._plain)
        print(text, file=self.out)

    def _plain(self, value: object) -> object:
        """As JSON takes it: an error among the parameters of another is described as that one is."""
        return self._described(value) if isinstance(value, SamplerError) else str(value)


def open_console(*, json: bool) -> Console:
    """The console of this process. Where a stream cannot show Chinese it speaks English, and what remains is escaped;
    a stream that was closed takes everything in silence."""
    out, err = (_lenient(stream) for stream in (sys.stdout, sys.stderr))
    language = language_of(os.environ) if _shows_chinese(out) and _shows_chinese(err) else LOCALES["en"]
    return Console(words=words_for(language), out=out, err=err, json=json)


def _lenient(stream: TextIO | None) -> TextIO:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream or open(os.devnull, "w", encoding="utf-8")  # for as long as the process lives


def _shows_chinese(stream: TextIO) -> bool:
    try:
        "双随机✓".encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
