"""Who makes this request, and whether they come in: by the gates of api/gates.py."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from api.access import ask, ask_somewhere, recording_refusals
from api.gates import ACTS, FORM, Gate, Open
from api.unwritable import refuse_unwritable
from api.wiring import current_wiring, now
from sampler.credential import NOBODY, fingerprint
from sampler.errors import Refused
from sampler.role import Tree, allowed, allowed_somewhere
from sampler.store.queries.bureaus import bureau_tree
from sampler.store.queries.sessions import SignedIn, signed_in
from sampler.trail import Actor
from sampler.work.sessions import touch

TOKEN = "token"  # noqa: S105  # its name in the cookie
OWN_ADDRESS = re.compile(r"/staff(?:[/?][\w./?=&%+~:-]*)?")
TOUCHED = timedelta(minutes=1)  # a session in use is noted this often
LONGEST_AGENT = 200
UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f]")
TO_CHANGE_PASSWORD = frozenset({"account.password_form", "account.set_password", "sessions.sign_out"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A person with a live session, and the tree their roles are held in."""

    person: SignedIn
    tree: Tree
    origin: str

    @property
    def name(self) -> str:
        return self.person.user.name

    @property
    def actor(self) -> Actor:
        return Actor(name=self.name, origin=self.origin)

    def may(self, act: str) -> bool:
        """Whether there is anything this person may do `act` to: shows links, decides nothing."""
        return allowed_somewhere(self.person.grants, act)

    def may_on(self, act: str, bureau: str | None) -> bool:
        """Whether this person may do `act` to something of `bureau`: shows what lists show, decides nothing."""
        return allowed(self.person.grants, act, bureau, self.tree)

    def may_enter(self, endpoint: str) -> bool:
        """Whether a route without arguments lets this person in: shows the menu, decides nothing."""
        gate = ACTS[endpoint]
        if not isinstance(gate, Gate):
            return True
        return self.may(gate.act) if gate.somewhere else self.may_on(gate.act, None)

    def ask(self, act: str, bureau: str | None) -> Actor:
        """The actor, where the table allows the act; else `Refused("act_not_allowed")`, and the trail knows."""
        return ask(current_wiring(), self.actor, act, bureau)


def admit_visitors(app: Flask) -> None:
    """Let every request pass the gate of its route, with the token of its form, and let nobody keep a staff page."""
    app.before_request(admit_upload)
    CSRFProtect(app)
    app.before_request(admit)
    app.before_request(read_what_is_sent)
    app.after_request(keep_private)


def current_visitor() -> Visitor:
    """Whoever passed the gate; only for routes that are not public."""
    visitor: Visitor = g.visitor
    return visitor


def known_visitor() -> Visitor | None:
    """The visitor, where the route looked for one and found one."""
    found: Visitor | None = g.get("visitor")
    return found


def origin() -> str:
    """From where the request comes, for the trail."""
    return request.remote_addr or "unknown"


def agent() -> str:
    """What the browser calls itself."""
    return UNSEEN.sub("", request.user_agent.string)[:LONGEST_AGENT]


def admit_upload() -> Answer | None:
    """Before anything reads a body: more than a form is taken from those only who pass the gate."""
    gate = ACTS.get(request.endpoint or "")
    if not isinstance(gate, Gate) or gate.longest == FORM:
        return None
    if first := admit():
        return first
    request.max_content_length = gate.longest
    return None


def admit() -> Answer | None:
    """None to go on; a redirection to what comes first; `Refused`."""
    if request.endpoint is None:
        return None  # there is no such page, or not this way: Flask answers
    gate = ACTS.get(request.endpoint)
    if gate is Open.PUBLIC:
        return None
    g.visitor = read_visitor()
    if gate is Open.DOOR:
        return None
    first = what_comes_first(gate)
    if first is None and isinstance(gate, Gate):
        pass_gate(gate)
    return redirect(first, 303) if first else None


def read_what_is_sent() -> None:
    """Hold what is typed into staff pages and the names of files to characters that both databases keep."""
    if ACTS.get(request.endpoint or "", Open.PUBLIC) is Open.PUBLIC:  # these write nothing
        return
    for sent in (request.args, request.form):
        refuse_unwritable(text for pair in sent.items(multi=True) for text in pair)
    refuse_unwritable(text for name, file in request.files.items(multi=True) for text in (name, file.filename or ""))


def read_visitor() -> Visitor | None:
    """The person whose token the cookie holds, while their session lives."""
    token, at, wiring = session.get(TOKEN), now(), current_wiring()
    if not isinstance(token, str):
        return None
    with wiring.store.reading() as reading:
        person = signed_in(reading, fingerprint(token), at, wiring.settings.policy)
        tree = bureau_tree(reading)
    if person is None:
        return None
    if at - person.seen_at >= TOUCHED:
        with wiring.store.transaction() as writing:
            touch(writing, at, person.hash)
    return Visitor(person=person, tree=tree, origin=origin())


def page_asked() -> str | None:
    """The page to come back to: the one that was asked for, or that a form was sent from, which lies at its address or
    above.
    """
    if request.method == "GET":
        return request.full_path.rstrip("?")
    addresses, path = current_app.url_map.bind(""), request.path
    while path:
        with suppress(HTTPException):
            addresses.match(path, method="GET")
            return path
        path = path.rpartition("/")[0]
    return None


def what_comes_first(gate: Open | Gate | None) -> str | None:
    """Where to go before the gate: to sign in, to the second factor, to a new password; None to go on."""
    visitor = known_visitor()
    if gate is None:
        actor = visitor.actor if visitor else Actor(name=NOBODY, origin=origin())
        with recording_refusals(current_wiring(), actor, str(request.endpoint), "route:unlisted"):
            raise Refused("act_not_allowed", act=str(request.endpoint), person=actor.name)
    if visitor is None:
        return url_for("sessions.sign_in_form", next=page_asked())
    if gate is Open.STEP:
        return None
    if not visitor.person.complete or visitor.person.lacks_device:
        enrolled = visitor.person.user.second_factor is not None
        return url_for("sessions.second_factor_form" if enrolled else "sessions.enrol_form")
    if visitor.person.must_change and request.endpoint not in TO_CHANGE_PASSWORD:
        return url_for("account.password_form")
    return None


def pass_gate(gate: Gate) -> None:
    """Ask the table; `Refused("act_not_allowed")`."""
    wiring, actor = current_wiring(), current_visitor().actor
    if gate.somewhere:
        ask_somewhere(wiring, actor, gate.act)
        return
    with wiring.store.reading() as reading:
        bureau = gate.bureau_of(reading, request.view_args or {})
    ask(wiring, actor, gate.act, bureau)


def keep_private(response: Response) -> Response:
    """No page that is for somebody is kept by a cache, nor by the browser's own back button."""
    if ACTS.get(request.endpoint or "", Open.PUBLIC) is not Open.PUBLIC:
        response.headers["Cache-Control"] = "no-store"
    return response


def keep_token(token: str) -> None:
    """Put a session's token into a cookie of which nothing else is left: what was there before proves nothing."""
    session.clear()
    session[TOKEN] = token


def own_address(asked: str) -> str:
    """Where to go after signing in: a page of the staff's own, whatever was asked for.

    >>> [own_address(asked) for asked in ("/staff/users?x=1", "//evil.example", "https://evil.example", "/staff\\n")]
    ['/staff/users?x=1', '/staff', '/staff', '/staff']
    """
    return asked if OWN_ADDRESS.fullmatch(asked) else "/staff"
