"""From a snapshot to a record in three acts: freeze and announce before the seed exists, complete after it does.

What the command line, the demo and the work ring call. No disk, no clock, no chance: times, public value and salt are
arguments.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sampler.allocation import allocate
from sampler.assignment import Assignment, Duty, Matching, assign, check_teams
from sampler.chain import SHA256, DrawRef, Place, ceremony_entry, check_place, outcome_entry
from sampler.codes.personal import Names, refuse_named
from sampler.draw import Drawn, draw
from sampler.errors import Invalid, Missing, Refused
from sampler.frame import Exclusions, Frame, check_apart, check_bureau_codes, check_strata
from sampler.plan import Sizes, parse_integer
from sampler.record import (
    CEREMONY,
    CHECKSUMS,
    DRAW_FILES,
    EXCLUDED,
    FRAME,
    FREEZE_FILES,
    INSPECTORS,
    NOTICE,
    OUTCOME,
    RECUSALS,
    SEED,
    Notice,
    check_name,
    check_order,
    check_words,
    checksums,
    draw_tables,
    freeze_tables,
    parse_duty,
    parse_entry,
    registry_digest,
)
from sampler.seed import (
    check_seed_format,
    parse_time,
    salt_hash,
    seed_of,
    seed_text,
    sha256_hex,
)
from sampler.source import DICE, check_known, source_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an operator decides about a draw and the notice says: everything but the frame and the roster.

    A sealed draw has a salt; `salt_sha256` stands in for it where the salt itself is not to be told.
    """

    draw_id: str
    at: str
    seed_at: str
    sizes: Sizes
    seed_format: str = "digits:20"
    seed_source: str = DICE
    min_per_stratum: int = 1
    team_size: int = 0
    replace: str = ""
    salt: str = ""
    salt_sha256: str = ""
    open_by: str = ""
    redraw_of: str = ""

    @property
    def seal(self) -> str:
        """The salt's hash, which the notice holds; empty for an open draw."""
        return salt_hash(self.salt) if self.salt else self.salt_sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A draw between freeze and ceremony: its notice, its entry hash, files 00 and 10 to 13.

    `place` and `at` in the notice are those of the freeze until `announce` gives it its own.
    """

    notice: Notice
    files: Mapping[str, bytes]

    @property
    def notice_hash(self) -> str:
        return sha256_hex(self.files[NOTICE])

    @property
    def ref(self) -> DrawRef:
        return DrawRef(draw_id=self.notice.draw_id, notice_hash=self.notice_hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A draw that is done: all files of its folder, and what they say."""

    frozen: Frozen
    files: Mapping[str, bytes]
    seed: str
    drawn: Drawn
    assignments: tuple[Assignment, ...]

    @property
    def at(self) -> str:
        """When the ceremony was held."""
        return self._ceremony["at"]

    @property
    def public_value(self) -> str:
        return self._ceremony["public_value"]

    @property
    def _ceremony(self) -> Mapping[str, str]:
        return dict(parse_entry(self.files[CEREMONY])[1])

    @property
    def record_hash(self) -> str:
        return sha256_hex(self.files[CHECKSUMS])

    @property
    def outcome_hash(self) -> str:
        return sha256_hex(self.files[OUTCOME])


def freeze(frame: Frame, exclusions: Exclusions, duty: Duty, terms: Terms, place: Place) -> Frozen:
    """Fix who can be drawn, how many, by whom they are visited, and where the seed will come from.

    Raises `Invalid` for terms that SSJ1 does not allow and for a roster that cannot staff every entity.
    """
    check_terms(terms)
    check_place(place)
    check_bureau_codes(frame.bureaus)
    check_strata(frame.strata)
    check_apart(frame, exclusions)
    if place.not_before is not None:
        check_order(place.not_before, terms.at)
    if unused := terms.sizes.unused(frame.strata):
        raise Invalid("size_covers_nothing", strata=list(unused), known=list(frame.strata))
    duty = duty if terms.team_size else Duty()
    check_teams(frame, duty, terms.team_size)
    tables = freeze_tables(frame, exclusions, duty)
    notice = _notice(frame, exclusions, tables, terms, place)
    return Frozen(notice=notice, files={NOTICE: notice.render(), **tables})


