"""drand, the League of Entropy's public randomness: rounds at fixed times, each signed by a threshold of its members.

A round's randomness is SHA-256 of its signature, and the signature is BLS12-381 under the chain's one public key over

    SHA-256(previous signature ‖ round as 8 bytes)   on the default chain (signatures in G2)
    SHA-256(round as 8 bytes)                        on quicknet (signatures in G1, RFC 9380)

so that a round can be checked offline and nobody can choose it. The pairing is py_ecc's, from the extra `drand`.
Of evmnet, which signs on another curve, only the times are known here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from typing import Any

from sampler.codes.listing import read_list
from sampler.errors import Broken, Invalid

G1_DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
G1_BYTES, G2_BYTES = 48, 96
LIBRARY = "py_ecc"


class Scheme(StrEnum):
    """How a chain signs."""

    CHAINED = "pedersen-bls-chained"
    UNCHAINED = "bls-unchained-g1-rfc9380"
    OTHER_CURVE = "bls-bn254-unchained-on-g1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A chain's public parameters; round 1 is at `genesis`, one more every `period` after it. `public_key` is empty
    where its signatures are not checked here.
    """

    name: str
    hash: str
    public_key: bytes
    genesis: datetime
    period: timedelta
    scheme: Scheme

    @property
    def checkable(self) -> bool:
        return self.scheme is not Scheme.OTHER_CURVE

    def time_of(self, number: int) -> datetime:
        """When a round is due.

        >>> chain_named("quicknet").time_of(1)
        datetime.datetime(2023, 8, 23, 15, 9, 27, tzinfo=datetime.timezone.utc)
        """
        return self.genesis + (number - 1) * self.period

    def round_at(self, time: datetime) -> int:
        """The first round at `time` or after it."""
        return max(1, -((self.genesis - time) // self.period) + 1)


@cache
def chains() -> tuple[Chain, ...]:
    """The League of Entropy's public chains."""
    return tuple(
        Chain(
            name=row["name"],
            hash=row["hash"],
            public_key=bytes.fromhex(row["public_key"]),
            genesis=datetime.fromtimestamp(int(row["genesis"]), UTC),
            period=timedelta(seconds=int(row["period"])),
            scheme=Scheme(row["scheme"]),
        )
        for row in read_list("drand_chains.csv")
    )


def checkable_chains() -> tuple[Chain, ...]:
    """Those that a draw of the office may use, the one to prefer last."""
    return tuple(chain for chain in chains() if chain.checkable)


def chain_named(word: str) -> Chain:
    """The checkable chain of this name or hash; `Invalid("drand_chain_unknown")`."""
    for chain in checkable_chains():
        if word in (chain.name, chain.hash):
            return chain
    raise Invalid("drand_chain_unknown", read=word, known=[chain.name for chain in checkable_chains()])


def chain_of_hash(chain_hash: str) -> Chain | None:
    """The chain that a notice names, if it is in the table."""
    return next((chain for chain in chains() if chain.hash == chain_hash), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round as a relay tells it; `previous_signature` is empty on quicknet."""

    number: int
    signature: bytes
    previous_signature: bytes = b""

    @property
    def randomness(self) -> str:
        """64 hex digits."""
        return sha256(self.signature).hexdigest()


def read_round(text: str) -> Round:
    """The JSON of `/<chain>/public/<round>`, as every relay gives it; `Invalid("drand_round_malformed")`."""
    try:
        told: Mapping[str, Any] = json.loads(text)
        number = told["round"]
        signature = bytes.fromhex(told["signature"])
        previous = bytes.fromhex(told.get("previous_signature") or "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Invalid("drand_round_malformed") from None
    if type(number) is not int or not 1 <= number < 1 << 64:
        raise Invalid("drand_round_malformed")
    return Round(number=number, signature=signature, previous_signature=previous)


def has_library() -> bool:
    """Whether the extra `drand` is installed."""
    return find_spec(LIBRARY) is not None


def require_library() -> None:
    """`Broken("drand_library_missing")` without the extra."""
    if not has_library():
        raise Broken("drand_library_missing", module=LIBRARY)


def check_round(chain: Chain, told: Round) -> None:
    """The checkable chain's members signed this round; else `Invalid("drand_signature_wrong")`.

    Raises `Broken("drand_library_missing")` without the extra.
    """
    try:
        holds = _verify_chained(chain, told) if chain.scheme is Scheme.CHAINED else _verify_unchained(chain, told)
    except ModuleNotFoundError as error:
        raise Broken("drand_library_missing", module=error.name) from error
    except (ValueError, AssertionError):  # no point of the curve
        holds = False
    if not holds:
        raise Invalid("drand_signature_wrong", chain=chain.name, round=told.number)


def _verify_chained(chain: Chain, told: Round) -> bool:
    from py_ecc.bls import G2Basic

    message = sha256(told.previous_signature + told.number.to_bytes(8, "big")).digest()
    return len(told.signature) == G2_BYTES and bool(G2Basic.Verify(chain.public_key, message, told.signature))


def _verify_unchained(chain: Chain, told: Round) -> bool:
    """e(public key, H(message)) = e(generator of G2, signature)."""
    from py_ecc.bls.g2_primitives import signature_to_G2, subgroup_check
    from py_ecc.bls.hash_to_curve import hash_to_G1
    from py_ecc.bls.point_compression import decompress_G1
    from py_ecc.optimized_bls12_381 import FQ12, G2, final_exponentiate, is_inf, neg, pairing

    if len(told.signature) != G1_BYTES:
        return False
    signature = decompress_G1(int.from_bytes(told.signature, "big"))
    if is_inf(signature) or not subgroup_check(signature):
        return False
    message = hash_to_G1(sha256(told.number.to_bytes(8, "big")).digest(), G1_DOMAIN, sha256)
    public_key = signature_to_G2(chain.public_key)  # a point of G2, like the signatures this is named after
    product = pairing(public_key, message, final_exponentiate=False) * pairing(
        neg(G2), signature, final_exponentiate=False
    )
    return bool(final_exponentiate(product) == FQ12.one())
