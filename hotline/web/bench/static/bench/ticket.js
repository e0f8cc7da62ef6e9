// The forms of a bench: what depends on a choice is shown only then, and the page says that it is still open.
(function () {
  const english = document.documentElement.lang.startsWith("en");
  const pane = document.querySelector(".split-form");
  if (!pane) return;

  // --- dispatch: another unit needs a field; the helpers follow the unit; a reason where it is not the first choice --
  const dispatch = pane.querySelector("[data-dispatch]");
  function chosenLead() { return dispatch.querySelector("input[name=lead]:checked"); }
  function fit() {
    const lead = chosenLead();
    const all = [...dispatch.querySelectorAll("input[name=lead]")];
    const isOther = lead && lead.value === "other";
    dispatch.querySelector("[data-other]").hidden = !isOther;
    dispatch.querySelector("[data-why]").hidden = !lead || (lead === all[0] && !isOther);
    for (const helper of dispatch.querySelectorAll(".joint")) {
      const isTheirs = !isOther && lead && helper.dataset.of === lead.value;
      helper.hidden = !isTheirs;
      helper.querySelector("input").disabled = !isTheirs;
    }
  }
  if (dispatch) {
    dispatch.addEventListener("change", (event) => {
      fit();
      if (event.target.name === "lead" && event.target.value === "other") dispatch.querySelector("[data-other] [role=combobox]").focus();
    });
    fit();
  }

  // --- the checklist ----------------------------------------------------------------------------------------------
  const all = pane.querySelector("[data-tick-all]");
  if (all) all.addEventListener("click", () => {
    const names = ["is_to_the_point", "is_founded", "was_contacted", "is_fit_for_public"];
    for (const name of names) all.form.elements[name].checked = true;
  });

  // --- follow-up: questions that belong to the answer --------------------------------------------------------------
  const visit = pane.querySelector("[data-visit]");
  function said(name) { const found = visit.querySelector("input[name=" + name + "]:checked"); return found ? found.value : ""; }
  function show() {
    const reached = said("is_contacted") !== "no";
    const isBad = ["dissatisfied", "very_dissatisfied"].includes(said("satisfied"));
    for (const part of visit.querySelectorAll("[data-reached]")) part.hidden = !reached;
    for (const part of visit.querySelectorAll("[data-negative]")) part.hidden = !isBad;
    const asked = visit.querySelector("[data-unsolved]");
    if (asked) asked.hidden = !reached || !(isBad || ["unsolved", "partly"].includes(said("solved")));
  }
  if (visit) { visit.addEventListener("change", show); show(); }

  // --- still here -------------------------------------------------------------------------------------------------
  if (pane.dataset.beat) setInterval(async () => {
    if (document.hidden) return;
    const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(pane.dataset.beat, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => null);
    if (!answer || !answer.ok) return;
    const held = await answer.json().catch(() => ({ mine: true }));
    if (!held.mine && !pane.dataset.lost) {
      pane.dataset.lost = "1";
      window.kit.toast(english ? held.name + " took this ticket over." : held.name + " 已接手这张工单。");
    }
  }, 90000);
})();
