"""How an authority, a bureau, an inspector and a draw are named in records (SSJ1 section 1)."""

import re

NAME = re.compile(r"[0-9A-Za-z._-]{1,64}")
