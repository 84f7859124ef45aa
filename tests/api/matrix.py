"""Who is let in where: one line a route, one column a role, as it shall be. test_access.py holds the site against it.

own: where it is about the own bureau or one below it; all: for who holds the role for every bureau, since it is about
the whole authority; any: wherever; no: nowhere.
The first column is for somebody who is not signed in: `in`, or `door` for being sent to sign in.
"""

MATRIX = """
route                        nobody operator clerk inspector first second release auditor witness system security audit
static                       in     any      any   any       any   any    any     any     any     any    any      any
health.show                  in     any      any   any       any   any    any     any     any     any    any      any
health.ready                 in     any      any   any       any   any    any     any     any     any    any      any
home.show                    in     any      any   any       any   any    any     any     any     any    any      any
about.show                   in     any      any   any       any   any    any     any     any     any    any      any
chain.show                   in     any      any   any       any   any    any     any     any     any    any      any
chain.file                   in     any      any   any       any   any    any     any     any     any    any      any
chain.archive_file           in     any      any   any       any   any    any     any     any     any    any      any
search.show                  in     any      any   any       any   any    any     any     any     any    any      any
verify.show                  in     any      any   any       any   any    any     any     any     any    any      any
verify.program               in     any      any   any       any   any    any     any     any     any    any      any
draws.show                   in     any      any   any       any   any    any     any     any     any    any      any
draws.file                   in     any      any   any       any   any    any     any     any     any    any      any
draws.archive_file           in     any      any   any       any   any    any     any     any     any    any      any
papers.show                  in     any      any   any       any   any    any     any     any     any    any      any
proofs.show                  in     any      any   any       any   any    any     any     any     any    any      any
proofs.file                  in     any      any   any       any   any    any     any     any     any    any      any
feed.atom                    in     any      any   any       any   any    any     any     any     any    any      any
feed.sitemap                 in     any      any   any       any   any    any     any     any     any    any      any
feed.robots                  in     any      any   any       any   any    any     any     any     any    any      any
sessions.sign_in_form        in     any      any   any       any   any    any     any     any     any    any      any
sessions.sign_in             in     any      any   any       any   any    any     any     any     any    any      any
sessions.second_factor_form  door   any      any   any       any   any    any     any     any     any    any      any
sessions.second_factor       door   any      any   any       any   any    any     any     any     any    any      any
sessions.enrol_form          door   any      any   any       any   any    any     any     any     any    any      any
sessions.enrol               door   any      any   any       any   any    any     any     any     any    any      any
staff.show                   door   any      any   any       any   any    any     any     any     any    any      any
account.show                 door   any      any   any       any   any    any     any     any     any    any      any
account.password_form        door   any      any   any       any   any    any     any     any     any    any      any
account.set_password         door   any      any   any       any   any    any     any     any     any    any      any
account.renew_backup_codes   door   any      any   any       any   any    any     any     any     any    any      any
account.end_session          door   any      any   any       any   any    any     any     any     any    any      any
bureaus.listed               door   any      any   any       any   any    any     any     any     any    any      any
bureaus.register             door   no       no    no        no    no     no      no      no      all    no       no
bureaus.show                 door   own      own   own       own   own    own     own     no      own    own      own
roles.show                   door   any      any   any       any   any    any     any     any     any    any      any
users.listed                 door   no       no    no        no    no     no      no      no      any    any      any
users.show                   door   no       no    no        no    no     no      no      no      own    own      own
users.new                    door   no       no    no        no    no     no      no      no      any    no       no
users.create                 door   no       no    no        no    no     no      no      no      own    no       no
users.reset_password         door   no       no    no        no    no     no      no      no      own    no       no
users.grant                  door   no       no    no        no    no     no      no      no      no     own      no
users.revoke                 door   no       no    no        no    no     no      no      no      no     own      no
users.lock                   door   no       no    no        no    no     no      no      no      no     own      no
users.unlock                 door   no       no    no        no    no     no      no      no      no     own      no
users.end_sessions           door   no       no    no        no    no     no      no      no      no     own      no
users.reset_second_factor    door   no       no    no        no    no     no      no      no      no     own      no
snapshots.listed             door   all      no    no        no    no     no      all     no      no     no       no
snapshots.register           door   all      no    no        no    no     no      no      no      no     no       no
snapshots.mended             door   all      no    no        no    no     no      no      no      no     no       no
snapshots.show               door   all      no    no        no    no     no      all     no      no     no       no
snapshots.imported           door   all      no    no        no    no     no      all     no      no     no       no
snapshots.rejects            door   all      no    no        no    no     no      no      no      no     no       no
roster.listed                door   any      any   no        no    no     no      any     no      no     no       no
roster.register              door   all      no    no        no    no     no      no      no      no     no       no
roster.new                   door   any      no    no        no    no     no      no      no      no     no       no
roster.create                door   own      no    no        no    no     no      no      no      no     no       no
roster.show                  door   own      own   no        no    no     no      own     no      no     no       no
roster.change                door   own      no    no        no    no     no      no      no      no     no       no
roster.register_recusals     door   all      no    no        no    no     no      no      no      no     no       no
roster.register_recusal      door   own      no    no        no    no     no      no      no      no     no       no
roster.withdraw_recusal      door   own      no    no        no    no     no      no      no      no     no       no
authority.show               door   no       no    no        no    no     no      no      no      any    any      any
authority.change             door   no       no    no        no    no     no      no      no      all    no       no
authority.change_working_days door  no       no    no        no    no     no      no      no      all    no       no
freezes.new                  door   any      no    no        no    no     no      no      no      no     no       no
freezes.create               door   own      no    no        no    no     no      no      no      no     no       no
staff_draws.listed           door   any      any   any       any   any    any     any     any     no     no       no
staff_draws.show             door   any      any   any       any   any    any     any     any     no     no       no
staff_draws.announce         door   own      no    no        no    no     no      no      no      no     no       no
staff_draws.dispatch         door   own      no    no        no    no     no      no      no      no     no       no
staff_draws.reveal           door   own      no    no        no    no     no      no      no      no     no       no
staff_draws.ask_void         door   own      no    no        no    no     no      no      no      no     no       no
staff_draws.approve_void     door   no       no    no        no    no     own     no      no      no     no       no
staff_papers.make            door   own      no    no        no    no     no      no      no      no     no       no
staff_papers.make_packets    door   own      no    no        no    no     no      no      no      no     no       no
staff_papers.make_minutes    door   own      no    no        no    no     no      no      no      no     no       no
staff_papers.release         door   no       no    no        no    no     own     no      no      no     no       no
staff_papers.packet          door   own      own   own       own   own    own     own     no      no     no       no
staff_papers.practised_list  door   own      own   own       own   own    own     own     no      no     no       no
staff_papers.minutes         door   own      no    no        no    no     own     own     own     no     no       no
ceremony.show                door   own      no    no        no    no     no      no      no      no     no       no
ceremony.type_as_operator    door   own      no    no        no    no     no      no      no      no     no       no
ceremony.hold                door   own      no    no        no    no     no      no      no      no     no       no
ceremony.witness             door   no       no    no        no    no     no      no      own     no     no       no
ceremony.type_as_witness     door   no       no    no        no    no     no      no      own     no     no       no
staff_draws.thaw             door   own      no    no        no    no     no      no      no      no     no       no
jobs.listed                  door   any      no    no        no    no     no      no      no      any    no       no
jobs.show                    door   own      no    no        no    no     no      no      no      own    no       no
jobs.retry                   door   own      no    no        no    no     no      no      no      own    no       no
jobs.cancel                  door   own      no    no        no    no     no      no      no      own    no       no
trail.listed                 door   no       no    no        no    no     no      all     no      no     no       all
trail.export_file            door   no       no    no        no    no     no      all     no      no     no       all
sessions.sign_out            door   any      any   any       any   any    any     any     any     any    any      any
"""