def announce(frozen: Frozen, place: Place, *, at: str) -> Frozen:
    """The frozen draw as it is published: its notice stands at `place`, dated by its announcement; all else stays.

    So another draw may be announced between a freeze and its announcement, and a freeze that nobody saw leaves no gap.
    Raises `Refused("announced_after_seed")`, `Invalid`: "place_malformed", "times_out_of_order".
    """
    notice = frozen.notice
    check_place(place)
    if place.not_before is not None:
        check_order(place.not_before, at)
    if parse_time(at) >= parse_time(notice.seed_at):
        raise Refused("announced_after_seed", draw_id=notice.draw_id, seed_at=notice.seed_at)
    placed = replace(notice, authority=place.authority, number=place.number, prev=place.prev, at=at)
    return Frozen(notice=placed, files={**frozen.files, NOTICE: placed.render()})


def check_terms(terms: Terms) -> None:
    """Terms that a notice may hold; else `Invalid` naming what is wrong."""
    if terms.draw_id.startswith(".") or check_name("draw_id", terms.draw_id) == "entries":
        raise Invalid("draw_id_unusable", read=terms.draw_id)  # it names a folder of the chain
    check_seed_format(terms.seed_format)
    check_words("seed_source", terms.seed_source, empty=False)
    check_reasons(terms.replace)
    parse_integer(str(terms.min_per_stratum))
    parse_integer(str(terms.team_size))
    if terms.min_per_stratum < 1:
        raise Invalid("minimum_below_one", read=terms.min_per_stratum)
    if parse_time(terms.at) >= parse_time(terms.seed_at):
        raise Invalid("seed_not_after_notice", at=terms.at, seed_at=terms.seed_at)
    source_of(terms.seed_format, terms.seed_source).check_time(terms.seed_at)
    if bool(terms.seal) != bool(terms.open_by):
        raise Invalid("sealed_needs_salt_and_open_by")
    if terms.seal and not SHA256.fullmatch(terms.seal):
        raise Invalid("salt_malformed")
    if terms.redraw_of and not SHA256.fullmatch(terms.redraw_of):
        raise Invalid("redraw_of_malformed", read=terms.redraw_of)
    if terms.open_by and parse_time(terms.open_by) <= parse_time(terms.seed_at):
        raise Invalid("opened_before_seed", open_by=terms.open_by, seed_at=terms.seed_at)


def check_unnamed(terms: Terms, people: Names) -> None:
    """Terms that name nobody of a roster; else `Invalid("person_in_text")`."""
    for name in ("seed_source", "replace"):
        refuse_named(name, getattr(terms, name), people)


def check_reasons(replace: str) -> None:
    """The reasons for which a target is always replaced, joined by commas, each once; empty: never."""
    check_words("replace", replace)
    reasons = replace.split(",") if replace else []
    if "" in reasons or len(set(reasons)) < len(reasons):
        raise Invalid("text_forbidden", name="replace", read=replace)


def _notice(frame: Frame, exclusions: Exclusions, tables: Mapping[str, bytes], terms: Terms, place: Place) -> Notice:
    counts = frame.counts()
    return Notice(
        authority=check_name("authority", place.authority),
        number=place.number,
        prev=place.prev,
        at=terms.at,
        draw_id=terms.draw_id,
        registry_sha256=registry_digest(frame, exclusions),
        registry_count=len(frame) + len(exclusions),
        frame_count=len(frame),
        frame_sha256=sha256_hex(tables[FRAME]),
        frame_merkle=frame.root(),
        excluded_count=len(exclusions),
        excluded_sha256=sha256_hex(tables[EXCLUDED]),
        inspectors_sha256=sha256_hex(tables[INSPECTORS]),
        recusals_sha256=sha256_hex(tables[RECUSALS]),
        counts=counts,
        sizes={stratum: terms.sizes.of(stratum) for stratum in counts},
        min_per_stratum=terms.min_per_stratum,
        team_size=terms.team_size,
        replace=terms.replace,
        salt_sha256=terms.seal,
        open_by=terms.open_by,
        redraw_of=terms.redraw_of,
        seed_format=terms.seed_format,
        seed_source=terms.seed_source,
        seed_at=terms.seed_at,
    )


def frozen_from_files(files: Mapping[str, bytes]) -> Frozen:
    """A frozen draw read back from its folder, its tables compared with what the notice says of them.

    Raises `Missing("file_missing")`, `Invalid("notice_malformed")`, `Invalid("file_not_as_announced")`.
    """
    for name in FREEZE_FILES:
        if name not in files:
            raise Missing("file_missing", file=name)
    notice = Notice.parse(files[NOTICE])
    announced = {
        FRAME: notice.frame_sha256,
        INSPECTORS: notice.inspectors_sha256,
        RECUSALS: notice.recusals_sha256,
        EXCLUDED: notice.excluded_sha256,
    }
    for name, digest in announced.items():
        if sha256_hex(files[name]) != digest:
            raise Invalid("file_not_as_announced", file=name, expected=digest, found=sha256_hex(files[name]))
    return Frozen(notice=notice, files={name: files[name] for name in FREEZE_FILES})


