"""What the authority is called. One order holds everywhere: what the settings page says, which the database keeps; then
what the environment says (`SAMPLER_AUTHORITY_NAME`); then the name of the division.
"""

from dataclasses import replace

from flask import g

from api.wiring import Wiring, current_wiring
from sampler.codes import authority_name
from sampler.store.queries.authority import Authority, authority


def authority_of(wiring: Wiring) -> Authority:
    """What is said, with the environment and the division standing in for what is not."""
    with wiring.store.reading() as session:
        said = authority(session)
    name = said.name or wiring.settings.authority_name or authority_name(said.division) or ""
    return replace(said, name=name)


def shown_name() -> str:
    """The authority's name for a page, empty where nothing says it; the database is asked once a request."""
    if "authority_name" not in g:
        g.authority_name = authority_of(current_wiring()).name
    name: str = g.authority_name
    return name


def show_without_database() -> None:
    """From here on this request's page says what the environment says: it tells that the database is away."""
    g.authority_name = current_wiring().settings.authority_name
