// The screen in the hall: Enter goes on wherever the focus is; the keys that turn pages turn the screens, where there is
// nothing more of this one to scroll to; what is typed finds its field, and is counted.
// Without this script the focused link or button does the same.
(() => {
  "use strict";
  const value = document.getElementById("value");
  const counted = document.querySelector("[data-counted]");

  const FORTH = ["ArrowRight", "PageDown", " "];
  const BACK = ["ArrowLeft", "PageUp"];

  function whole(key) {
    const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
    if (key.startsWith("Arrow")) return true;
    return BACK.includes(key) ? scrollTop < 2 : scrollTop + clientHeight > scrollHeight - 2;
  }

  function asked(event) {
    const on = event.target.closest("input, textarea, a, button");
    const next = document.querySelector("[data-next]");
    if (event.key === "Enter") return on ? null : next;
    if (on && on.matches("input, textarea, button")) return null;
    if (!whole(event.key)) return null;
    if (BACK.includes(event.key)) return document.querySelector("[data-back]");
    return FORTH.includes(event.key) && next && next.matches("a") ? next : null; // a draw is made by Enter alone
  }

  function isWhole(text) {
    try {
      return typeof JSON.parse(text) === "object";
    } catch {
      return false;
    }
  }

  // Enter sends what a relay tells once it is all there, and what was typed where the focus got lost on the way.
  function sends(event) {
    if (!value || event.key !== "Enter" || event.shiftKey) return false;
    if (event.target === value) return value.matches("textarea") && isWhole(value.value);
    return !event.target.closest("a, button");
  }

  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (sends(event)) {
      event.preventDefault();
      return value.form.requestSubmit();
    }
    const typed = event.key.length === 1 && event.key !== " ";
    if (value && typed && !event.target.closest("input, textarea")) return value.focus(); // the key then lands there
    const chosen = asked(event);
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
  });

  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault(); // Enter held down sends once
    event.target.dataset.sent = "yes";
  });

  if (value && counted) {
    const say = () => {
      const typed = value.value.normalize("NFKC").replace(/[\s+,、]/g, "");
      const right = /^[0-9]*$/.test(typed) && typed.length === Number(value.dataset.digits);
      counted.textContent = `${typed.length} / ${value.dataset.digits}`;
      counted.classList.toggle("full", right);
    };
    value.addEventListener("input", say);
    say();
  }
})();