OF_A_DRAW = (
    "staff_draws.show", "staff_draws.thaw", "staff_draws.announce", "staff_draws.dispatch", "staff_draws.reveal",
    "staff_draws.ask_void", "staff_draws.approve_void", "ceremony.show", "ceremony.type_as_operator", "ceremony.hold",
    "ceremony.witness", "ceremony.type_as_witness", "staff_papers.make_packets", "staff_papers.make_minutes",
    "staff_papers.release",
)  # fmt: skip
# what stands in an address, and what a form says, where it is about a bureau; a plain route needs no line
ARGUMENTS = {
    "bureaus.show": {"code": "{bureau}"},
    "account.end_session": {"key": "0" * 64},
    "chain.file": {"entry_hash": "0" * 64, "name": "entry.txt"},
    "draws.show": {"draw_id": "unknown"},
    "draws.file": {"draw_id": "unknown", "name": "00-notice.txt"},
    "draws.archive_file": {"draw_id": "unknown"},
    "proofs.show": {"draw_id": "unknown", "entity_id": "unknown"},
    "proofs.file": {"draw_id": "unknown", "entity_id": "unknown"},
    "papers.show": {"sha256": "0" * 64, "extension": "pdf"},
    "static": {"filename": "site.css"},
    "snapshots.show": {"digest": "0" * 64},
    "snapshots.imported": {"job": "1"},
    "snapshots.mended": {"job": "1"},
    "snapshots.rejects": {"job": "1"},
    **{route: {"draw_id": "draw-{bureau}"} for route in OF_A_DRAW},
    "staff_papers.make": {"draw_id": "draw-{bureau}", "kind": "notice"},
    "staff_papers.packet": {"draw_id": "unknown", "code": "{bureau}", "version": "1", "name": "packet.pdf"},
    "staff_papers.practised_list": {"draw_id": "draw-{bureau}", "version": "1"},
    "staff_papers.minutes": {"draw_id": "draw-{bureau}", "version": "1"},
    "jobs.show": {"job": "{job}"},
    "roster.show": {"number": "I-{bureau}"},
    "roster.change": {"number": "I-{bureau}"},
    "roster.register_recusal": {"number": "I-{bureau}"},
    "roster.withdraw_recusal": {"number": "I-{bureau}"},
    "jobs.retry": {"job": "{job}"},
    "jobs.cancel": {"job": "{job}"},
    "users.show": {"name": "somebody-{bureau}"},
    "users.reset_password": {"name": "somebody-{bureau}"},
    "users.grant": {"name": "somebody-{bureau}"},
    "users.revoke": {"name": "somebody-{bureau}"},
    "users.lock": {"name": "somebody-{bureau}"},
    "users.unlock": {"name": "somebody-{bureau}"},
    "users.end_sessions": {"name": "somebody-{bureau}"},
    "users.reset_second_factor": {"name": "somebody-{bureau}"},
}
PERSON = {"name": "新人", "licence": "豫1", "valid_until": "长期", "status": "在岗"}
FORMS = {
    "trail.export_file": {"format": "csv"},
    "roster.create": {"number": "new-{number}", "bureau": "{bureau}", **PERSON},
    "roster.change": {"bureau": "{bureau}", **PERSON},
    "freezes.create": {"draw_id": "{bureau}-1"},
    "users.create": {"name": "new-{number}", "full_name": "新人", "bureau": "{bureau}"},
    "users.grant": {"role": "inspector", "bureau": "{bureau}"},
    "users.revoke": {"role": "inspector", "bureau": "{bureau}"},
    "account.set_password": {"current": "x", "new": "y", "again": "z"},
}


def rows() -> dict[str, dict[str, str]]:
    """route → column → cell."""
    head, *lines = (line.split() for line in MATRIX.strip().splitlines())
    return {route: dict(zip(head[1:], cells, strict=True)) for route, *cells in lines}
