"""Keys of one secret: what is encrypted opens for the same person under the same secret, and nowhere else."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from api.keys import Keys, SealingKeys
from api.settings import Settings, read_settings
from api.wiring import wire
from sampler.errors import Broken
from sampler.files import Files
from tests.sealing import SEALING

KEYS = Keys(b"k" * 32)


def test_what_is_encrypted_opens_again() -> None:
    data = KEYS.encrypt("JBSWY3DPEHPK3PXP", of="li.na", chance=os.urandom)
    assert b"JBSWY3DP" not in data
    assert KEYS.decrypt(data, of="li.na") == "JBSWY3DPEHPK3PXP"
    assert data != KEYS.encrypt("JBSWY3DPEHPK3PXP", of="li.na", chance=os.urandom)


@pytest.mark.parametrize(("keys", "of"), [(KEYS, "wang"), (Keys(b"x" * 32), "li.na")])
def test_it_opens_for_nobody_else(keys: Keys, of: str) -> None:
    data = KEYS.encrypt("JBSWY3DPEHPK3PXP", of="li.na", chance=os.urandom)
    with pytest.raises(Broken, match="secret_key_differs"):
        keys.decrypt(data, of=of)


def test_each_purpose_has_its_key() -> None:
    assert KEYS.derived("cookies") != KEYS.derived("second factor") != KEYS.secret
    assert len(KEYS.derived("cookies")) == 32
    assert "kkkk" not in repr(KEYS)


def test_the_settings_secret_comes_first(tmp_path: Path) -> None:
    given = wire(Settings(database_url="sqlite://", data=tmp_path, secret_key="s" * 32))
    assert given.keys.secret == b"s" * 32
    assert not (tmp_path / "secret.key").exists()


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    wiring = wire(Settings(database_url="sqlite://", data=tmp_path))
    assert wiring.keys == wiring.keys
    assert len(wiring.keys.secret) == 32
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_doors_that_open_at_once_share_it(tmp_path: Path) -> None:
    program = (
        "import sys, os; from pathlib import Path; from sampler.files import Files; from tests.sealing import SEALING;"
        "sys.stdin.read(1);"
        "print(Files(Path(sys.argv[1]), SEALING).secret(lambda: os.urandom(32)).hex())"
    )
    doors = [
        subprocess.Popen(
            [sys.executable, "-c", program, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    said = {door.communicate("x")[0].strip() for door in doors}
    assert said == {Files(tmp_path, SEALING).secret(lambda: b"").hex()}


OLD, NEW = "old-" * 10, "new-" * 10


def keys(*secrets: str) -> SealingKeys:
    return SealingKeys(secrets, bytes)


def test_salts_lie_under_the_newest_key_and_open_under_every_one() -> None:
    sealed = keys(OLD).seal(b"salt", of="hash")
    assert keys(NEW, OLD).unseal(sealed, of="hash") == b"salt"
    again = keys(NEW, OLD).seal(b"salt", of="hash")
    assert keys(NEW).unseal(again, of="hash") == b"salt"
    assert b"salt" not in sealed + again


def test_a_salt_opens_under_no_other_key_and_under_no_other_hash() -> None:
    sealed = keys(OLD).seal(b"salt", of="hash")
    for held, of in ((keys(NEW), "hash"), (keys(OLD), "another")):
        with pytest.raises(Broken, match="sealing_key_differs"):
            held.unseal(sealed, of=of)


def test_without_a_sealing_key_nothing_is_sealed() -> None:
    with pytest.raises(Broken, match="sealing_key_missing"):
        keys().seal(b"salt", of="hash")


def test_sealing_keys_are_told_to_nobody() -> None:
    assert OLD not in repr(keys(OLD))
    assert OLD not in repr(read_settings({"SAMPLER_SEALING_KEY": OLD}))
