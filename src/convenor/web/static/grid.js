/* Moves sessions in the grid of a day by mouse, touch or keyboard: it fills and sends the form that does the same.
   Written for old browsers; without it, each session has its link to that form. */
(function () {
  "use strict";

  var form = document.querySelector("[data-mover]");
  var grid = document.querySelector(".grid");
  if (!form || !grid || !grid.querySelectorAll) {
    return;
  }
  var movable = [].slice.call(document.querySelectorAll("[data-move]"));
  var cells = [].slice.call(grid.querySelectorAll("td[data-time]")).filter(function (cell) {
    return cell.getAttribute("data-time");
  });
  var picked = null;

  function button(words, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "plain";
    made.appendChild(document.createTextNode(words));
    made.addEventListener("click", act);
    return made;
  }

  function field(name, value) {
    form.querySelector("[name=" + name + "]").value = value || "";
  }

  function send(session, cell) {
    var first = session.getAttribute("data-first");
    var last = session.getAttribute("data-last");
    field("day", last ? first : grid.getAttribute("data-day"));
    field("last_day", last);
    field("starts", cell.getAttribute("data-time"));
    field("minutes", session.getAttribute("data-minutes") !== "0" ? session.getAttribute("data-minutes") : "");
    field("room", cell.getAttribute("data-room"));
    form.action = session.getAttribute("data-move");
    form.submit();
  }

  function putDown() {
    var session = picked;
    picked = null;
    grid.classList.remove("picking");
    [].slice.call(document.querySelectorAll(".put")).forEach(function (each) {
      each.parentNode.removeChild(each);
    });
    if (session) {
      var pick = session.querySelector(".pick");
      pick.textContent = grid.getAttribute("data-pick");
      pick.focus();
    }
  }

  function pickUp(session) {
    var again = picked === session;
    putDown();
    if (again) {
      return;
    }
    picked = session;
    grid.classList.add("picking");
    session.querySelector(".pick").textContent = grid.getAttribute("data-cancel");
    cells.forEach(function (cell) {
      var here = button(grid.getAttribute("data-put"), function () {
        send(session, cell);
      });
      here.className += " put";
      here.setAttribute(
        "aria-label",
        grid.getAttribute("data-put") + ": " + cell.getAttribute("data-time") + ", " + cell.getAttribute("data-label")
      );
      cell.appendChild(here);
    });
    grid.querySelector(".put").focus();
  }

  document.addEventListener("keydown", function (event) {
    if (picked && (event.key === "Escape" || event.key === "Esc")) {
      putDown();
    }
  });

  movable.forEach(function (session) {
    var pick = button(grid.getAttribute("data-pick"), function () {
      pickUp(session);
    });
    pick.className += " pick";
    session.appendChild(pick);
    session.draggable = true;
    session.addEventListener("dragstart", function (event) {
      picked = session;
      event.dataTransfer.setData("text", session.getAttribute("data-move"));
    });
    session.addEventListener("dragend", function () {
      picked = null;
    });
  });

  cells.forEach(function (cell) {
    cell.addEventListener("dragover", function (event) {
      if (picked) {
        event.preventDefault();
      }
    });
    cell.addEventListener("drop", function (event) {
      if (picked) {
        event.preventDefault();
        send(picked, cell);
      }
    });
  });
})();
