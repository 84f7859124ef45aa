"use strict";

// A record folder checked as SSJ1 section 9 asks. Needs sha256.js, merkle.js, rules.js and lottery.js.

const DIGESTS = {
  frame_sha256: FRAME,
  inspectors_sha256: INSPECTORS,
  recusals_sha256: RECUSALS,
  excluded_sha256: EXCLUDED,
};
const RECOMPUTED = {
  cutoffs_recomputed: STRATA,
  sample_recomputed: SAMPLE,
  assignments_recomputed: ASSIGNMENTS,
};

// chain hash → time of round 1, seconds between rounds: the public networks of the League of Entropy
const DRAND = {
  "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce": [1595431050, 30], // default
  "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": [1692803367, 3], // quicknet
  "04f1e9062b8a81f848fded9c12306733282b2727ecced50032187751166ec8c3": [1727521075, 3], // evmnet
};

// `files`: name → bytes. `tell(share)` hears how far it is, 0 to 1. Gives the verdict, and the record as far as it
// could be read: its entries, tables and stage, and the lottery where it could be drawn again.
function checkRecord(files, tell) {
  const record = { files, entries: {}, tables: {}, vouched: new Set(), hashes: new Map(), stage: "frozen", lottery: null };
  const verdict = new Verdict();
  for (const name of files.keys()) {
    verdict.faultless("stray", name, [...STAGES.drawn, TOKEN].includes(name) ? "" : name);
  }
  for (const [kind, name] of [["draw", NOTICE], ["ceremony", CEREMONY], ["outcome", OUTCOME]]) {
    record.entries[kind] = files.has(name) ? readEntry(verdict, name, files.get(name), kind) : null;
  }
  checkStage(verdict, record);
  for (const name of Object.keys(TABLES)) {
    record.tables[name] = files.has(name) ? readTable(verdict, name, files.get(name)) : null;
  }
  tell(0.1);
  if (record.entries.draw) {
    checkDraw(verdict, record, record.entries.draw, tell);
  }
  tell(1);
  return { verdict, record };
}

// H of a file of the record; the frame is asked for more than once.
function hashOf(record, name) {
  if (!record.hashes.has(name)) {
    record.hashes.set(name, H(record.files.get(name)));
  }
  return record.hashes.get(name);
}

function checkDraw(verdict, record, notice, tell) {
  checkEntries(verdict, record, notice);
  checkNotice(verdict, notice);
  const sound = checkTables(verdict, record, notice);
  tell(0.4);
  checkSeed(verdict, record, notice);
  if (sound) {
    checkResult(verdict, record, notice, (share) => tell(0.4 + share * 0.5));
  }
  checkSums(verdict, record);
  verdict.caution("commitment_unproven", NOTICE, record.files.has(TOKEN) ? TOKEN : "");
}

// Section 3: a folder may end after the freeze, after the ceremony, and, sealed, after the outcome.
function checkStage(verdict, record) {
  const { files, entries } = record;
  const results = RESULT_FILES.some((name) => files.has(name));
  if (results || files.has(OUTCOME)) {
    const sealed = entries.draw && entries.draw.values.get("salt_sha256");
    record.stage = sealed && !results ? "sealed" : "drawn";
  } else if (files.has(CEREMONY)) {
    record.stage = "ceremony";
  }
  for (const name of STAGES[record.stage]) {
    verdict.faultless("present", name, files.has(name) ? "" : record.stage);
  }
}

// Ceremony and outcome: of the notice and its draw, in order; prev where two of the three are neighbours.
function checkEntries(verdict, record, notice) {
  const { ceremony, outcome } = record.entries;
  const claims = [ceremony, outcome].filter(Boolean).map((entry) => ["of", entry, notice, entry.values.get("of")]);
  let earlier = notice;
  for (const entry of [ceremony, outcome].filter(Boolean)) {
    for (const key of ["authority", "draw_id"]) {
      verdict.same("same_draw", entry.file, notice.values.get(key), entry.values.get(key));
    }
    const since = entry === ceremony ? notice.values.get("seed_at") : ceremony ? ceremony.at : "";
    verdict.faultless("times", entry.file, since <= entry.at ? "" : `${entry.at} < ${since}`);
    const next = earlier.number + 1 === entry.number;
    const atOnce = notice.values.get("salt_sha256") && earlier.kind === "ceremony";
    const inOrder = atOnce ? next : earlier.number < entry.number;
    verdict.faultless("numbers", entry.file, inOrder ? "" : `${earlier.number}, ${entry.number}`);
    const prev = entry.values.get("prev");
    if (next) {
      claims.push(["prev", entry, earlier, prev]);
    } else {
      verdict.faultless("prev", entry.file, prev === earlier.hash ? `${earlier.number}, ${entry.number}` : "");
    }
    earlier = entry;
  }
  record.vouched = new Set(claims.filter(([, , about, hash]) => hash === about.hash).map(([, , about]) => about.file));
  const blame = new Set([...record.vouched, ...listedCeremony(record, outcome)]);
  for (const [name, by, about, hash] of claims) {
    verdict.claim(name, by.file, about.file, hash, about.hash, blame);
  }
}

