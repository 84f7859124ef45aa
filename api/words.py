"""The reader's language: gettext catalogues beside this file, Chinese as the source language."""

import gettext
from collections.abc import Callable, Mapping
from pathlib import Path

Words = Callable[[str], str]

TRANSLATIONS = Path(__file__).parent / "translations"
SOURCE = "zh-CN"
LOCALES: Mapping[str, str] = {SOURCE: "zh_Hans_CN", "en": "en"}  # as pages name them → as catalogues do
LOCALE_VARIABLES = ("SAMPLER_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def _(text: str) -> str:
    """Marks a msgid that stands in a table; its words are chosen when it is shown."""
    return text


def words_for(language: str) -> Words:
    """The gettext function of a language (`en`, `zh_Hans_CN` …); an unknown one gets the source text."""
    catalogue = gettext.translation("messages", TRANSLATIONS, languages=[language], fallback=True)
    return lambda text: catalogue.gettext(text) if text else ""  # "" is what a catalogue says of itself


def language_of(environment: Mapping[str, str]) -> str:
    """The command line's language: the first locale variable that is set decides; English where it says so, else
    Chinese, since the people it is for read Chinese even on servers left at `C`."""
    stated = next((environment[name] for name in LOCALE_VARIABLES if environment.get(name)), "")
    return LOCALES["en" if stated.startswith("en") else SOURCE]
