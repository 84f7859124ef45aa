"""What the drawing program writes, the checker written from SSJ1 alone finds right: for any frame, roster and size."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sampler import verify as v
from sampler.assignment import Duty
from sampler.ceremony import Terms, complete, freeze
from sampler.chain import Place
from sampler.frame import Exclusions, Frame
from sampler.plan import Sizes

from .authority import SALT

AT, SEED_AT, THEN = "2026-11-24T01:00:00Z", "2026-11-24T02:00:00Z", "2026-11-24T02:05:00Z"
STRATA = ["cooperative", "enterprise", "enterprise/A", "enterprise/a.b-c_1", "individual/410212101"]
BUREAUS = ["101", "102", "B.x", "a_b"]

ids = st.one_of(
    st.from_regex(r"9[123][0-9A-Z]{16}", fullmatch=True),
    st.from_regex(r"R:[0-9]{15}", fullmatch=True),
    st.from_regex(r"X:[A-Z.-]{1,5}:[0-9A-Z:.-]{1,12}", fullmatch=True),
)
rows = st.dictionaries(ids, st.tuples(st.sampled_from(STRATA), st.sampled_from(BUREAUS)), min_size=1, max_size=60)
sizes = st.one_of(
    st.tuples(st.integers(1, 99), st.integers(1, 99)).map(lambda pair: f"{min(pair)}/{max(pair)}"),
    st.integers(1, 12).map(str),
)
reasons = st.text(st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="|"), min_size=1, max_size=6)


@st.composite
def draws(draw):
    """(frame, exclusions, duty, terms): every bureau has inspectors enough, whoever is recused."""
    entities = sorted(draw(rows).items())
    frame = Frame.from_columns(*zip(*((entity, *place) for entity, place in entities), strict=True))
    kept_out = sorted(draw(st.dictionaries(ids, reasons, max_size=5)).items())
    excluded = tuple(row for row in kept_out if row[0] not in dict(entities))
    team = draw(st.integers(0, 3))
    people = [(f"{bureau}-{i}", bureau) for bureau in BUREAUS for i in range(draw(st.integers(team, team + 2)))]
    people += [(f"pool-{i}", "*") for i in range(draw(st.integers(1, 3)))]
    barred = draw(
        st.dictionaries(st.sampled_from([e for e, _ in entities]), st.tuples(st.sampled_from(people), reasons))
    )
    recusals = sorted((who, entity, reason) for entity, ((who, _), reason) in barred.items())
    duty = Duty(inspectors=tuple(sorted(people)), recusals=tuple(recusals)) if team else Duty()
    salt = draw(st.sampled_from(["", SALT]))
    terms = Terms(
        draw_id="410212-2026-001",
        at=AT,
        seed_at=SEED_AT,
        sizes=Sizes.parse([draw(sizes)]),
        min_per_stratum=draw(st.integers(1, 4)),
        team_size=team,
        salt=salt,
        open_by="2026-12-20T00:00:00Z" if salt else "",
    )
    return frame, Exclusions(rows=excluded), duty, terms


@given(draws(), st.from_regex(r"[0-9]{20}", fullmatch=True))
@settings(max_examples=150, deadline=None)
def test_any_draw_holds(parts, public_value):
    frozen = freeze(*parts, Place(authority="410212"))
    record = complete(frozen, public_value, at=THEN, salt=parts[-1].salt)
    with tempfile.TemporaryDirectory() as folder:
        for name, data in record.files.items():
            (Path(folder) / name).write_bytes(data)
        assert v.verify([folder], public_value=public_value).failures == []