// The ceremony's file, where the outcome names SHA256SUMS and this names it: then a wrong `prev` is at fault.
function listedCeremony(record, outcome) {
  const { files } = record;
  if (!outcome || !files.has(SUMS) || !files.has(CEREMONY)) {
    return [];
  }
  const line = `${hashOf(record, CEREMONY)}  ${CEREMONY}\n`;
  const named = outcome.values.get("record") === hashOf(record, SUMS) && lenient(files.get(SUMS)).includes(line);
  return named ? [CEREMONY] : [];
}

// What the notice must satisfy by itself.
function checkNotice(verdict, notice) {
  const value = (key) => notice.values.get(key);
  const [seedAt, openBy] = [value("seed_at"), value("open_by")];
  verdict.faultless("times", NOTICE, notice.at < seedAt ? "" : `${notice.at}, ${seedAt}`);
  const paired = value("salt_sha256") ? openBy > seedAt : openBy === "";
  verdict.faultless("salt_and_open_by", NOTICE, paired ? "" : `${value("salt_sha256")}, ${openBy}`);
  const [form, chain, round] = value("seed_format").split(":");
  if (form === "rehearsal") {
    verdict.caution("rehearsal", NOTICE);
  } else if (form === "drand" && !DRAND[chain]) {
    verdict.caution("drand_time_unknown", NOTICE, chain);
  } else if (form === "drand") {
    const made = (DRAND[chain][0] + (Number(round) - 1) * DRAND[chain][1]) * 1000;
    const late = made > Date.parse(notice.at) && made >= Date.parse(seedAt);
    verdict.faultless("drand_round", NOTICE, late ? "" : round);
  }
}

// The notice's hashes, numbers and strata against files 10 to 13. True where the draw can be computed.
function checkTables(verdict, record, notice) {
  const { files, tables, vouched } = record;
  for (const [key, name] of Object.entries(DIGESTS)) {
    const hash = notice.values.get(key);
    if (files.has(name) && verdict.claim(key, NOTICE, name, hash, hashOf(record, name), vouched)) {
      vouched.add(name);
    }
  }
  if (!Object.keys(TABLES).every((name) => tables[name] && vouched.has(name))) {
    return false; // what follows would compare the same two sides again
  }
  const sound = checkFigures(verdict, record, notice);
  const ids = new Map(tables[FRAME].map(([id, , bureau]) => [id, bureau]));
  const people = new Map(tables[INSPECTORS]);
  const both = tables[EXCLUDED].find(([id]) => ids.has(id));
  verdict.faultless("excluded_apart", EXCLUDED, both ? both[0] : "");
  const unknown = tables[RECUSALS].find(([inspector, id]) => !people.has(inspector) || !ids.has(id));
  verdict.faultless("recusals_known", RECUSALS, unknown ? unknown.join(" ") : "");
  checkFeasible(verdict, record, Number(notice.values.get("team_size")), ids, people);
  return sound;
}

// Numbers of lines, strata, Merkle root and the hash of all ids.
function checkFigures(verdict, record, notice) {
  const { files, tables } = record;
  const value = (key) => notice.values.get(key);
  const numbers = [tables[FRAME].length, tables[EXCLUDED].length, tables[FRAME].length + tables[EXCLUDED].length];
  const told = ["frame_count", "excluded_count", "registry_count"].map(value);
  verdict.same("numbers_of_lines", NOTICE, numbers.join(" "), told.join(" "));
  const everybody = tables[FRAME].concat(tables[EXCLUDED]).map((row) => row[0]).sort();
  const registry = H(everybody.map((id) => `${id}\n`).join(""));
  verdict.same("registry_sha256", NOTICE, registry, value("registry_sha256"));
  verdict.same("frame_merkle", NOTICE, merkleRoot(linesOf(files.get(FRAME))), value("frame_merkle"));
  const counted = new Map();
  tables[FRAME].forEach(([, stratum]) => counted.set(stratum, (counted.get(stratum) || 0) + 1));
  const strata = [...counted.keys()].sort();
  const counts = [...ofStrata(notice, "count")].map(([stratum, count]) => `${stratum}=${count}`);
  const countsHold = verdict.same(
    "counts", NOTICE, strata.map((stratum) => `${stratum}=${counted.get(stratum)}`).join(" "), counts.join(" "),
  );
  const sizesHold = verdict.same("strata", NOTICE, strata.join(" "), [...ofStrata(notice, "size").keys()].join(" "));
  return countsHold && sizesHold;
}

// The lines of a file, without LF, as bytes.
function linesOf(bytes) {
  const lines = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start);
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

