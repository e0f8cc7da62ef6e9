// Another kind has other days: the page is asked for anew with the usual ones.
(function () {
  const form = document.getElementById("brief-new");
  const kind = form && form.querySelector("[data-submits=kind]");
  if (!kind) return;
  const focus = form.querySelector("[name=focus]");
  const field = focus && focus.closest(".field");
  const show = () => { if (field) field.hidden = kind.value !== "hot"; };
  kind.addEventListener("change", () => {
    const address = new URL(location.href);
    address.searchParams.set("kind", kind.value);
    location.assign(address);
  });
  show();
})();
