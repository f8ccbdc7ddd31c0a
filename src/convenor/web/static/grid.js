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
  var picked = null; // by its button
  var dragged = null; // by mouse or finger
  var over = null;

  function button(words, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "plain";
    made.appendChild(document.createTextNode(words));
    made.addEventListener("click", act);
    return made;
  }

  // A button of a session says aloud whose it is.
  function named(pick, words, session) {
    pick.textContent = grid.getAttribute(words);
    pick.setAttribute("aria-label", grid.getAttribute(words) + ": " + session.querySelector("a").textContent);
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
      named(pick, "data-pick", session);
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
    named(session.querySelector(".pick"), "data-cancel", session);
    cells.forEach(function (cell) {
      if (cell.contains(session)) {
        return;
      }
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
    nearest(session).focus();
  }

  // The first free place after the session in the grid; the first of all for one that waits below it.
  function nearest(session) {
    var puts = [].slice.call(grid.querySelectorAll(".put"));
    var after = puts.filter(function (put) {
      return grid.contains(session) && session.compareDocumentPosition(put) & Node.DOCUMENT_POSITION_FOLLOWING;
    });
    return after[0] || puts[0];
  }

  // From one place to the next by the arrow keys, so that nobody has to go through all rooms of all hours.
  function goOn(put, key) {
    var cell = put.parentNode;
    var row = cell.parentNode;
    var ahead = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    var isSideways = key === "ArrowLeft" || key === "ArrowRight";
    var place = [].indexOf.call(row.children, cell);
    do {
      if (isSideways) {
        cell = key === ahead ? cell.nextElementSibling : cell.previousElementSibling;
      } else {
        row = key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
        cell = row && row.children[place];
      }
    } while (cell && !cell.querySelector(".put"));
    if (cell) {
      cell.querySelector(".put").focus();
    }
  }

  document.addEventListener("keydown", function (event) {
    if (picked && (event.key === "Escape" || event.key === "Esc")) {
      putDown();
    } else if (/^Arrow/.test(event.key) && event.target.classList.contains("put")) {
      event.preventDefault();
      goOn(event.target, event.key);
    }
  });

  movable.forEach(function (session) {
    var pick = button(grid.getAttribute("data-pick"), function () {
      pickUp(session);
    });
    pick.className += " pick";
    named(pick, "data-pick", session);
    session.appendChild(pick);
    session.draggable = true;
    session.addEventListener("dragstart", function (event) {
      dragged = session;
      event.dataTransfer.setData("text", session.getAttribute("data-move"));
    });
    session.addEventListener("dragend", function () {
      dragged = null;
      mark(null);
    });
  });

  cells.forEach(function (cell) {
    cell.addEventListener("dragover", function (event) {
      if (dragged && !cell.contains(dragged)) {
        event.preventDefault();
        mark(cell);
      }
    });
    cell.addEventListener("dragleave", function (event) {
      if (!cell.contains(event.relatedTarget)) {
        mark(null);
      }
    });
    cell.addEventListener("drop", function (event) {
      if (dragged && !cell.contains(dragged)) {
        event.preventDefault();
        send(dragged, cell);
      }
    });
  });

  function mark(cell) {
    if (over) {
      over.classList.remove("over");
    }
    over = cell;
    if (over) {
      over.classList.add("over");
    }
  }
})();
