"""Numbers that belong to people and must not stand where others see them (DOMAIN 7)."""

import re

RESIDENT_ID = re.compile(r"[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]")
MOBILE = re.compile(r"(\+?86)?1[3-9][0-9]{9}")


def is_resident_id(text: str) -> bool:
    """An 18-character resident identity number whose check character is right (ISO 7064 mod 11-2).

    >>> is_resident_id("11010519491231002X"), is_resident_id("110105194912310021")
    (True, False)
    """
    if not RESIDENT_ID.fullmatch(text):
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(text[:17]))
    return "10X98765432"[total % 11] == text[17].upper()


def is_mobile_number(text: str) -> bool:
    """Eleven digits of a mobile telephone, perhaps after the country's code.

    >>> is_mobile_number("13800138000"), is_mobile_number("410212001")
    (True, False)
    """
    return MOBILE.fullmatch(text) is not None
