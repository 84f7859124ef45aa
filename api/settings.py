"""What an operator may set, read from the environment once, at start.

A variable that is absent or empty takes its default; what is wrong is `Broken` with the variable's name, every one at
once. A secret may lie in a file instead: `SAMPLER_SECRET_KEY_FILE=/run/secrets/key`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from api.proxies import Proxies, read_proxies
from sampler.credential import Policy
from sampler.errors import Broken
from sampler.trail import KEPT_AT_LEAST

PREFIX = "SAMPLER_"
SHORTEST_SECRET = 32
MOST_WORKERS = 64
MOST_DAYS = 36_500
JOBS_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The effective settings. `base_url` has no final slash; empty: papers bear no
    address to verify at, and feed and sitemap name this machine."""

    database_url: str
    data: Path
    base_url: str = ""
    secret_key: str = field(default="", repr=False)
    sealing_keys: tuple[str, ...] = field(default=(), repr=False)
    fonts: Path | None = None
    workers: int = 2
    time_zone: str = "Asia/Shanghai"
    authority_name: str = ""
    authority_contact: str = ""
    icp_number: str = ""
    police_number: str = ""
    site_code: str = ""
    policy: Policy = field(default_factory=Policy)
    proxies: Proxies = field(default_factory=Proxies)
    trail_kept: timedelta = KEPT_AT_LEAST
    jobs_kept: timedelta = JOBS_KEPT

    @property
    def records(self) -> Path:
        """The chain folder: record folders and `entries/`."""
        return self.data / "records"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings in `environ`, of which every wrong one is told at once.

    Raises `Broken`: "setting_invalid" or "setting_no_database" with an example, "setting_folder_missing",
    "setting_file_unreadable" or "setting_too_short", each with `variable`; where several are wrong "settings_wrong"
    with them as `problems`.
    """
    wrong: list[Broken] = []
    policy = Policy(**_collect(POLICY, environ, wrong))
    values = _collect(READERS, environ, wrong)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise Broken("settings_wrong", count=len(wrong), problems=wrong)
    return Settings(**values, policy=policy)


def variables() -> frozenset[str]:
    """Every variable that is looked at."""
    asked: set[str] = set()

    class Asked(dict[str, str]):
        def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
            asked.add(name)
            return default

    read_settings(Asked())
    return frozenset(asked)


def _collect(readers: "Readers", environ: Mapping[str, str], wrong: list[Broken]) -> dict[str, Any]:
    """What the readers read; what is wrong is left out and told."""
    values: dict[str, Any] = {}
    for name, read in readers.items():
        try:
            values[name] = read(environ)
        except Broken as error:
            wrong.append(error)
    return values


def _read(environ: Mapping[str, str], name: str, default: str = "") -> str:
    return environ.get(PREFIX + name, "").strip() or default


def _read_secret(environ: Mapping[str, str], name: str) -> str:
    path, typed = _read(environ, f"{name}_FILE"), _read(environ, name)
    if path and typed:  # which of the two is meant nobody can tell
        raise Broken("setting_given_twice", variable=f"{PREFIX}{name}", other=f"{PREFIX}{name}_FILE")
    if not path:
        return typed
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Broken("setting_file_unreadable", variable=f"{PREFIX}{name}_FILE", read=path) from None


def _wrong(name: str, read: str, example: str) -> Broken:
    return Broken("setting_invalid", variable=PREFIX + name, read=read, example=example)


def _data(environ: Mapping[str, str]) -> Path:
    return Path(_read(environ, "DATA", "var")).absolute()


def _database_url(environ: Mapping[str, str]) -> str:
    url = _read_secret(environ, "DATABASE_URL") or f"sqlite:///{_data(environ) / 'sampler.db'}"
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        # the value is not repeated: it may hold a password
        raise Broken("setting_no_database", variable=f"{PREFIX}DATABASE_URL", example="sqlite:///var/sampler.db")
    return url


def _base_url(environ: Mapping[str, str]) -> str:
    read = _read(environ, "BASE_URL").rstrip("/")
    try:
        parts = urlsplit(read)
        right = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment)
    except ValueError:
        right = False
    if read and not right:
        raise _wrong("BASE_URL", read, "https://example.org/sampler")
    return read


def _secret_key(environ: Mapping[str, str]) -> str:
    key = _read_secret(environ, "SECRET_KEY")
    if key and len(key) < SHORTEST_SECRET:
        raise Broken("setting_too_short", variable=f"{PREFIX}SECRET_KEY", shortest=SHORTEST_SECRET)
    return key


def _sealing_keys(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The newest first; a file may give them a line each."""
    keys = tuple(_read_secret(environ, "SEALING_KEY").replace(",", " ").split())
    if any(len(key) < SHORTEST_SECRET for key in keys):
        raise Broken("setting_too_short", variable=f"{PREFIX}SEALING_KEY", shortest=SHORTEST_SECRET)
    return keys


