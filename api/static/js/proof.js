"use strict";

// The page of a proof of inclusion: folds the proof in the form up to the root. Needs sha256.js, rules.js and merkle.js.

(() => {
  const form = document.getElementById("proof-check");

  function show(state, blanks) {
    for (const element of form.querySelectorAll("[data-state]")) {
      element.hidden = element.getAttribute("data-state") !== state;
      for (const blank of element.querySelectorAll("[data-blank]")) {
        blank.textContent = blanks[blank.getAttribute("data-blank")];
      }
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const folded = foldProof(form.elements.proof.value);
    const wanted = (name) => form.getAttribute(`data-${name}`);
    if (!folded) {
      show("malformed", {});
    } else if (folded.root === wanted("root") && folded.count === wanted("count")) {
      show("holds", folded);
    } else {
      show("differs", folded);
    }
  });

  form.hidden = false;
})();
