// On a ballot: counts what is chosen, shows the options of one place, and remembers in this tab what was marked, until
// it is cast. Nothing is sent.
"use strict";

// A browser may refuse to keep anything: then nothing is remembered, and all else goes on.
function kept(key, value) {
  try {
    if (value === undefined) return JSON.parse(sessionStorage.getItem(key));
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    return null;
  }
  return null;
}

function ballot(form) {
  const key = `ballot:${form.dataset.ballot}`;
  const options = [...form.querySelectorAll("[data-option]")];
  const marks = [...options, form.querySelector("[data-blank]")];
  const place = form.querySelector("select[name=place]");
  const lang = document.documentElement.lang;
  const given = (mark) => (mark.type === "number" ? Math.max(0, Math.trunc(Number(mark.value)) || 0) : Number(mark.checked));
  const say = (part, values) => {
    const said = Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), part.dataset.said);
    if (part.textContent !== said) part.textContent = said;
  };

  const count = () => {
    const taken = options.filter(given);
    const chosen = form.querySelector("[data-chosen]");
    say(chosen, { chosen: taken.length });
    chosen.classList.toggle("over", taken.length > Number(chosen.dataset.most));
    const left = form.querySelector("[data-left]");
    if (left) {
      const points = Number(form.dataset.points) - taken.reduce((sum, mark) => sum + given(mark), 0);
      say(left, { left: points });
      left.classList.toggle("over", points < 0);
    }
    form.querySelectorAll("[data-purse]").forEach((purse) => {
      const of = taken.filter((mark) => mark.dataset.envelope === purse.dataset.purse);
      const minor = of.reduce((sum, mark) => sum + Number(mark.dataset.cost || 0), 0);
      const style = { style: "currency", currency: purse.dataset.currency, trailingZeroDisplay: "stripIfInteger" };
      say(purse, { spent: new Intl.NumberFormat(lang, style).format(minor / 100) });
    });
  };

  // What is chosen stays in sight, whatever place is looked at.
  const narrow = () => {
    form.querySelectorAll("[data-lies]").forEach((option) => {
      const mark = option.querySelector("[data-option]");
      const there = !place.value || option.dataset.lies.split(" ").includes(place.value);
      option.hidden = !there && !(mark && given(mark));
    });
  };

  const remember = () => {
    kept(key, Object.fromEntries(marks.filter(given).map((mark) => [mark.id, given(mark)])));
  };

  const known = "fresh" in form.dataset ? kept(key) : null;
  if (known && !marks.some(given)) {
    marks.forEach((mark) => {
      if (mark.type === "number") mark.value = known[mark.id] ?? "";
      else mark.checked = mark.id in known;
    });
  }
  form.addEventListener("input", (event) => {
    if (event.target === place) narrow();
    else if (marks.includes(event.target)) {
      const blank = marks.at(-1);
      if (event.target === blank && blank.checked)
        options.forEach((mark) => (mark.type === "number" ? (mark.value = "") : (mark.checked = false)));
      else if (given(event.target)) blank.checked = event.target === blank;
      count();
      remember();
    }
  });
  if (place) form.querySelector("[data-show]").hidden = true;
  count();
}

document.querySelectorAll("[data-ballot-cast]").forEach((cast) => kept(`ballot:${cast.dataset.ballotCast}`, null));
document.querySelectorAll("form[data-ballot]").forEach(ballot);
