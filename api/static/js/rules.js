"use strict";

// What SSJ1 asks of bytes, entries and tables (sections 1 to 3). Needs sha256.js. Rules bear the names of verify.py,
// which is the same checker for a command line.

const [NOTICE, TOKEN, CEREMONY, OUTCOME] = ["00-notice.txt", "01-notice.tsr", "15-ceremony.txt", "60-outcome.txt"];
const [FRAME, INSPECTORS, RECUSALS] = ["10-frame.tsv", "11-inspectors.tsv", "12-recusals.tsv"];
const [EXCLUDED, SEED, STRATA] = ["13-excluded.tsv", "20-seed.txt", "30-strata.tsv"];
const [SAMPLE, ASSIGNMENTS, SUMS] = ["40-sample.tsv", "50-assignments.tsv", "SHA256SUMS"];

const FROZEN_FILES = [NOTICE, FRAME, INSPECTORS, RECUSALS, EXCLUDED];
const LISTED_FILES = [...FROZEN_FILES, CEREMONY, SEED, STRATA, SAMPLE, ASSIGNMENTS]; // those that SHA256SUMS lists
const RESULT_FILES = [SEED, STRATA, SAMPLE, ASSIGNMENTS, SUMS];
const STAGES = {
  frozen: FROZEN_FILES,
  ceremony: [...FROZEN_FILES, CEREMONY],
  sealed: [...FROZEN_FILES, CEREMONY, OUTCOME],
  drawn: [...LISTED_FILES, SUMS, OUTCOME],
};

const POSITIVE = "[1-9][0-9]{0,8}";
const INTEGER = `(?:0|${POSITIVE})`;
const HASH = "[0-9a-f]{64}";
const NAME = "[0-9A-Za-z._-]{1,64}";
const STRATUM = "[a-z]+(?:/[0-9A-Za-z._-]+)*";
const ID = "(?!.{65})(?:[0-9A-Z]{18}|R:[0-9]{15}|X:[0-9A-Z.-]+:[0-9A-Z:.-]+)";
const TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z";
const TEXT = "[^]+";
const ZEROS = "0".repeat(64);

// file → its columns, and of how many of the first no two lines have the same
const TABLES = {
  [FRAME]: [[ID, STRATUM, NAME], 1],
  [INSPECTORS]: [[NAME, `\\*|${NAME}`], 1],
  [RECUSALS]: [[NAME, ID, TEXT], 2],
  [EXCLUDED]: [[ID, TEXT], 1],
};

const HEAD = ["authority", "number", "prev", "at", "draw_id"];
const FURTHER = { ceremony: ["of", "public_value"], outcome: ["of", "record"] };
const BEFORE_STRATA = [
  "registry_sha256", "registry_count", "frame_count", "frame_sha256", "frame_merkle",
  "excluded_count", "excluded_sha256", "inspectors_sha256", "recusals_sha256",
];
const AFTER_STRATA = [
  "min_per_stratum", "team_size", "replace", "salt_sha256", "open_by", "redraw_of",
  "seed_format", "seed_source", "seed_at",
];
const VALUES = {
  authority: NAME, number: POSITIVE, prev: HASH, at: TIME, draw_id: NAME,
  of: HASH, public_value: TEXT, record: HASH,
  registry_sha256: HASH, registry_count: POSITIVE, frame_count: POSITIVE, frame_sha256: HASH,
  frame_merkle: HASH, excluded_count: INTEGER, excluded_sha256: HASH,
  inspectors_sha256: HASH, recusals_sha256: HASH, count: POSITIVE, size: `${POSITIVE}(?:/${POSITIVE})?`,
  min_per_stratum: POSITIVE, team_size: INTEGER, replace: "(?:[^,]+(?:,[^,]+)*)?",
  salt_sha256: `(?:${HASH})?`, open_by: `(?:${TIME})?`, redraw_of: `(?:${HASH})?`,
  seed_format: `digits:(?:1[2-9]|[2-9][0-9]|[1-9][0-9]{2,8})|drand:${HASH}:${POSITIVE}|rehearsal`,
  seed_source: TEXT, seed_at: TIME,
};

// Does the whole text have the form?
function matches(form, text) {
  return new RegExp(`^(?:${form})$`).test(text);
}

// A line of the frame, as a proof of inclusion holds one.
function isFrameLine(line) {
  const fields = line.split("\t");
  const [forms] = TABLES[FRAME];
  return fields.length === forms.length && forms.every((form, at) => matches(form, fields[at]));
}

// A real UTC time, as section 1 writes it.
function isTime(text) {
  return matches(TIME, text) && !text.startsWith("0000") && new Date(text).toJSON() === text.replace("Z", ".000Z");
}

// Everything that was checked. A failure is a rule, the file at fault, what was expected and what was found.
class Verdict {
  constructor() {
    this.checks = 0;
    this.failures = [];
    this.cautions = [];
  }

  same(name, file, expected, found) {
    this.checks += 1;
    if (expected !== found) {
      this.failures.push({ name, file, expected: String(expected), found: String(found) });
    }
    return expected === found;
  }

