"""How a word is compared: full-width forms as half-width, without spaces, in lower case."""

import re
import unicodedata


def fold_word(word: str) -> str:
    """The word as it stands in the lists.

    >>> fold_word(" 存续（在营、开业、在册） "), fold_word("吊销， 未注销")
    ('存续(在营、开业、在册)', '吊销,未注销')
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", word)).lower()
