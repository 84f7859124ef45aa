"""`/staff/trail`: the record of every act, searched a page at a time, and a copy of it to take away."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from flask import Response, request, send_file
from flask_babel import gettext as _

from api.jobs.trail import FORMATS, export
from api.pages.staff import staff_blueprint, staff_page, wrong_page
from api.pages.typed import visible
from api.role_words import ACTS, OWN_ACTS
from api.visitor import current_visitor
from api.wiring import current_wiring, now
from sampler.errors import Invalid
from sampler.store import trail as kept
from sampler.store.queries.trail import PAGE, REFUSED, TrailSearch, trail_acts, trail_count, trail_page
from sampler.trail import DONE

trail = staff_blueprint("trail")

FIELDS = ("actor", "act", "object", "result", "text", "since", "until")
HIGHEST = 2**63 - 1


def asked_search(given: Mapping[str, str]) -> TrailSearch:
    """The search that a form asks for; both days are meant whole. `Invalid("day_malformed", field=)`."""
    since, until = (_day(given, name) for name in ("since", "until"))
    words = {name: given.get(name, "").strip() for name in ("actor", "act", "object", "result", "text")}
    return TrailSearch(**words, since=since, until=until and until + timedelta(days=1))


def _day(given: Mapping[str, str], name: str) -> datetime | None:
    """Midnight of a day on the authority's clock."""
    read = given.get(name, "").strip()
    try:
        zone = ZoneInfo(current_wiring().settings.time_zone)
        return datetime.strptime(f"{read} 00:00 +0000", "%Y-%m-%d %H:%M %z").replace(tzinfo=zone) if read else None
    except ValueError:
        raise Invalid("day_malformed", read=visible(read), field=name) from None


def _before(given: Mapping[str, str]) -> int | None:
    """From which row on the page goes back; what is no number is no wish."""
    read = given.get("before", "")
    return min(int(read), HIGHEST) if read.isascii() and read.isdigit() and len(read) < 20 else None


@trail.get("/staff/trail")
def listed() -> str | tuple[str, int]:
    given = {name: visible(request.args.get(name, "")) for name in FIELDS}
    try:
        search = asked_search(request.args)
    except Invalid as error:
        return wrong_page(error, str(error.params["field"]), "trail.html", **form_facts(given))
    return staff_page("trail.html", wrong={}, **form_facts(given), **found_facts(search, _before(request.args)))


def form_facts(given: Mapping[str, str]) -> dict[str, object]:
    """What the form offers and what it was given."""
    with current_wiring().store.reading() as session:
        head, acts = kept.head(session), trail_acts(session)
    return {
        "head": head,
        "given": given,
        "asked": {name: value for name, value in given.items() if value},
        "acts": [("", _("全部")), *((act, _({**ACTS, **OWN_ACTS}.get(act, act))) for act in acts)],
        "results": [("", _("全部")), (DONE, _("办成")), (REFUSED, _("被拒"))],
    }


def found_facts(search: TrailSearch, before: int | None) -> dict[str, object]:
    """A page of what was found; one row more than fits tells whether there is another."""
    with current_wiring().store.reading() as session:
        rows, count = trail_page(session, search, before=before, limit=PAGE + 1), trail_count(session, search)
    older = rows[PAGE - 1].number if len(rows) > PAGE else None
    return {"rows": rows[:PAGE], "older": older, "before": before, "count": count}


@trail.post("/staff/trail/export")
def export_file() -> Response | tuple[str, int]:
    form = request.form.get("format", "")
    if form not in FORMATS:
        raise Invalid("format_unknown", file=visible(form), known=list(FORMATS))
    data = export(current_wiring(), current_visitor().actor, asked_search(request.form), form)
    name = f"trail-{now().strftime('%Y%m%dT%H%M%SZ')}.{form}"
    return send_file(BytesIO(data), mimetype=TYPES[form], as_attachment=True, download_name=name)


TYPES = {"csv": "text/csv", "jsonl": "application/jsonl"}
