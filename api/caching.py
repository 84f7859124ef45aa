"""How long a browser may keep what never changes: a year, in seconds, is what caches understand as for ever."""

A_YEAR = 365 * 24 * 60 * 60
