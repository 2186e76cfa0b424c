/* Items of an agenda are dragged into their order. The buttons Up and Down do the same without this file. */
(function () {
  "use strict";

  var list = document.querySelector("[data-order]");
  if (!list) { return; }
  var form = document.getElementById(list.dataset.order);
  var field = form.querySelector("[name=order]");
  var lifted = null;

  function items() { return Array.prototype.slice.call(list.querySelectorAll("[data-id]")); }

  function order() { return items().map(function (item) { return item.dataset.id; }).join(","); }

  var before = order();

  items().forEach(function (item) {
    if (!item.classList.contains("is-planned")) { return; }
    item.draggable = true;
    item.addEventListener("dragstart", function (event) {
      lifted = item;
      item.classList.add("is-lifted");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.id);
    });
    item.addEventListener("dragend", function () {
      item.classList.remove("is-lifted");
      lifted = null;
      if (order() !== before) {
        field.disabled = false;
        field.value = order();
        form.requestSubmit();
      }
    });
  });

  list.addEventListener("dragover", function (event) {
    if (!lifted) { return; }
    event.preventDefault();
    var over = event.target.closest("[data-id]");
    if (!over || over === lifted) { return; }
    var box = over.getBoundingClientRect();
    list.insertBefore(lifted, event.clientY > box.top + box.height / 2 ? over.nextSibling : over);
  });
  list.addEventListener("drop", function (event) { event.preventDefault(); });
})();
