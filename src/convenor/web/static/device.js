/* Moves what this device keeps to another one, by a code or a drawing of it. */
(function () {
  "use strict";

  var kept = window.marks;
  var box = document.querySelector("[data-marks-move]");
  var status, field;

  if (!box || !kept || !window.fetch) {
    return; // links of lists do the same
  }

  function post(address, values) {
    var fields = new FormData();
    Object.keys(values).forEach(function (name) {
      fields.append(name, values[name]);
    });
    return fetch(address, { method: "POST", body: fields, credentials: "omit" }).then(function (answer) {
      return answer.text().then(function (text) {
        if (answer.status !== 200) {
          throw { said: answer.status < 500 && text };
        }
        return JSON.parse(text);
      });
    });
  }

  function tell(words) {
    status.textContent = words;
  }

  function fail(problem) {
    tell(problem.said || box.getAttribute("data-failed"));
  }

  function leave() {
    tell("…");
    kept.ask().then(function (answer) {
      if (answer.status !== 200) {
        throw answer;
      }
      kept.setClock(answer.told.now);
      return post(box.getAttribute("data-marks-move"), {
        key: answer.told.key,
        list_code: kept.list(),
        changes: JSON.stringify(kept.current())
      });
    }).then(show).catch(fail);
  }

  function show(left) {
    var code = document.createElement("strong");
    var drawing = document.createElement("div");
    code.className = "code";
    code.dir = "ltr";
    code.textContent = left.code;
    drawing.innerHTML = left.drawing;
    tell(box.getAttribute("data-left"));
    status.appendChild(document.createElement("br"));
    status.appendChild(code);
    status.appendChild(drawing);
  }

  function take(event) {
    event.preventDefault();
    tell("…");
    post(box.getAttribute("data-marks-move") + "fetched/", { code: field.value }).then(function (told) {
      kept.take(told);
      tell(box.getAttribute("data-fetched"));
    }).catch(fail);
  }

  status = box.querySelector("[role=status]");
  field = box.querySelector("input");
  field.value = (/^#move=(\w+)$/.exec(location.hash) || ["", ""])[1];
  box.querySelector("button").addEventListener("click", leave);
  box.querySelector("form").addEventListener("submit", take);
  box.hidden = false;
  if (field.value) {
    box.querySelector("form button").focus();
  }
}());
