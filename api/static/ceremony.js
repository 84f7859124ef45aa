// The screen in the hall: Enter goes on wherever the focus is; the keys that turn pages turn the screens, where there is
// nothing more of this one to scroll to; what is typed is counted.
// Without this script the focused link or button does the same.
(() => {
  "use strict";
  const value = document.querySelector("[data-digits]");
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

  document.addEventListener("keydown", (event) => {
    const chosen = event.repeat || event.ctrlKey || event.altKey || event.metaKey ? null : asked(event);
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
      const typed = value.value.replace(/[\s+,，、]/g, "").length;
      counted.textContent = `${typed} / ${value.dataset.digits}`;
      counted.classList.toggle("full", typed === Number(value.dataset.digits));
    };
    value.addEventListener("input", say);
    say();
  }
})();
