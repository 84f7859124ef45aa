"""Holding a ceremony, and opening or ending a sealed draw with the salt that only the installation knows."""

from api.jobs.records import settle_records, staged_with
from api.jobs.requests import request
from api.jobs.run import JobRun, Run
from api.wiring import Wiring, salt
from sampler.caution import cautions_of_ceremony
from sampler.ceremony import Record, complete, frozen_from_files
from sampler.record import read_record
from sampler.seed import format_time, salt_hash
from sampler.store import chain
from sampler.store.chain import Entered
from sampler.store.jobs import Plain, Request
from sampler.store.queries.papers import notice_of_draw
from sampler.work import ceremony, draws, salts, voids
from sampler.work.values import agreed_value


def seal_salt(wiring: Wiring) -> tuple[str, bytes]:
    """A new salt's hash, and the salt under the newest key; `Broken("sealing_key_missing")`."""
    made = salt()
    return salt_hash(made), wiring.sealing.seal(made.encode(), of=salt_hash(made))


def kept_salt(wiring: Wiring, draw_id: str) -> str:
    """The salt of a sealed draw; empty for an open one."""
    with wiring.store.reading() as session:
        kept_under = notice_of_draw(session, draw_id).salt_sha256
        sealed = salts.sealed_salt(session, kept_under) if kept_under else b""
    return wiring.sealing.unseal(sealed, of=kept_under).decode() if kept_under else ""


def hold_ceremony(run: Run, draw_id: str) -> Record:
    """Draw with the value that two people typed; the ceremony's entry takes the chain's next place.

    Nothing is computed before the notice is announced and the two agree: a frame is never tried with its seed.
    """
    wiring, at = run.wiring, run.now()
    with wiring.store.reading() as session:
        draws.require_move(session, draw_id, "hold_ceremony")
        value = agreed_value(session, draw_id)[0].value
    frozen = frozen_from_files(read_record(wiring.files.record(draw_id)))
    run.say("draw")
    with wiring.store.reading() as session:
        place = chain.next_place(session, frozen.notice.authority)
    record = complete(frozen, value, at=format_time(at), salt=kept_salt(wiring, draw_id), place=place)
    staged = wiring.files.stage_record(draw_id, record.files, sealed=frozen.notice.sealed)
    cautions = [one.plain for one in cautions_of_ceremony(frozen.notice, record.at)]
    with staged_with(staged), run.save({"outcome_hash": record.outcome_hash, "cautions": cautions}) as session:
        ceremony.hold_ceremony(session, run.actor, at, record)
    return record


def ceremony_request(draw_id: str) -> Request:
    """Ask for the ceremony: however often, and by however many, it is one job."""
    return request("ceremony", draws.subject(draw_id), {"draw_id": draw_id})


def ceremony_job(run: JobRun) -> Plain:
    """Gives `outcome_hash`, `cautions`."""
    if run.checkpoint is None:
        hold_ceremony(run, run.claim.params["draw_id"])
    else:
        settle_records(run.wiring, run.now())  # the worker may have been killed between the commit and the files
    return run.checkpoint or {}


def reveal(run: Run, draw_id: str) -> Entered:
    """Open a sealed draw with the salt that was kept for it."""
    known = kept_salt(run.wiring, draw_id)
    with run.save({}) as session:
        entered = ceremony.reveal(session, run.actor, run.now(), draw_id, salt=known)
    settle_records(run.wiring, run.now())
    return entered


def approve_void(run: Run, draw_id: str, reason: str) -> Entered | None:
    """Approve a void in the words that were read, and end the draw."""
    known = kept_salt(run.wiring, draw_id)
    with run.save({}) as session:
        entered = voids.approve_void(session, run.actor, run.now(), draw_id, reason=reason, salt=known)
    settle_records(run.wiring, run.now())
    return entered


def thaw(run: Run, draw_id: str) -> None:
    """Take a freeze back; what it wrote stays where nobody but the authority reads it."""
    with run.save({}) as session:
        draws.thaw(session, run.actor, run.now(), draw_id)
