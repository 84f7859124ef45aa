"""Settings come from the environment, once, and a wrong one is named."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from api.cli import main
from api.proxies import Proxies
from api.settings import Settings, read_settings
from sampler.credential import Policy
from sampler.errors import Broken
from tests.server import ROOT


def test_nothing_set_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({})
    assert settings.data == tmp_path / "var"
    assert settings.database_url == f"sqlite:///{tmp_path / 'var' / 'sampler.db'}"
    assert settings.records == tmp_path / "var" / "records"
    assert (settings.time_zone, settings.workers, settings.base_url) == ("Asia/Shanghai", 2, "")


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "SAMPLER_DATA": str(tmp_path),
            "SAMPLER_DATABASE_URL": "postgresql+psycopg://sampler@db/sampler",
            "SAMPLER_BASE_URL": "https://example.org/draws/",
            "SAMPLER_SECRET_KEY": "k" * 32,
            "SAMPLER_FONTS": str(tmp_path),
            "SAMPLER_WORKERS": "4",
            "SAMPLER_TRUSTED_PROXIES": "2",
            "SAMPLER_TRAIL_DAYS": "365",
            "SAMPLER_TIME_ZONE": "Asia/Urumqi",
            "SAMPLER_AUTHORITY_NAME": "祥符区市场监督管理局",
            "SAMPLER_AUTHORITY_CONTACT": "0371-00000000",
            "SAMPLER_ICP_NUMBER": "豫ICP备00000000号",
            "SAMPLER_POLICE_NUMBER": "豫公网安备00000000000000号",
            "SAMPLER_SITE_CODE": "4102120000",
            "SAMPLER_PASSWORD_LENGTH": "14",
            "SAMPLER_PASSWORD_CLASSES": "4",
            "SAMPLER_PASSWORD_DAYS": "90",
            "SAMPLER_LOCK_FAILURES": "3",
            "SAMPLER_LOCK_MINUTES": "60",
            "SAMPLER_IDLE_MINUTES": "10",
            "SAMPLER_SESSION_HOURS": "8",
            "SAMPLER_SECOND_FACTOR": "all",
        }
    )
    assert settings == Settings(
        database_url="postgresql+psycopg://sampler@db/sampler",
        data=tmp_path,
        base_url="https://example.org/draws",
        secret_key="k" * 32,
        fonts=tmp_path,
        workers=4,
        proxies=Proxies(hops=2),
        trail_kept=timedelta(days=365),
        time_zone="Asia/Urumqi",
        authority_name="祥符区市场监督管理局",
        authority_contact="0371-00000000",
        icp_number="豫ICP备00000000号",
        police_number="豫公网安备00000000000000号",
        site_code="4102120000",
        policy=Policy(
            shortest_password=14,
            password_classes=4,
            password_age=timedelta(days=90),
            failures=3,
            lock=timedelta(hours=1),
            idle=timedelta(minutes=10),
            longest_session=timedelta(hours=8),
            second_factor_for_all=True,
        ),
    )


def test_an_empty_variable_is_an_absent_one() -> None:
    assert read_settings({"SAMPLER_WORKERS": " ", "SAMPLER_FONTS": ""}) == read_settings({})


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DATABASE_URL", "mysql://root@localhost/x", "setting_no_database"),
        ("DATABASE_URL", "not a url", "setting_no_database"),
        ("DATABASE_URL_FILE", "/nonexistent", "setting_file_unreadable"),
        ("BASE_URL", "example.org", "setting_invalid"),
        ("BASE_URL", "ftp://example.org", "setting_invalid"),
        ("BASE_URL", "https://example.org/?q=1", "setting_invalid"),
        ("BASE_URL", "https://[bad", "setting_invalid"),
        ("SECRET_KEY", "short", "setting_too_short"),
        ("SEALING_KEY", f"{'k' * 40},short", "setting_too_short"),
        ("SECRET_KEY_FILE", "/nonexistent", "setting_file_unreadable"),
        ("FONTS", "/nonexistent", "setting_folder_missing"),
        ("WORKERS", "0", "setting_invalid"),
        ("WORKERS", "two", "setting_invalid"),
        ("WORKERS", "65", "setting_invalid"),
        ("WORKERS", "²", "setting_invalid"),
        ("PASSWORD_LENGTH", "7", "setting_invalid"),
        ("PASSWORD_CLASSES", "5", "setting_invalid"),
        ("LOCK_FAILURES", "0", "setting_invalid"),
        ("LOCK_MINUTES", "-1", "setting_invalid"),
        ("IDLE_MINUTES", "1.5", "setting_invalid"),
        ("SECOND_FACTOR", "none", "setting_invalid"),
        ("TRUSTED_PROXIES", "11", "setting_invalid"),
        ("TRUSTED_PROXIES", "nginx", "setting_invalid"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "setting_invalid"),
        ("TRAIL_DAYS", "183", "setting_invalid"),
        ("TIME_ZONE", "Beijing", "setting_invalid"),
        ("TIME_ZONE", "../etc/passwd", "setting_invalid"),
        ("TIME_ZONE", "Asia", "setting_invalid"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, code: str) -> None:
    with pytest.raises(Broken) as caught:
        read_settings({f"SAMPLER_{name}": value})
    assert caught.value.code == code
    assert caught.value.params["variable"] == f"SAMPLER_{name}"


@pytest.mark.parametrize("name", ["SECRET_KEY", "SEALING_KEY", "DATABASE_URL"])
def test_a_secret_is_given_once(tmp_path: Path, name: str) -> None:
    file = tmp_path / "secret"
    file.write_text("k" * 40)
    with pytest.raises(Broken) as caught:
        read_settings({f"SAMPLER_{name}": "x" * 40, f"SAMPLER_{name}_FILE": str(file)})
    assert caught.value.code == "setting_given_twice"
    assert caught.value.params == {"variable": f"SAMPLER_{name}", "other": f"SAMPLER_{name}_FILE"}


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("x" * 40 + "\n")
    assert read_settings({"SAMPLER_SECRET_KEY_FILE": str(tmp_path / "key")}).secret_key == "x" * 40
    (tmp_path / "sealing").write_text(f"{'n' * 40}\n{'o' * 40}\n")
    assert read_settings({"SAMPLER_SEALING_KEY_FILE": str(tmp_path / "sealing")}).sealing_keys == ("n" * 40, "o" * 40)


def test_an_error_repeats_no_secret() -> None:
    for variable, value in {"SAMPLER_DATABASE_URL": "mysql://u:hunter2@h/d", "SAMPLER_SECRET_KEY": "hunter2"}.items():
        with pytest.raises(Broken) as caught:
            read_settings({variable: value})
        assert "hunter2" not in str(caught.value)


def test_every_wrong_setting_is_told_at_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {"SAMPLER_WORKERS": "0", "SAMPLER_LOCK_MINUTES": "x", "SAMPLER_TIME_ZONE": "Beijing"}
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SAMPLER_LANG", "zh")
    assert main(["db", "upgrade"]) == 3
    said = capsys.readouterr().err
    assert "3 项设置不对" in said
    assert all(name in said for name in wrong)


class Asked(dict[str, str]):
    """Remembers what it was asked for."""

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        self[name] = default
        return default


def test_the_readme_lists_every_setting() -> None:
    asked = Asked()
    read_settings(asked)
    told = set(re.findall(r"^\| `(SAMPLER_\w+)`", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert told == {name for name in asked if not name.endswith("_FILE")}
