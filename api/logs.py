"""The log: one JSON object a line on stderr, for machines; who is behind an act stands in the trail alone.

Nothing personal comes here: no address, no query, no name, no code; of an error its class and the places in the
program, never its text; of what other libraries say the sentence without its values. What this program says itself
holds none of it either, so that it may go to any log.
"""

import json
import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

from flask import Flask, Response, g, has_request_context, request

from api.proxies import REQUEST_ID

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

OWN = "sampler"  # loggers whose sentences hold no values of people
PLACES = 12

log = logging.getLogger("sampler.site")


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name.partition(".")[0] == OWN
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage() if ours else str(record.msg),
        }
        if not ours:
            line["logger"] = record.name
        if has_request_context():
            line["request_id"] = request.environ.get(REQUEST_ID, "")
        line.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            line |= {"error": kind.__name__, "places": _places(trace)}
        return json.dumps(line, ensure_ascii=False, default=str)


def _places(trace: TracebackType | None) -> list[str]:
    """Where in the program, the innermost last."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-PLACES:]]


def log_failure(said: str, error: BaseException) -> None:
    """Log what went wrong and where, without the error's text, which may hold what somebody typed."""
    name = type(error).__name__
    log.error("%s: %s", said, name, extra={"fields": {"error": name, "places": _places(error.__traceback__)}})


class Site(Flask):
    """Flask names a crash by the path that was asked for, and a path names people and entities; here the route does."""

    def log_exception(self, exc_info: ExcInfo | tuple[None, None, None]) -> None:
        """Flask calls this."""
        if exc_info[1] is not None:
            log_failure(f"crashed: {request.endpoint}", exc_info[1])


def log_to(stream: TextIO) -> None:
    """Let everything that this process logs go there, as lines of JSON."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(logging.INFO)


def log_requests(app: Flask, ticks: Callable[[], float]) -> None:
    """A line for each request: its route's name, its status, how long it took (`ticks`: seconds of a steady clock)."""

    def begin() -> None:
        g.began = ticks()

    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = request.environ[REQUEST_ID]
        fields = {
            "method": request.method,
            "route": request.endpoint or "",
            "status": response.status_code,
            "ms": round((ticks() - g.began) * 1000, 1),
        }
        log.info("request", extra={"fields": fields})
        return response

    app.before_request(begin)
    app.after_request(end)
