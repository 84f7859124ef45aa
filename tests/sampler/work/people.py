"""People of a small authority: each act in a transaction of its own, as a door performs it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sampler.credential import Policy, fingerprint
from sampler.role import Grant, parse_grant
from sampler.store import trail
from sampler.store.queries.sessions import SignedIn, signed_in
from sampler.store.queries.users import UserEntry, user
from sampler.store.session import Store
from sampler.store.tables import BureauRow
from sampler.store.tables.sessions import Stage
from sampler.trail import Actor, TrailEntry, verify_trail
from sampler.work import attempts, sessions, users
from sampler.work.users import NewUser

CONSOLE = Actor(name="console")
START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
BUREAUS = {"410212101": "410212", "410212106": "410212"}
KEPT = "$argon2id$ of the right password"


@dataclass
class People:
    """`now` moves on a minute with every act; tokens are words, so that a test can read them."""

    store: Store
    now: datetime = START
    policy: Policy = field(default_factory=Policy)

    def tick(self, by: timedelta = timedelta(minutes=1)) -> datetime:
        self.now += by
        return self.now

    def found(self) -> None:
        with self.store.transaction() as session:
            session.add_all(BureauRow(code=c, name=c, aliases=[], parent=p) for c, p in BUREAUS.items())

    def create(self, name: str, *grants: str, bureau: str | None = None, by: Actor = CONSOLE) -> UserEntry:
        given = [parse_grant(text) for text in grants]
        with self.store.transaction() as session:
            new = NewUser(name=name, full_name=f"{name} 的姓名", bureau=bureau)
            users.create_user(session, by, self.tick(), new, KEPT, given)
        return self.user(name)

    def user(self, name: str) -> UserEntry:
        with self.store.reading() as session:
            return user(session, name)

    def grants(self, name: str) -> tuple[Grant, ...]:
        return self.user(name).grants

    def attempt(self, name: str) -> None:
        with self.store.transaction() as session:
            begun = attempts.begin_attempt(session, self.tick(), name, self.policy)
        begun.require_unlocked()

    def sign_in(self, name: str, token: str = "token", *, matched: str | None = KEPT) -> Stage:
        self.attempt(name)
        with self.store.transaction() as session:
            actor = Actor(name=name, origin="192.0.2.7")
            return sessions.sign_in(
                session, actor, self.now, matched, token_hash=fingerprint(token), agent="a browser", policy=self.policy
            )

    def signed_in(self, token: str) -> SignedIn | None:
        with self.store.reading() as session:
            return signed_in(session, fingerprint(token), self.now, self.policy)

    def trail(self) -> list[TrailEntry]:
        with self.store.reading() as session:
            entries = list(trail.entries(session))
        assert verify_trail(entries).ok
        return entries
