"""The minutes as a job: made of the record, in versions that stay, with their digest in the trail."""

from sqlalchemy import update

from api.jobs.minutes import minutes_request
from api.worker import Worker
from sampler.facts import Sitting
from sampler.store.queries.papers import PaperLine, papers_of
from sampler.store.tables import DrawRow
from sampler.store.tables.jobs import JobState
from sampler.store.tables.papers import PaperKind
from sampler.work.acts import digest_of
from sampler.work.papers import Paper
from tests.api.people import create, trail_of
from tests.api.worker.authority import DRAW_ID, HEADING, VALUE, Authority
from tests.api.worker.test_heads import perform, texts

SITTING = Sitting(place="三楼会议室", present="特邀监督员 2 人", remarks="全程录像")


def kept(authority: Authority) -> list[PaperLine]:
    with authority.wiring.store.reading() as session:
        return [paper for paper in papers_of(session, DRAW_ID) if paper.kind is PaperKind.MINUTES]


def test_they_name_the_two_and_are_no_public_paper(authority: Authority) -> None:
    create(authority.wiring, "notary", "witness", bureau=None)
    perform(authority, minutes_request(DRAW_ID, SITTING, HEADING))
    [paper] = kept(authority)
    [text] = texts(authority, PaperKind.MINUTES)
    for said in (VALUE, "notary的姓名", "特邀监督员2人", authority.record.record_hash, authority.record.seed):
        assert said in text
    assert (paper.name, paper.version, paper.public, paper.bureau) == ("minutes.pdf", 1, False, None)
    told = trail_of(authority.wiring)[-1]
    line = Paper(kind=paper.kind, name=paper.name, bytes=paper.bytes, sha256=paper.sha256).line()
    assert (told.act, told.object, told.digest) == ("register_papers", f"draw:{DRAW_ID}", digest_of([line]))


def test_made_again_they_stand_beside_the_ones_before(embedded: Authority) -> None:
    perform(embedded, minutes_request(DRAW_ID, SITTING, HEADING))
    perform(embedded, minutes_request(DRAW_ID, Sitting(place="一楼大厅"), HEADING))
    assert [paper.version for paper in kept(embedded)] == [1, 2]
    first, second = texts(embedded, PaperKind.MINUTES)
    assert ("三楼会议室" in first, "一楼大厅" in second) == (True, True)


def test_before_the_ceremony_there_are_none(embedded: Authority) -> None:
    with embedded.wiring.store.transaction() as session:
        session.execute(update(DrawRow).values(ceremony_at=None))
    job = embedded.ask(minutes_request(DRAW_ID, SITTING, HEADING))
    Worker(embedded.wiring).run(until_idle=True)
    line = embedded.line(job)
    assert (line.state, line.error and line.error.code) == (JobState.FAILED, "paper_before_ceremony")
    assert kept(embedded) == []
