// While somebody fills in an application, the program that will judge it says what is wrong so far, and which sum follows. The
// rules are the program's: this page only shows its sentences, beside the fields that something stands in.
"use strict";

const PAUSE = 400;
const form = document.getElementById("applying");
const sum = document.getElementById("sum");
let waiting = 0;
let asked = 0;

function show(faults, column) {
  const place = document.getElementById(column + "-fault");
  const field = form.elements[column];
  if (!place) return;
  const empty = field && field.value.trim() === "";
  const text = empty ? "" : faults[column] || "";
  if (place.textContent.trim() !== text) place.textContent = text;
  if (!field) return;
  if (text) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

async function check() {
  const mine = ++asked;
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") fields.append(name, value);
  }
  let told;
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body: fields, credentials: "same-origin" });
    if (!answer.ok) return;
    told = await answer.json();
  } catch (fault) {
    // without an answer the form is checked when it is sent
    return;
  }
  // what was asked before something else was typed says nothing any more
  if (mine !== asked) return;
  for (const place of form.querySelectorAll(".fields .fault")) show(told.faults, place.id.replace(/-fault$/, ""));
  sum.textContent = told.sum || "–";
}

form.addEventListener("input", (event) => {
  if (event.target.type === "file") return;
  clearTimeout(waiting);
  waiting = setTimeout(check, PAUSE);
});
if (form.elements.base_amount.value) check();