def complete(frozen: Frozen, public_value: str, *, at: str, salt: str = "", place: Place | None = None) -> Record:
    """Hold the ceremony: the public value gives the seed, the seed the targets and teams, and the record is closed.

    `place` is where the ceremony's entry stands; without it, right after the notice; the outcome follows it.
    Raises `Refused`: "ceremony_too_early", "value_to_come"; `Invalid` for a public value or salt that does not fit the
    notice.
    """
    notice = frozen.notice
    _check_moment(notice, public_value, at, salt)
    seed_line = seed_text(frozen.notice_hash, public_value, salt)
    seed = seed_of(seed_line)
    drawn, assignments = _draw_and_assign(frozen, seed)
    if place is not None:
        _check_follows(frozen, place)
    place = place or Place(
        authority=notice.authority, number=notice.number + 1, prev=frozen.notice_hash, not_before=notice.at
    )
    ceremony = ceremony_entry(place, frozen.ref, at, public_value)
    files = {**frozen.files, CEREMONY: ceremony, **draw_tables(seed_line, drawn, assignments)}
    files[CHECKSUMS] = checksums(files)
    files[OUTCOME] = outcome_entry(place.after(ceremony, at), frozen.ref, at, sha256_hex(files[CHECKSUMS]))
    return Record(frozen=frozen, files=files, seed=seed, drawn=drawn, assignments=assignments)


def _check_follows(frozen: Frozen, place: Place) -> None:
    """A ceremony stands behind its notice, and right behind it only where it names it."""
    ahead = place.number - frozen.notice.number
    if ahead < 1 or (ahead == 1) != (place.prev == frozen.notice_hash):
        raise Invalid("place_malformed", number=place.number, prev=place.prev)


def record_from_files(files: Mapping[str, bytes]) -> Record:
    """A finished record read back from its folder: drawn again and compared.

    Raises `Missing("file_missing")`, and `Invalid("record_not_as_recomputed", file=)` for the first file that differs.
    """
    frozen = frozen_from_files(files)
    for name in (CEREMONY, SEED):
        if name not in files:
            raise Missing("file_missing", file=name)
    ceremony = dict(parse_entry(files[CEREMONY])[1])
    if not {"authority", "number", "prev", "at", "public_value"} <= ceremony.keys():
        raise Invalid("entry_malformed", read=CEREMONY)
    salt = files[SEED].decode(errors="replace").rpartition("|")[2]
    place = Place(authority=ceremony["authority"], number=parse_integer(ceremony["number"]), prev=ceremony["prev"])
    record = complete(frozen, ceremony["public_value"], at=ceremony["at"], salt=salt, place=place)
    for name in (CEREMONY, *DRAW_FILES, CHECKSUMS):
        if files.get(name) != record.files[name]:
            raise Invalid("record_not_as_recomputed", file=name)
    outcome = dict(parse_entry(files.get(OUTCOME, b""))[1])
    if (outcome.get("of"), outcome.get("record")) != (frozen.notice_hash, record.record_hash):
        raise Invalid("record_not_as_recomputed", file=OUTCOME)
    return record


def _check_moment(notice: Notice, public_value: str, at: str, salt: str) -> None:
    source = source_of(notice.seed_format, notice.seed_source)
    check_known(source, seed_at=parse_time(notice.seed_at), at=parse_time(at))
    source.check(public_value)
    if bool(salt) != notice.sealed or (salt and salt_hash(salt) != notice.salt_sha256):
        raise Invalid("salt_does_not_fit", sealed=notice.sealed)


def _draw_and_assign(frozen: Frozen, seed: str) -> tuple[Drawn, tuple[Assignment, ...]]:
    notice = frozen.notice
    frame = Frame.parse(frozen.files[FRAME])
    sizes = Sizes(default=1, by_name=notice.sizes)
    drawn = draw(frame, seed, allocate(frame.counts(), sizes, notice.min_per_stratum))
    matching = Matching.begin(seed, notice.team_size, parse_duty(frozen.files))
    return drawn, assign(matching, drawn.targets)
