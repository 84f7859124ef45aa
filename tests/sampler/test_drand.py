"""drand rounds against the vectors of drand's own client and of drand-verify (tests/sampler/drand_vectors.json)."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sampler.drand import Round, chain_named, chains, check_round, read_round
from sampler.errors import Broken, Invalid

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("drand_vectors.json").read_text())
NAMES = {"mainnet-default": "default", "quicknet": "quicknet"}


def told(vector: dict[str, Any]) -> Round:
    return read_round(json.dumps(vector))


def test_the_chains_are_those_of_the_vectors() -> None:
    for name, expected in VECTORS["chains"].items():
        chain = chain_named(expected["hash"])
        assert chain.name == NAMES[name]
        assert chain.public_key.hex() == expected["public_key"]
        assert (int(chain.genesis.timestamp()), chain.period.total_seconds()) == (
            expected["genesis_time"],
            expected["period"],
        )


@pytest.mark.parametrize("vector", VECTORS["rounds"], ids=lambda v: f"{v['chain']}-{v['round']}")
def test_a_round_that_was_signed(vector: dict[str, Any]) -> None:
    check_round(chain_named(NAMES[vector["chain"]]), told(vector))
    assert told(vector).randomness == vector["randomness"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda v: v["desc"])
def test_a_round_that_was_not(vector: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="drand_signature_wrong"):
        check_round(chain_named(NAMES[vector["chain"]]), told(vector))


@pytest.mark.parametrize("change", [b"", b"\x00", b"\xc0" + bytes(47), b"\xc0" + bytes(95), bytes(48), b"\xff" * 96])
@pytest.mark.parametrize("chain", chains(), ids=lambda chain: chain.name)
def test_no_point_at_all(change: bytes, chain: Any) -> None:
    with pytest.raises(Invalid, match="drand_signature_wrong"):
        check_round(chain, Round(number=1, signature=change))


def test_a_round_of_the_other_chain() -> None:
    signed = next(vector for vector in VECTORS["rounds"] if vector["chain"] == "quicknet")
    with pytest.raises(Invalid, match="drand_signature_wrong"):
        check_round(chain_named("default"), told(signed))


@pytest.mark.parametrize(
    "text", ["", "[]", "1", "null", '{"round": 1}', '{"round": "1", "signature": "00"}', '{"round":0,"signature":""}',
             '{"round": true, "signature": "00"}', '{"round": 1, "signature": "xy"}', '{"round": 1, "signature": 7}']
)  # fmt: skip
def test_what_is_no_round(text: str) -> None:
    with pytest.raises(Invalid, match="drand_round_malformed"):
        read_round(text)


def test_rounds_and_their_times() -> None:
    for chain in chains():
        assert chain.round_at(chain.genesis - timedelta(days=1)) == 1
        for number in (1, 2, 1_000_000):
            assert chain.round_at(chain.time_of(number)) == number
            assert chain.round_at(chain.time_of(number) + timedelta(seconds=1)) == number + 1


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py_ecc.bls", None)
    monkeypatch.setitem(sys.modules, "py_ecc.bls.g2_primitives", None)
    for chain in chains():
        with pytest.raises(Broken, match="drand_library_missing"):
            check_round(chain, Round(number=1, signature=bytes(48)))
