// The editor of a draft: text is kept a moment after it was typed, figures travel as marks and cannot be typed over.
(function () {
  const form = document.getElementById("brief-form");
  const editor = document.getElementById("brief-editor");
  if (!form || !editor) return;
  const state = document.getElementById("brief-state");
  const paper = document.getElementById("brief-paper");
  const english = document.documentElement.lang.startsWith("en");
  const WAIT = 1200;
  const changed = new Set();
  const removed = new Set();
  let sent = { blocks: new Set(), removed: new Set(), title: false };
  let titleChanged = false, timer = 0, running = false, after = null;

  const say = (zh, en) => { state.textContent = english ? en : zh; };
  const block = (key) => editor.querySelector(`[data-block="${CSS.escape(key)}"]`);
  const isDirty = () => changed.size || removed.size || titleChanged;

  // text as the server reads it: figures as ⟦key|what is shown⟧, line ends as spaces
  function marked(node) {
    let text = "";
    for (const each of node.childNodes) {
      if (each.nodeType === 3) text += each.data.replace(/[⟦⟧]/g, "");
      else if (each.nodeType === 1 && each.dataset.figure) text += `⟦${each.dataset.figure}|${each.textContent}⟧`;
      else if (each.nodeType === 1) text += " " + marked(each);
    }
    return text;
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
    say("未保存……", "Not saved yet…");
  }

  function save() {
    clearTimeout(timer);
    if (running || !isDirty()) return;
    running = true;
    sent = { blocks: new Set(changed), removed: new Set(removed), title: titleChanged };
    const told = [...sent.blocks].filter((key) => !sent.removed.has(key))
      .map((key) => ({ key, text: marked(block(key).querySelector(".brief-text")) }));
    told.push(...[...sent.removed].map((key) => ({ key, removed: true })));
    changed.clear(); removed.clear(); titleChanged = false;
    form.elements.changes.value = JSON.stringify(told);
    say("正在保存……", "Saving…");
    htmx.trigger(form, "brief:save");
  }

  form.addEventListener("htmx:afterRequest", (event) => {
    running = false;
    if (event.detail.successful) return;
    sent.blocks.forEach((key) => changed.add(key));
    sent.removed.forEach((key) => removed.add(key));
    titleChanged = titleChanged || sent.title;
    after = null;
    say("没有保存，见提示；改好后会再次保存。", "Not saved, see the message; it is tried again after your next change.");
  });

  form.addEventListener("htmx:afterSettle", () => refreshed());
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === state) refreshed(); });

  function refreshed() {
    const told = state.querySelector("[data-revision]");
    if (!told) return;
    const revision = told.dataset.revision;
    for (const field of editor.querySelectorAll("input[name=revision]")) field.value = revision;
    sent.removed.forEach((key) => { const gone = block(key); if (gone) gone.remove(); });
    sent = { blocks: new Set(), removed: new Set(), title: false };
    for (const picture of paper ? paper.querySelectorAll("img") : []) picture.src = picture.src.replace(/\?r=.*$/, "") + "?r=" + revision;
    if (isDirty()) later();
    else if (after) { const go = after; after = null; go(); }
  }

  editor.addEventListener("input", (event) => {
    if (event.target.id === "brief-title") { titleChanged = true; later(); return; }
    const found = event.target.closest("[data-block]");
    if (found) { changed.add(found.dataset.block); later(); }
  });

  // pasted text comes as plain text; Enter makes no new paragraph: those have a button of their own
  editor.addEventListener("paste", (event) => {
    if (!event.target.closest(".brief-text")) return;
    event.preventDefault();
    const text = (event.clipboardData || window.clipboardData).getData("text/plain").replace(/\s+/g, " ");
    document.execCommand("insertText", false, text);
  });
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.closest(".brief-text")) event.preventDefault();
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); save(); }
  });

  editor.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]");
    const drop = event.target.closest("[data-drop]");
    if (add) {
      const box = document.getElementById("brief-adding");
      add.closest("[data-block]").after(box);
      box.elements.after.value = add.dataset.add;
      box.hidden = false;
      box.querySelector("textarea").focus();
    }
    if (event.target.closest("[data-add-cancel]")) {
      const box = document.getElementById("brief-adding");
      box.hidden = true;
      box.reset();
      const before = block(box.elements.after.value);
      if (before) before.querySelector(".brief-text").focus();
    }
    if (drop) {
      const gone = drop.closest("[data-block]");
      removed.add(gone.dataset.block);
      gone.classList.add("is-going");
      save();
    }
  });

  // whatever leaves the page first keeps what was typed
  document.addEventListener("submit", (event) => {
    const leaving = event.target;
    if (leaving === form || !editor.contains(leaving) || !isDirty()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    after = () => {
      leaving.dataset.confirmed = "1";  // it was asked before it was kept
      leaving.requestSubmit();
      delete leaving.dataset.confirmed;
    };
    save();
  }, true);
  window.addEventListener("beforeunload", (event) => { if (isDirty() || running) event.preventDefault(); });
})();
