"""Who may do what: the roles, and the one table that every door asks.

A person holds grants: a role, for one bureau and all below it, or for the whole authority. The table says for each
role and act whether it may be done to one's own part of the tree (`own`), to anything (`any`), or not at all (`.`).
Acts carry the verbs of `sampler.work`; those that only look begin with `see_`. What is of no bureau or of all of them
(a registry, a whole list, the trail, the settings) is the whole authority's: `own` then asks for a grant that covers
every bureau. `any` is for what every bureau may look at.

三权分立 (GB/T 22239): who makes accounts, who gives roles and who keeps the trail are three people.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sampler.errors import Invalid, Refused
from sampler.name import NAME

Tree = Mapping[str, str | None]  # each bureau's parent; a parent need not be listed itself


class Role(StrEnum):
    """操作员 监管所内勤 检查人员 初审 审核 审发 审计员 见证人 系统管理员 安全管理员 审计管理员."""

    OPERATOR = "operator"
    BUREAU_CLERK = "bureau_clerk"
    INSPECTOR = "inspector"
    FIRST_REVIEWER = "first_reviewer"
    SECOND_REVIEWER = "second_reviewer"
    RELEASING_REVIEWER = "releasing_reviewer"
    AUDITOR = "auditor"
    WITNESS = "witness"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})
WITH_SECOND_FACTOR = ADMINISTRATORS | {Role.RELEASING_REVIEWER}


class Scope(StrEnum):
    """How far a role's permission for an act goes."""

    OWN = "own"
    ANY = "any"
    NO = "."


# columns in the order of Role, under their short names
_TABLE = """
                     operator clerk inspector first second release auditor witness system security audit
see_draws            any      any   any       any   any    any     any     any     .      .        .
see_targets          own      own   own       own   own    own     own     .       .      .        .
see_minutes          own      .     .         .     .      own     own     own     .       .      .
see_snapshots        own      .     .         .     .      .       own     .       .      .        .
see_roster           own      own   .         .     .      .       own     .       .      .        .
register_snapshot    own      .     .         .     .      .       .       .       .      .        .
register_roster      own      .     .         .     .      .       .       .       .      .        .
change_inspector     own      .     .         .     .      .       .       .       .      .        .
register_recusals    own      .     .         .     .      .       .       .       .      .        .
withdraw_recusal     own      .     .         .     .      .       .       .       .      .        .
freeze               own      .     .         .     .      .       .       .       .      .        .
thaw                 own      .     .         .     .      .       .       .       .      .        .
announce             own      .     .         .     .      .       .       .       .      .        .
hold_ceremony        own      .     .         .     .      .       .       .       .      .        .
witness_ceremony     .        .     .         .     .      .       .       own     .      .        .
reveal               own      .     .         .     .      .       .       .       .      .        .
register_papers      own      .     .         .     .      .       .       .       .      .        .
dispatch             own      .     .         .     .      .       .       .       .      .        .
void                 own      .     .         .     .      .       .       .       .      .        .
approve_void         .        .     .         .     .      own     .       .       .      .        .
submit               .        own   own       .     .      .       .       .       .      .        .
review_first         .        .     .         own   .      .       .       .       .      .        .
review_second        .        .     .         .     own    .       .       .       .      .        .
release              .        .     .         .     .      own     .       .       .      .        .
send_back            .        .     .         own   own    own     .       .       .      .        .
close                own      .     .         .     .      .       .       .       .      .        .
see_jobs             own      .     .         .     .      .       .       .       own    .        .
retry_job            own      .     .         .     .      .       .       .       own    .        .
cancel_job           own      .     .         .     .      .       .       .       own    .        .
see_bureaus          any      any   any       any   any    any     any     any     any    any      any
see_bureau           own      own   own       own   own    own     own     .       own    own      own
register_bureaus     .        .     .         .     .      .       .       .       own    .        .
see_roles            any      any   any       any   any    any     any     any     any    any      any
see_users            .        .     .         .     .      .       .       .       own    own      own
create_user          .        .     .         .     .      .       .       .       own    .        .
reset_password       .        .     .         .     .      .       .       .       own    .        .
grant                .        .     .         .     .      .       .       .       .      own      .
revoke               .        .     .         .     .      .       .       .       .      own      .
lock_user            .        .     .         .     .      .       .       .       .      own      .
unlock_user          .        .     .         .     .      .       .       .       .      own      .
end_sessions         .        .     .         .     .      .       .       .       .      own      .
reset_second_factor  .        .     .         .     .      .       .       .       .      own      .
see_settings         .        .     .         .     .      .       .       .       any    any      any
change_settings      .        .     .         .     .      .       .       .       own    .        .
change_working_days  .        .     .         .     .      .       .       .       own    .        .
see_trail            .        .     .         .     .      .       own     .       .      .        own
verify_trail         .        .     .         .     .      .       own     .       .      .        own
export_trail         .        .     .         .     .      .       own     .       .      .        own
prune_trail          .        .     .         .     .      .       .       .       .      .        own
"""