// With team_size > 0 every entity of the frame needs that many inspectors; fewer than two more is said.
function checkFeasible(verdict, record, teamSize, ids, people) {
  if (teamSize === 0) {
    for (const name of [INSPECTORS, RECUSALS]) {
      verdict.faultless("team_files", name, record.files.get(name).length ? "0 B" : "");
    }
    return;
  }
  const homes = new Map();
  people.forEach((bureau) => homes.set(bureau, (homes.get(bureau) || 0) + 1));
  const recused = new Map();
  for (const [inspector, id] of record.tables[RECUSALS]) {
    if (["*", ids.get(id)].includes(people.get(inspector))) {
      recused.set(id, (recused.get(id) || 0) + 1);
    }
  }
  const eligible = (id, bureau) => (homes.get(bureau) || 0) + (homes.get("*") || 0) - (recused.get(id) || 0);
  const numbers = [...ids].map(([id, bureau]) => [id, eligible(id, bureau)]);
  const short = numbers.find(([, number]) => number < teamSize);
  verdict.faultless("team_feasible", INSPECTORS, short ? short.join(": ") : "");
  const few = numbers.filter(([, number]) => number < teamSize + 2).length;
  if (few) {
    verdict.caution("few_inspectors", INSPECTORS, `${few} / ${ids.size}`);
  }
}

function isPublicValue(seedFormat, value) {
  const [form, count] = seedFormat.split(":");
  if (form === "digits") {
    return matches("[0-9]+", value) && value.length === Number(count);
  }
  return matches(form === "drand" ? HASH : "[0-9A-Za-z.-]{1,64}", value);
}

// Section 5: the public value has its format; the seed text names the notice, that value and a salt that fits.
function checkSeed(verdict, record, notice) {
  const { ceremony } = record.entries;
  if (!ceremony) {
    return;
  }
  const [value, form] = [ceremony.values.get("public_value"), notice.values.get("seed_format")];
  verdict.faultless("public_value", CEREMONY, isPublicValue(form, value) ? "" : `${value}, ${form}`);
  verdict.caution("public_value_not_compared", CEREMONY, value);
  if (!record.files.has(SEED)) {
    return;
  }
  const found = lenient(record.files.get(SEED));
  const sealed = notice.values.get("salt_sha256");
  const salt = sealed ? found.split("|").pop() : "";
  if (sealed) {
    verdict.same("salt", SEED, sealed, matches(HASH, salt) ? H(salt) : salt);
  }
  const wanted = `SSJ1|seed|${notice.hash}|${value}|${salt}`;
  const agreed = found.split("|")[3] === value ? [CEREMONY] : [];
  const vouched = new Set([...record.vouched, ...agreed]);
  if (verdict.claim("seed_text", CEREMONY, SEED, wanted, found, vouched)) {
    record.vouched.add(SEED);
  }
}

// Sizes, sample, cutoffs and assignments are those that frame, notice and seed give.
function checkResult(verdict, record, notice, tell) {
  const whole = [...sizesOf(notice)].filter(([, [N, n]]) => N === n).map(([stratum]) => stratum);
  if (whole.length) {
    verdict.caution("not_by_chance", NOTICE, whole.join(" "));
  }
  if (!record.files.has(SEED)) {
    return;
  }
  record.lottery = new Lottery(notice, record.tables, record.files.get(SEED), tell);
  const results = record.lottery.results();
  if (record.files.has(STRATA)) {
    const sizes = (text) => text.split("\n").map((line) => line.split("\t").slice(0, -1).join("\t"));
    compare(verdict, "sizes_recomputed", STRATA, sizes(results[STRATA]), sizes(lenient(record.files.get(STRATA))));
  }
  for (const [name, file] of Object.entries(RECOMPUTED)) {
    if (record.files.has(file)) {
      const found = lenient(record.files.get(file));
      if (compare(verdict, name, file, results[file].split("\n"), found.split("\n"))) {
        record.vouched.add(file);
      }
    }
  }
}

// Two lists of lines are the same; else the first line that differs is shown.
function compare(verdict, name, file, ours, theirs) {
  const length = Math.max(ours.length, theirs.length);
  let at = 0;
  while (at < length && ours[at] === theirs[at]) {
    at += 1;
  }
  const shown = (lines) => (at < lines.length ? `${at + 1}: ${lines[at]}` : `${at}.`);
  return at === length ? verdict.faultless(name, file, "") : verdict.same(name, file, shown(ours), shown(theirs));
}

// SHA256SUMS: the files 00 to 50 sorted by name, and the hash of each; the outcome names its hash.
function checkSums(verdict, record) {
  const { files, vouched } = record;
  if (!files.has(SUMS)) {
    return;
  }
  const bytes = files.get(SUMS);
  const { outcome } = record.entries;
  if (outcome && verdict.claim("record", OUTCOME, SUMS, outcome.values.get("record"), hashOf(record, SUMS), vouched)) {
    vouched.add(SUMS);
  }
  const text = textOf(verdict, SUMS, bytes, IN_ENTRY);
  if (text === null) {
    return;
  }
  const listed = text.split("\n").slice(0, -1).map((line) => new RegExp(`^(${HASH})  (.+)$`).exec(line));
  verdict.same("sums_files", SUMS, LISTED_FILES.join(" "), listed.map((line) => (line ? line[2] : "?")).join(" "));
  for (const [, hash, name] of listed.filter(Boolean)) {
    if (LISTED_FILES.includes(name) && files.has(name)) {
      verdict.claim("sums", SUMS, name, hash, hashOf(record, name), vouched);
    }
  }
}
