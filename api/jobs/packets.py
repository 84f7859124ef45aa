"""The packets of a draw: a bureau's papers are kept and registered before the next bureau's are made."""

from datetime import date

from api.jobs.desk import Desk, Heading, note_hour, open_desk
from api.jobs.releases import register
from api.jobs.requests import read_upload, request, write_upload
from api.jobs.run import JobRun
from sampler.day import day_in_china
from sampler.facts import packet_facts
from sampler.intake import Upload
from sampler.publication import PacketInspector
from sampler.roster import Roster, read_roster
from sampler.seed import parse_time
from sampler.store.jobs import Plain, Request
from sampler.store.queries.bureaus import listed_bureaus
from sampler.store.queries.roster import registered_roster
from sampler.work.draws import subject

DAYS_TO_INSPECT = 30  # after the draw, where nobody names another day


def packets_request(
    draw_id: str, *, deadline: date, heading: Heading | None = None, roster: Upload | None = None
) -> Request:
    """Ask for the packet of every bureau; `roster` gives the inspectors their names, else the one in the database."""
    params = {
        "draw_id": draw_id,
        "heading": (heading or Heading()).write(),
        "deadline": deadline.isoformat(),
        "roster": write_upload(roster),
    }
    return request("packets", subject(draw_id), params)


def packets_job(run: JobRun) -> Plain:
    """Gives the number of `packets`."""
    params, hour = run.claim.params, note_hour(run)
    desk = open_desk(run, params["draw_id"], Heading.read(params["heading"]), hour)
    packets = packet_facts(
        desk.record,
        desk.entities,
        desk.bureaus,
        _inspectors(run, desk, params),
        desk.press.occasion,
        date.fromisoformat(params["deadline"]),
    )
    run.say("packets")
    for kept, facts in run.each(list(enumerate(packets, start=1))[hour["kept"] :]):
        made = desk.press.packet(facts)
        register(run, desk.basis.draw_id, made, {**hour, "kept": kept}, done=kept, total=len(packets))
    return {"packets": len(packets)}


def _inspectors(run: JobRun, desk: Desk, params: Plain) -> dict[str, PacketInspector]:
    upload, on = read_upload(params["roster"]), day_in_china(parse_time(desk.record.at))
    with run.wiring.store.reading() as session:
        listed, registered = listed_bureaus(session), registered_roster(session, on)
    return by_number(registered if upload is None else read_roster(run.wiring.intake.path(upload), listed, on=on))


def by_number(roster: Roster) -> dict[str, PacketInspector]:
    """Who the numbers of a record are, for the bureau's own papers."""
    everybody = (*roster.inspectors, *(gone.inspector for gone in roster.off_duty))
    return {one.number: PacketInspector(number=one.number, name=one.name, licence=one.licence) for one in everybody}