def _read(table: str) -> Mapping[str, Mapping[Role, Scope]]:
    rows = [line.split() for line in table.strip().splitlines()[1:]]
    return MappingProxyType({act: _scopes(words) for act, *words in rows})


def _scopes(words: Iterable[str]) -> Mapping[Role, Scope]:
    return MappingProxyType(dict(zip(Role, map(Scope, words), strict=True)))


PERMISSIONS = _read(_TABLE)
SHORT: Mapping[Role, str] = MappingProxyType(dict(zip(Role, _TABLE.split("\n", 2)[1].split(), strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role that a person holds for a bureau and all below it; `bureau` None: for the whole authority."""

    role: Role
    bureau: str | None = None

    def __str__(self) -> str:
        return f"{self.role}@{self.bureau}" if self.bureau else str(self.role)


def parse_grant(text: str) -> Grant:
    """`ROLE` or `ROLE@BUREAU`; `Invalid("role_unknown")`, `Invalid("bureau_code_malformed")`.

    >>> parse_grant("bureau_clerk@410212101")
    Grant(role=<Role.BUREAU_CLERK: 'bureau_clerk'>, bureau='410212101')
    """
    name, at, bureau = text.partition("@")
    if name not in set(Role):
        raise Invalid("role_unknown", read=name, known=[str(role) for role in Role])
    if at and not NAME.fullmatch(bureau):
        raise Invalid("bureau_code_malformed", read=bureau)
    return Grant(role=Role(name), bureau=bureau or None)


def covers(holder: str | None, bureau: str | None, tree: Tree) -> bool:
    """Whether `bureau` is `holder` or below it. None is the whole authority: as a bureau, all of those in the tree.

    >>> tree = {"410212": None, "410212101": "410212"}
    >>> covers("410212", "410212101", tree), covers("410212101", "410212", tree)
    (True, False)
    >>> covers("410212", None, tree), covers("410212101", None, tree)
    (True, False)
    """
    if holder is None:
        return True
    if bureau is None:
        return bool(tree) and all(covers(holder, one, tree) for one in (*tree, *tree.values()) if one is not None)
    seen: set[str] = set()  # a list of bureaus may lead in a circle
    while bureau is not None and bureau not in seen:
        if bureau == holder:
            return True
        seen.add(bureau)
        bureau = tree.get(bureau)
    return False


def allowed(grants: Iterable[Grant], act: str, bureau: str | None, tree: Tree) -> bool:
    """Whether a person with these grants may do `act` to something of `bureau` (None: of the whole authority).

    An act that the table does not know is a mistake of the caller: KeyError.
    """
    scopes = PERMISSIONS[act]
    return any(
        scopes[grant.role] is Scope.ANY or (scopes[grant.role] is Scope.OWN and covers(grant.bureau, bureau, tree))
        for grant in grants
    )


def allowed_somewhere(grants: Iterable[Grant], act: str) -> bool:
    """Whether there is anything at all that a person with these grants may do `act` to: a list then shows that part."""
    return any(PERMISSIONS[act][grant.role] is not Scope.NO for grant in grants)


def needs_second_factor(grants: Iterable[Grant]) -> bool:
    """Whoever releases and whoever administers signs in with a second factor."""
    return any(grant.role in WITH_SECOND_FACTOR for grant in grants)


def require_apart(grants: Collection[Grant]) -> None:
    """三权分立: `Refused("administrators_apart")` where one person would be two of the three administrators."""
    held = sorted({grant.role for grant in grants} & ADMINISTRATORS)
    if len(held) > 1:
        raise Refused("administrators_apart", roles=[str(role) for role in held])
