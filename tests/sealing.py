"""The keys that the tests seal under."""

import os

from api.keys import SealingKeys

SEALING_KEY = "a-sealing-key-of-the-tests-0123456789"
SEALING = SealingKeys((SEALING_KEY,), os.urandom)
