"""Keys, each derived for one purpose from the installation's secret.

The secret is `SAMPLER_SECRET_KEY`; where it isn't set, one is made in the data directory when it is first needed.
Several machines on one database must share it. The salts of sealed draws lie under keys of their own.
"""

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sampler.credential import Chance
from sampler.errors import Broken

NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one installation."""

    secret: bytes = field(repr=False)

    def derived(self, purpose: str) -> bytes:
        """256 bits that tell nothing of those for another purpose."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"sampler {purpose}".encode()).derive(self.secret)

    def encrypt(self, text: str, *, of: str, chance: Chance) -> bytes:
        """`text` for the database, bound to the person it is `of`: in another's row it doesn't open."""
        nonce = chance(NONCE_BYTES)
        return nonce + self._cipher().encrypt(nonce, text.encode(), of.encode())

    def decrypt(self, data: bytes, *, of: str) -> str:
        """The text again; `Broken("secret_key_differs")` where it was encrypted under another secret."""
        try:
            return self._cipher().decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], of.encode()).decode()
        except InvalidTag:
            raise Broken("secret_key_differs") from None

    def _cipher(self) -> AESGCM:
        return AESGCM(self.derived("second factor"))


@dataclass(frozen=True, slots=True)
class SealingKeys:
    """What sealed draws keep until their reveal lies under: `SAMPLER_SEALING_KEY`, the newest first. That is their
    salts in the database, each bound to its hash, and their shut files on the disk, each bound to its place.

    A new key goes in front of the old ones, and an old one may go once no draw that was sealed under it is unopened.
    """

    secrets: tuple[str, ...] = field(repr=False)
    chance: Chance

    def seal(self, data: bytes, *, of: str) -> bytes:
        """Bytes under the newest key, bound to what they are of; `Broken("sealing_key_missing")`."""
        nonce = self.chance(NONCE_BYTES)
        return nonce + self._ciphers()[0].encrypt(nonce, data, of.encode())

    def unseal(self, data: bytes, *, of: str) -> bytes:
        """The bytes again, by whichever key opens them; `Broken("sealing_key_differs")` where none does."""
        for cipher in self._ciphers():
            try:
                return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], of.encode())
            except InvalidTag:
                continue
        raise Broken("sealing_key_differs")

    def _ciphers(self) -> list[AESGCM]:
        if not self.secrets:
            raise Broken("sealing_key_missing")
        return [AESGCM(Keys(secret.encode()).derived("salts")) for secret in self.secrets]
