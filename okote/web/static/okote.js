// What a browser adds to pages that already work without it: live gauges, dialogs, amounts, sharing, the end of a session.
"use strict";

// A gauge that moves by itself, until someone pauses it or leaves the page.
function live(gauge) {
  const content = gauge.querySelector("[data-live-content]");
  const pause = gauge.querySelector("[data-live-pause]");
  let stream = null;

  const stop = () => {
    stream?.close();
    stream = null;
  };
  // The stream begins with the present state, so nothing is missed while it was paused or hidden.
  const start = () => {
    if (stream || document.hidden || pause.getAttribute("aria-pressed") === "true") return;
    stream = new EventSource(gauge.dataset.live);
    stream.addEventListener("gauge", (event) => {
      content.innerHTML = event.data;
    });
    stream.addEventListener("end", stop);
  };

  pause.hidden = false;
  pause.addEventListener("click", () => {
    const paused = pause.getAttribute("aria-pressed") !== "true";
    pause.setAttribute("aria-pressed", String(paused));
    if (paused) stop();
    else start();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", start);
  start();
}

// A link to a page that asks for confirmation opens the dialog that asks the same.
function openDialog(event) {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
}

// Either an amount that is proposed or one that is typed: the later choice takes the earlier one back.
function oneAmount(amount) {
  const typed = amount.querySelector("[data-amount-typed]");
  const proposed = [...amount.querySelectorAll('input[type="radio"]')];
  typed.addEventListener("input", () => {
    if (typed.value) proposed.forEach((radio) => (radio.checked = false));
  });
  proposed.forEach((radio) => radio.addEventListener("change", () => (typed.value = "")));
}

// The system's own way to share, or a copy of the address.
function share(button) {
  const { address, title, done } = button.dataset;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) await navigator.share({ title, url: address });
      else {
        await navigator.clipboard.writeText(address);
        button.nextElementSibling.textContent = done;
      }
    } catch (refused) {
      if (refused.name !== "AbortError") throw refused;
    }
  });
}

// Before a session ends by itself, whoever still writes is told, and may stay.
function sessionEnd(warning) {
  const stay = warning.querySelector("button");
  const early = 600;
  let ends = 0;
  let waiting = 0;

  const lasts = (seconds) => {
    ends = Date.now() + seconds * 1000;
    look();
  };
  // A computer that slept has missed its timers: what counts is the time.
  const look = () => {
    const left = (ends - Date.now()) / 1000;
    clearTimeout(waiting);
    warning.hidden = left > early;
    if (left > early) waiting = setTimeout(look, Math.min(left - early + 1, 86400) * 1000);
  };
  stay.hidden = false;
  stay.addEventListener("click", async () => {
    const answer = await fetch(warning.dataset.session, { redirect: "error" }).catch(() => null);
    if (answer?.ok) lasts((await answer.json()).seconds);
    else stay.hidden = true;
  });
  document.addEventListener("visibilitychange", look);
  lasts(Number(warning.dataset.sessionEnds));
}

function enhance(root) {
  root.querySelectorAll("[data-live]").forEach(live);
  root.querySelectorAll("[data-amount]").forEach(oneAmount);
  root.querySelectorAll("[data-share]").forEach(share);
  root.querySelectorAll("[data-session-ends]").forEach(sessionEnd);
}

document.addEventListener("click", openDialog);
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) enhance(event.target);
});
enhance(document);
