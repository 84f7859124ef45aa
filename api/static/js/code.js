"use strict";

// A code as people type it: full width, lower case, with spaces and dashes.
function idOf(typed) {
  const text = typed.normalize("NFKC").toUpperCase().replace(/[\s\-‐‑–—\u200b-\u200f\ufeff]/g, "");
  return /^[0-9]{15}$/.test(text) ? `R:${text}` : text;
}
