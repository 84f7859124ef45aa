"""What an operator may set, read from the environment once, at start.

A variable that is absent or empty takes its default; a wrong value is `Broken` with the variable's name. A secret may
lie in a file instead: `SAMPLER_SECRET_KEY_FILE=/run/secrets/key`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from sampler.credential import Policy
from sampler.errors import Broken
from sampler.trail import KEPT_AT_LEAST

PREFIX = "SAMPLER_"
SHORTEST_SECRET = 32
MOST_WORKERS = 64
MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The effective settings. `base_url` has no final slash; empty: papers bear no
    address to verify at, and feed and sitemap name this machine."""

    database_url: str
    data: Path
    base_url: str = ""
    secret_key: str = ""
    fonts: Path | None = None
    workers: int = 2
    time_zone: str = "Asia/Shanghai"
    authority_name: str = ""
    authority_contact: str = ""
    icp_number: str = ""
    police_number: str = ""
    site_code: str = ""
    policy: Policy = field(default_factory=Policy)
    trail_kept: timedelta = KEPT_AT_LEAST

    @property
    def records(self) -> Path:
        """The chain folder: record folders and `entries/`."""
        return self.data / "records"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings in `environ`.

    Raises for the first wrong one `Broken`: "setting_invalid" with an example, "setting_folder_missing",
    "setting_file_unreadable" or "setting_too_short", each with `variable`.
    """
    data = Path(_read(environ, "DATA", "var")).absolute()
    return Settings(
        database_url=_database_url(environ, data),
        data=data,
        base_url=_base_url(environ),
        secret_key=_secret_key(environ),
        fonts=_fonts(environ),
        workers=_workers(environ),
        time_zone=_time_zone(environ),
        authority_name=_read(environ, "AUTHORITY_NAME"),
        authority_contact=_read(environ, "AUTHORITY_CONTACT"),
        icp_number=_read(environ, "ICP_NUMBER"),
        police_number=_read(environ, "POLICE_NUMBER"),
        site_code=_read(environ, "SITE_CODE"),
        policy=_policy(environ),
        trail_kept=_days(environ, "TRAIL_DAYS", KEPT_AT_LEAST, least=KEPT_AT_LEAST),
    )


def _read(environ: Mapping[str, str], name: str, default: str = "") -> str:
    return environ.get(PREFIX + name, "").strip() or default


def _read_secret(environ: Mapping[str, str], name: str) -> str:
    path = _read(environ, f"{name}_FILE")
    if not path:
        return _read(environ, name)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Broken("setting_file_unreadable", variable=f"{PREFIX}{name}_FILE", read=path) from None


def _wrong(name: str, read: str, example: str) -> Broken:
    return Broken("setting_invalid", variable=PREFIX + name, read=read, example=example)


def _database_url(environ: Mapping[str, str], data: Path) -> str:
    url = _read_secret(environ, "DATABASE_URL") or f"sqlite:///{data / 'sampler.db'}"
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        # the value is not repeated: it may hold a password
        raise _wrong("DATABASE_URL", "", "sqlite:///var/sampler.db")
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


def _fonts(environ: Mapping[str, str]) -> Path | None:
    read = _read(environ, "FONTS")
    if read and not Path(read).is_dir():
        raise Broken("setting_folder_missing", variable=f"{PREFIX}FONTS", read=read)
    return Path(read).absolute() if read else None


def _workers(environ: Mapping[str, str]) -> int:
    return _count(environ, "WORKERS", 2, least=1, most=MOST_WORKERS)


def _count(environ: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    read = _read(environ, name, str(default))
    if not (read.isascii() and read.isdigit() and least <= int(read) <= most):
        raise _wrong(name, read, f"{least}–{most}")
    return int(read)


def _days(environ: Mapping[str, str], name: str, default: timedelta, *, least: timedelta) -> timedelta:
    return timedelta(days=_count(environ, name, default.days, least=least.days, most=MOST_DAYS))


def _policy(environ: Mapping[str, str]) -> Policy:
    """How strict sign-ins are. 0 days: passwords need not be renewed."""
    days = _count(environ, "PASSWORD_DAYS", 0, least=0, most=3650)
    return Policy(
        shortest_password=_count(environ, "PASSWORD_LENGTH", 10, least=8, most=128),
        password_classes=_count(environ, "PASSWORD_CLASSES", 3, least=1, most=4),
        password_age=timedelta(days=days) if days else None,
        failures=_count(environ, "LOCK_FAILURES", 5, least=1, most=100),
        lock=timedelta(minutes=_count(environ, "LOCK_MINUTES", 15, least=1, most=1440)),
        idle=timedelta(minutes=_count(environ, "IDLE_MINUTES", 30, least=1, most=1440)),
        longest_session=timedelta(hours=_count(environ, "SESSION_HOURS", 12, least=1, most=168)),
        second_factor_for_all=_second_factor_for_all(environ),
    )


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