def _fonts(environ: Mapping[str, str]) -> Path | None:
    read = _read(environ, "FONTS")
    if read and not Path(read).is_dir():
        raise Broken("setting_folder_missing", variable=f"{PREFIX}FONTS", read=read)
    return Path(read).absolute() if read else None


def _count(environ: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    read = _read(environ, name, str(default))
    if not (read.isascii() and read.isdigit() and least <= int(read) <= most):
        raise _wrong(name, read, f"{least}–{most}")
    return int(read)


def _proxies(environ: Mapping[str, str]) -> Proxies:
    read = _read(environ, "TRUSTED_PROXIES", "0")
    try:
        return read_proxies(read)
    except ValueError:
        raise _wrong("TRUSTED_PROXIES", read, "1, 10.0.0.0/8") from None


def _password_age(environ: Mapping[str, str]) -> timedelta | None:
    """0 days: passwords need not be renewed."""
    days = _count(environ, "PASSWORD_DAYS", 0, least=0, most=3650)
    return timedelta(days=days) if days else None


def _second_factor_for_all(environ: Mapping[str, str]) -> bool:
    read = _read(environ, "SECOND_FACTOR", "required")
    if read not in ("required", "all"):
        raise _wrong("SECOND_FACTOR", read, "required | all")
    return read == "all"


def _time_zone(environ: Mapping[str, str]) -> str:
    read = _read(environ, "TIME_ZONE", "Asia/Shanghai")
    try:
        ZoneInfo(read)
    except (OSError, ValueError, KeyError):  # a folder, a path, an unknown name
        raise _wrong("TIME_ZONE", read, "Asia/Shanghai") from None
    return read


Reader = Callable[[Mapping[str, str]], object]
Readers = Mapping[str, Reader]


def _text(name: str) -> Reader:
    return lambda environ: _read(environ, name)


def _number(name: str, default: int, *, least: int, most: int) -> Reader:
    return lambda environ: _count(environ, name, default, least=least, most=most)


def _time(name: str, unit: str, default: int, *, least: int, most: int) -> Reader:
    return lambda environ: timedelta(**{unit: _count(environ, name, default, least=least, most=most)})


READERS: Readers = MappingProxyType(
    {
        "database_url": _database_url,
        "data": _data,
        "base_url": _base_url,
        "secret_key": _secret_key,
        "sealing_keys": _sealing_keys,
        "fonts": _fonts,
        "workers": _number("WORKERS", 2, least=1, most=MOST_WORKERS),
        "proxies": _proxies,
        "time_zone": _time_zone,
        "authority_name": _text("AUTHORITY_NAME"),
        "authority_contact": _text("AUTHORITY_CONTACT"),
        "icp_number": _text("ICP_NUMBER"),
        "police_number": _text("POLICE_NUMBER"),
        "site_code": _text("SITE_CODE"),
        "trail_kept": _time("TRAIL_DAYS", "days", KEPT_AT_LEAST.days, least=KEPT_AT_LEAST.days, most=MOST_DAYS),
        "jobs_kept": _time("JOB_DAYS", "days", JOBS_KEPT.days, least=1, most=MOST_DAYS),
    }
)

# how strict sign-ins are
POLICY: Readers = MappingProxyType(
    {
        "shortest_password": _number("PASSWORD_LENGTH", 10, least=8, most=128),
        "password_classes": _number("PASSWORD_CLASSES", 3, least=1, most=4),
        "password_age": _password_age,
        "failures": _number("LOCK_FAILURES", 5, least=1, most=100),
        "lock": _time("LOCK_MINUTES", "minutes", 15, least=1, most=1440),
        "idle": _time("IDLE_MINUTES", "minutes", 30, least=1, most=1440),
        "longest_session": _time("SESSION_HOURS", "hours", 12, least=1, most=168),
        "second_factor_for_all": _second_factor_for_all,
    }
)
