"""Registering a list of bureaus that somebody hands in, read whole before the act begins."""

from pathlib import Path

from api.access import acting
from api.wiring import Wiring, now
from sampler.roster import Bureau, Bureaus, read_bureaus
from sampler.trail import Actor
from sampler.work import bureaus


def register_bureaus(wiring: Wiring, actor: Actor, path: Path) -> tuple[Bureaus, tuple[Bureau, ...]]:
    """Enter the list of a file; returns it, and those it newly leaves out. `Invalid` as `read_bureaus` raises it."""
    listed = read_bureaus(path)
    with acting(wiring, actor, "register_bureaus", bureaus.WHOLE) as session:
        return listed, bureaus.register_bureaus(session, actor, now(), listed)
