"use strict";

// The draw's page: starts the worker, shows how far it is, and says what came of it. Every text stands in the page, in
// the reader's language: a state is an element with data-state, a blank in its text one with data-blank. Needs code.js.

(() => {
  const box = document.getElementById("recheck");
  if (!box || typeof Worker === "undefined" || typeof BigInt === "undefined") {
    return;
  }
  const told = (name) => JSON.parse(box.getAttribute(`data-${name}`));
  const [files, rules, cautions, strata] = ["files", "rules", "cautions", "strata"].map(told);
  const start = box.querySelector("[data-start]");
  const bar = box.querySelector("progress");
  const form = box.querySelector("form");
  let worker = null;
  let began = 0;

  // Show one state of a group and fill its blanks.
  function show(group, state, blanks) {
    for (const element of box.querySelectorAll(`[data-${group}]`)) {
      element.hidden = element.getAttribute(`data-${group}`) !== state;
      for (const blank of element.querySelectorAll("[data-blank]")) {
        const name = blank.getAttribute("data-blank");
        if (!element.hidden && blanks && name in blanks) {
          blank.textContent = blanks[name];
        }
      }
    }
  }

  const written = (number) => Number(number).toLocaleString(document.documentElement.lang);
  const fileName = (name) => {
    const file = files.find((line) => line[0] === name);
    return file && file[2] ? `${name} (${file[2]})` : name;
  };

  // A line of a list; `values`, pairs of a word and what it stands before, follow on lines of their own.
  function item(text, values) {
    const element = document.createElement("li");
    element.append(text);
    for (const [word, value] of values || []) {
      const code = document.createElement("code");
      code.className = "hash";
      code.textContent = value.length > 300 ? `${value.slice(0, 300)} …` : value;
      element.append(document.createElement("br"), word, code);
    }
    return element;
  }

  function showFailures(failures) {
    const list = box.querySelector("[data-failures]");
    const [expected, found] = [list.getAttribute("data-expected"), list.getAttribute("data-found")];
    list.textContent = "";
    list.append(...failures.slice(0, 20).map((failure) => {
      const sides = [[expected, failure.expected], [found, failure.found]].filter((side) => side[1]);
      return item(`${fileName(failure.file)}: ${rules[failure.name]}`, sides);
    }));
  }

  function showVerdict({ verdict, entities }) {
    const seconds = ((performance.now() - began) / 1000).toLocaleString(document.documentElement.lang, {
      maximumFractionDigits: 1,
    });
    const [first] = verdict.failures;
    const blanks = { checks: written(verdict.checks), seconds, entities: written(entities) };
    if (first) {
      showFailures(verdict.failures);
      show("state", "differs", { ...blanks, file: fileName(first.file), rule: rules[first.name] });
    } else {
      const list = box.querySelector("[data-not-proved]");
      list.textContent = "";
      list.append(...verdict.cautions.map(({ name, detail }) => item(cautions[name] + (detail && `: ${detail}`))));
      show("state", "holds", blanks);
    }
    form.hidden = !entities;
    start.disabled = false;
  }

  function showStanding({ id, standing, reason }) {
    if (standing) {
      const state = standing.rank ? "drawn" : "not_drawn";
      const blanks = { ...standing, stratum: strata[standing.stratum] || standing.stratum };
      ["N", "n", "rank"].forEach((name) => { blanks[name] = written(standing[name]); });
      show("answer", state, blanks);
    } else {
      show("answer", reason ? "excluded" : "absent", { id, reason });
    }
  }

  function listen({ data }) {
    if ("share" in data) {
      bar.value = data.share;
    } else if ("verdict" in data) {
      showVerdict(data);
    } else if ("id" in data) {
      showStanding(data);
    } else {
      stop(data.failed);
    }
  }

  function stop(reason) {
    show("state", "stopped", { reason });
    start.disabled = false;
  }

  start.addEventListener("click", () => {
    if (worker) {
      worker.terminate();
    }
    began = performance.now();
    start.disabled = true;
    form.hidden = true;
    bar.value = 0;
    show("state", "running");
    show("answer", "");
    worker = new Worker(box.getAttribute("data-worker"));
    worker.onmessage = listen;
    worker.onerror = (event) => stop(event.message || "Worker");
    // a worker would take them from its own address, not from the page's
    worker.postMessage({ files: files.map(([name, address]) => [name, new URL(address, location.href).href]) });
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const id = idOf(form.elements.code.value);
    if (id) {
      worker.postMessage({ id });
    }
  });

  if (location.protocol === "file:") {
    return; // a copy on the reader's disk: browsers let no script read the files beside it
  }
  box.hidden = false;
  document.getElementById("recheck-without").hidden = true;
})();