  // Check that there is no fault; a fault is a text.
  faultless(name, file, fault) {
    return this.same(name, file, "", fault || "");
  }

  // `by` names a hash of `about`. Where it is wrong one of the two was changed: the one that nothing vouches for.
  claim(name, by, about, claimed, actual, vouched) {
    if (claimed === actual || !vouched.has(about)) {
      this.same(name, about, claimed, actual);
    }
    if (claimed !== actual && (!vouched.has(by) || vouched.has(about))) {
      this.same(name, by, actual, claimed);
    }
    return claimed === actual;
  }

  caution(name, file, detail) {
    this.cautions.push({ name, file, detail: detail || "" });
  }
}

// Section 1. What no table and no entry holds; a TAB stands between two fields of a table and nowhere else.
const IN_TABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069|]/;
const IN_ENTRY = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069|]/;

// Bytes as text, also where they are not UTF-8.
function lenient(bytes) {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

// The text of a file that keeps the byte rules, else null.
function textOf(verdict, file, bytes, never) {
  let text = "";
  let fault = "";
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    fault = "UTF-8";
  }
  const strange = never.exec(text);
  if (text.startsWith("\ufeff")) {
    fault = "BOM";
  } else if (strange) {
    const line = text.slice(0, strange.index).split("\n").length;
    fault = `${line}: U+${strange[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  } else if (!fault && text && !text.endsWith("\n")) {
    fault = "LF";
  }
  return verdict.faultless("bytes", file, fault) ? text : null;
}

// Sections 2 and 3. The entry that a file holds, null where it is not one.
function readEntry(verdict, file, bytes, kind) {
  const text = textOf(verdict, file, bytes, IN_ENTRY);
  if (text === null) {
    return null;
  }
  const [first, ...lines] = text.split("\n").slice(0, -1);
  if (!verdict.same("kind", file, `SSJ1 ${kind}`, first || "")) {
    return null;
  }
  const pairs = lines.map((line) => {
    const at = line.indexOf("=");
    return at < 0 ? [line, null] : [line.slice(0, at), line.slice(at + 1)];
  });
  const keys = pairs.map(([key, value]) => (value === null ? `${key} (=?)` : key));
  if (!verdict.same("keys", file, keysOf(kind, keys).join(" "), keys.join(" "))) {
    return null;
  }
  const values = new Map(pairs);
  if (!verdict.faultless("values", file, valueFault(values))) {
    return null;
  }
  return { kind, file, hash: H(bytes), values, number: Number(values.get("number")), at: values.get("at") };
}

// The keys of an entry in their order; a notice has one count.* and size.* for each stratum it names.
function keysOf(kind, read) {
  if (kind !== "draw") {
    return [...HEAD, ...FURTHER[kind]];
  }
  const strata = ["count.", "size."].map((word) => [...new Set(read.filter((key) => key.startsWith(word)))].sort());
  return [...HEAD, ...BEFORE_STRATA, ...strata[0], ...strata[1], ...AFTER_STRATA];
}

function valueFault(values) {
  for (const [key, value] of values) {
    const word = key.split(".")[0];
    const stratum = key.slice(word.length + 1);
    let good = matches(VALUES[word], value) && (!stratum || matches(STRATUM, stratum)) && key !== `${word}.`;
    if (["at", "open_by", "seed_at"].includes(word) && value) {
      good = good && isTime(value);
    }
    if (word === "size" && value.includes("/")) {
      good = good && Number(value.split("/")[0]) <= Number(value.split("/")[1]);
    }
    if (word === "replace") {
      good = good && new Set(value.split(",")).size === value.split(",").length;
    }
    if (!good) {
      return `${key}=${value}`;
    }
  }
  const begins = values.get("number") === "1";
  return begins === (values.get("prev") === ZEROS) ? "" : `number=${values.get("number")} prev=${values.get("prev")}`;
}

// The rows of a sorted table, null where it is not one. No two have the same first `unique` fields.
function readTable(verdict, file, bytes) {
  const text = textOf(verdict, file, bytes, IN_TABLE);
  if (text === null) {
    return null;
  }
  const lines = text.split("\n").slice(0, -1);
  const rows = lines.map((line) => line.split("\t"));
  return verdict.faultless("table", file, tableFault(lines, rows, ...TABLES[file])) ? rows : null;
}

function tableFault(lines, rows, columns, unique) {
  const forms = columns.map((column) => new RegExp(`^(?:${column})$`));
  let last = "";
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i];
    const wellFormed = row.length === columns.length && forms.every((form, column) => form.test(row[column]));
    // Lines compare like their bytes: what decides is ASCII, and TAB is below the rest.
    const sorted = i === 0 || lines[i - 1] <= lines[i];
    const key = unique === 1 ? row[0] : `${row[0]}\t${row[1]}`;
    if (!wellFormed || !sorted || key === last) {
      return `${i + 1}: ${lines[i]}`;
    }
    last = key;
  }
  return "";
}
