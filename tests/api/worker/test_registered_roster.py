"""A freeze that was given no roster takes the one in the database, with its recusals."""

from datetime import UTC, datetime, timedelta

import pytest

from api.access import SHELL
from api.jobs.draws import freeze_request
from api.worker import Worker
from sampler.roster import Recusal, read_roster
from sampler.store.queries.bureaus import listed_bureaus
from sampler.store.queries.jobs import job_result
from sampler.work.roster import register_recusals, register_roster
from tests.api.worker.authority import AUTHORITY, Authority, terms

NOW = datetime.now(UTC)


@pytest.mark.parametrize("registered", [True, False])
def test_a_freeze_without_a_roster_takes_the_registered_one(embedded: Authority, registered: bool) -> None:
    store = embedded.wiring.store
    target = next(one for one in embedded.record.drawn.targets if one.bureau != f"{AUTHORITY}100")
    recused = Recusal(inspector="I000-0", id=target.id, reason="持股")  # of another bureau: a team is left
    if registered:
        with store.reading() as session:
            listed = listed_bureaus(session)
        people = read_roster(embedded.wiring.intake.path(embedded.roster), listed, on=NOW.date())
        with store.transaction() as session:
            register_roster(session, SHELL, NOW, people)
            register_recusals(session, SHELL, NOW, [recused])
    asked = freeze_request(
        terms("d-2", frozen_at=NOW + timedelta(minutes=5)),
        authority=AUTHORITY,
        title="第二次",
        snapshot=embedded.snapshot,
    )
    job = embedded.ask(asked)
    Worker(embedded.wiring).run(until_idle=True)
    line = embedded.line(job)
    if registered:
        assert line.error is None
        with store.reading() as session:
            made = job_result(session, job)
        files = embedded.wiring.files.read_frozen(made["notice_hash"])
        assert files["11-inspectors.tsv"].count(b"\n") == 16
        assert b"I000-0" in files["12-recusals.tsv"]
    else:
        assert line.error is not None
        assert line.error.code == "team_impossible"
