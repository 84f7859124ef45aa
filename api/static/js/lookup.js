"use strict";

// The search page of a copy without a server: asks every draw's files for one entity, newest draw first. Every text
// stands in the page, in the reader's language. Needs sha256.js, merkle.js and code.js.

(() => {
  const box = document.getElementById("lookup");
  if (!box || location.protocol === "file:") {
    return; // browsers let no script read the files beside a page on the reader's disk
  }
  const [draws, bureaus] = ["draws", "bureaus"].map((name) => JSON.parse(box.getAttribute(`data-${name}`)));
  const form = box.querySelector("form");
  const [answers, busy] = ["answers", "busy"].map((name) => box.querySelector(`[data-${name}]`));
  const written = (number) => Number(number).toLocaleString(document.documentElement.lang);
  let asked = 0; // a new question ends the one before

  async function textOf(address) {
    const response = await fetch(address);
    if (!response.ok) {
      throw new Error(`${address}: ${response.status}`);
    }
    return response.text();
  }

  const rowsOf = (text, separator = "\n") => text.split(separator).slice(0, -1);
  const rowOf = (text, key) => (rowsOf(text).find((line) => line.startsWith(`${key}\t`)) || "").split("\t");

  // A line of RFC 4180.
  function cellsOf(line) {
    const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) || [];
    return cells.map((cell) => cell.replace(/,$/, "").replace(/^"(.*)"$/, "$1").replace(/""/g, '"'));
  }

  // What was published of a drawn entity: a number, name, code as on a licence, day, findings and a remark.
  async function findingOf(draw, id) {
    const lines = draw.results ? rowsOf(await textOf(draw.results), "\r\n") : [];
    const row = lines.map(cellsOf).find((cells) => idOf(cells[2] || "") === id);
    return row ? { finished: row[3], finding: row[4] } : { unpublished: true };
  }

  // The entity's line of the frame, and its proof of inclusion: only a frame with the notice's root gives one.
  function factsOf(draw, frame, index) {
    const [, stratum, bureau] = frame[index].split("\t");
    const { root, hashes } = proveInclusion(frame.map((line) => SHA256_ENCODER.encode(line)), index);
    return {
      stratum: draw.strata[stratum] || stratum,
      bureau: bureaus[bureau] || bureau,
      place: written(index + 1),
      count: written(frame.length),
      root: draw.root,
      proof: root === draw.root && `${frame[index]}\n${[index, frame.length, ...hashes].join("\t")}\n`,
    };
  }

  // How the entity stands in one draw: a verdict, and what fills the blanks.
  async function standing(draw, id) {
    const frame = rowsOf(await textOf(draw.files["10-frame.tsv"]));
    const index = frame.findIndex((line) => line.startsWith(`${id}\t`));
    if (index < 0) {
      const [, reason] = rowOf(await textOf(draw.files["13-excluded.tsv"]), id);
      return reason ? { verdict: "excluded", reason } : { verdict: "absent" };
    }
    const facts = factsOf(draw, frame, index);
    if (!draw.files["20-seed.txt"]) {
      return { verdict: draw.verdict, ...facts };
    }
    const ticket = H(`SSJ1|ticket|${H(await textOf(draw.files["20-seed.txt"]))}|${id}`);
    const cutoff = rowOf(await textOf(draw.files["30-strata.tsv"]), frame[index].split("\t")[1])[3];
    const drawn = ticket <= cutoff;
    const verdict = drawn && draw.verdict === "not_drawn" ? "drawn" : draw.verdict;
    const found = drawn ? await findingOf(draw, id) : {};
    return { verdict, would: drawn ? "drawn" : "not_drawn", ticket, cutoff, ...facts, ...found };
  }

  // A part of the answer is shown where every name that it stands for is known: `data-if="ticket"`, `="verdict:drawn"`.
  function holds(condition, known) {
    const [name, value] = condition.split(":");
    return value ? known[name] === value : Boolean(known[name]);
  }

  function show(draw, id, known) {
    const article = box.querySelector("template").content.cloneNode(true).querySelector("article");
    article.querySelectorAll("[data-if]").forEach((part) => {
      if (!part.getAttribute("data-if").split(" ").every((condition) => holds(condition, known))) {
        part.remove();
      }
    });
    article.querySelectorAll("[data-blank]").forEach((blank) => {
      blank.textContent = known[blank.getAttribute("data-blank")];
    });
    const page = article.querySelector("h3 a");
    [page.href, page.textContent] = [draw.page, draw.title];
    const file = article.querySelector("a[download]");
    if (file) {
      file.href = URL.createObjectURL(new Blob([known.proof], { type: "text/plain" }));
      file.download = known.file;
    }
    article.classList.toggle("answer-drawn", known.verdict === "drawn");
    article.classList.toggle("answer-spared", known.verdict === "not_drawn");
    answers.append(article);
  }

  async function ask(id) {
    asked += 1;
    const question = asked;
    answers.textContent = "";
    busy.hidden = false;
    for (const draw of draws) {
      const known = await standing(draw, id).catch((error) => ({ verdict: "stopped", reason: error.message }));
      if (question !== asked) {
        return;
      }
      const more = { id, file: `proof-${id.replace(/:/g, "-")}.txt`, rehearsal: draw.rehearsal };
      show(draw, id, { ...more, ...known, broken: known.stratum && !known.proof });
    }
    busy.hidden = true;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const id = idOf(form.elements.code.value);
    if (id) {
      ask(id);
    }
  });

  box.hidden = false;
})();
