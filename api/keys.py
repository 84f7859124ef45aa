"""Keys, each derived for one purpose from the installation's secret.

The secret is `SAMPLER_SECRET_KEY`; where it isn't set, one is made in the data directory when it is first needed.
Several machines on one database must share it.
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
