"""The papers of one command: those that are made, and those that a character without a font stands against."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ParamSpec

from api.jobs.papers import Rendered
from sampler.errors import Broken
from sampler.facts import Entities

UNCOVERED = "characters_not_covered"

Known = ParamSpec("Known")
Place = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tray:
    """A paper that is refused is no reason to make none of the others."""

    made: list[Rendered] = field(default_factory=list)
    refused: list[Broken] = field(default_factory=list)

    def take(self, make: Callable[Known, tuple[Rendered, ...]], *args: Known.args, **kwargs: Known.kwargs) -> None:
        """Make a paper, or note why it is refused."""
        try:
            self.made.extend(make(*args, **kwargs))
        except Broken as refusal:
            if refusal.code != UNCOVERED:
                raise
            self.refused.append(refusal)

    def failure(self, number: Callable[[Iterable[str]], Mapping[str, int]], entities: Entities) -> Broken | None:
        """The refusals as one: `Broken("papers_refused", papers=[characters_not_covered, …])`.

        Each character that stands in an entity's row of the registry is told with that row's `record`, which `number`
        gives by id; elsewhere it is 0.
        """
        if not self.refused:
            return None
        places = [place for refusal in self.refused for place in _places(refusal)]
        numbers = number({place["id"] for place in places if _in_registry(place, entities)})
        papers = [_numbered(refusal, numbers, entities) for refusal in self.refused]
        return Broken("papers_refused", count=len(papers), papers=papers)


def _numbered(refusal: Broken, numbers: Mapping[str, int], entities: Entities) -> Broken:
    places = [
        {**place, "record": numbers.get(place["id"], 0) if _in_registry(place, entities) else 0}
        for place in _places(refusal)
    ]
    return Broken(refusal.code, **{**refusal.params, "characters": places})


def _in_registry(place: Place, entities: Entities) -> bool:
    return any(place["character"] in (text or "") for text in entities.get(place["id"], {}).values())


def _places(refusal: Broken) -> Iterable[Place]:
    places: Iterable[Place] = refusal.params["characters"]  # type: ignore[assignment]  # reports.render says so
    return places
