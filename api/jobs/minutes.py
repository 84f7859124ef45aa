"""The minutes of a ceremony: what its record says, what two people typed, and what somebody says of the sitting."""

from dataclasses import asdict

from api.jobs.desk import Heading, note_hour, open_desk
from api.jobs.releases import register
from api.jobs.requests import request
from api.jobs.run import JobRun
from sampler.errors import Refused
from sampler.facts import Sitting
from sampler.store.jobs import Plain, Request
from sampler.store.queries.standing import draw_standing
from sampler.store.queries.users import users
from sampler.store.tables.papers import PaperKind
from sampler.work.draws import subject


def minutes_request(draw_id: str, sitting: Sitting, heading: Heading | None = None) -> Request:
    """Ask for the minutes; asked for again, they become the next version beside the ones before."""
    params = {"draw_id": draw_id, "sitting": asdict(sitting), "heading": (heading or Heading()).write()}
    return request("minutes", subject(draw_id), params)


def minutes_job(run: JobRun) -> Plain:
    """Gives the `papers` by kind. `Refused("paper_before_ceremony")`."""
    params, hour = run.claim.params, note_hour(run)
    draw_id = params["draw_id"]
    with run.wiring.store.reading() as session:
        draw = draw_standing(session, draw_id)
        names = {user.name: user.full_name for user in users(session)}
    if draw.summary.announced_at is None or draw.ceremony_at is None:
        raise Refused("paper_before_ceremony", kinds=[str(PaperKind.MINUTES)])
    if hour["kept"] < 1:
        run.say("minutes")
        desk = open_desk(run, draw_id, Heading.read(params["heading"]), hour)
        rounds = [known.named(names) for known in draw.rounds]
        sitting = Sitting(**params["sitting"])
        made = desk.press.minutes(
            desk.record, rounds, sitting, announced_at=draw.summary.announced_at, sealed=draw.sealed
        )
        register(run, draw_id, made, {**hour, "kept": 1})
    return {"papers": [str(PaperKind.MINUTES)]}
