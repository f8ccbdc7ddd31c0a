/* Keeps on this device which sessions a reader marks, and tells the server, but not who reads.
   Released pages name this file for ever: how it finds sessions in them must not change. */
(function () {
  "use strict";

  var tag = document.querySelector("script[data-marks]");
  var edition = tag.getAttribute("data-marks");
  var words = tag.getAttribute("data-words").split("|");
  var name = "marks:" + edition;
  var buttons = [];
  var isBusy, store;

  try {
    store = window.localStorage;
    store.setItem(name + "?", "");
    store.removeItem(name + "?");
    load();
  } catch (closed) {
    return; // links and forms do the same
  }

  /* marks: codes to true or false; changed: not told yet; sent: told, not answered yet. */
  function load() {
    return JSON.parse(store.getItem(name) || '{"list":"","marks":{},"changed":{}}');
  }

  function save(state) {
    store.setItem(name, JSON.stringify(state));
    paint();
  }

  function put(changes, marks) {
    Object.keys(changes).forEach(function (code) {
      marks[code] = changes[code];
    });
  }

  function those(marks, isMarked) {
    return Object.keys(marks).filter(function (code) {
      return marks[code] === isMarked;
    });
  }

  function learn(state, codes) {
    state.marks = {};
    (codes.match(/\S+/g) || []).forEach(function (code) {
      state.marks[code] = true;
    });
    put(state.sent ? state.sent.codes : {}, state.marks);
    put(state.changed, state.marks);
  }

  function change(state, changes) {
    put(changes, state.marks);
    put(changes, state.changed);
    save(state);
    report();
  }

  /* The key is kept with what is sent, so that sending it again has one effect. */
  function report() {
    var state = load();
    if (isBusy || !window.fetch || !(state.sent || Object.keys(state.changed).length)) {
      return;
    }
    isBusy = true;
    (state.sent ? send() : ask().then(prepare).then(send)).then(settle).then(finish, finish);
  }

  function finish(isDone) {
    isBusy = false;
    if (isDone === true) { // otherwise the next page tries again
      report();
    }
  }

  function ask(fields) {
    return fetch("/" + edition + "/marks", {
      method: fields ? "POST" : "GET",
      body: fields,
      credentials: "omit"
    }).then(function (answer) {
      return answer.text().then(function (text) {
        return { status: answer.status, text: text };
      });
    });
  }

  function prepare(answer) {
    var state = load();
    if (answer.status !== 200) {
      throw answer;
    }
    state.sent = { key: answer.text, list: state.list, codes: state.list ? state.changed : state.marks };
    state.changed = {};
    save(state);
  }

  function send() {
    var sent = load().sent;
    var fields = new FormData();
    fields.append("key", sent.key);
    fields.append("list_code", sent.list);
    fields.append("marked", those(sent.codes, true).join(" "));
    fields.append("unmarked", those(sent.codes, false).join(" "));
    return ask(fields);
  }

  function settle(answer) {
    var state = load();
    var status = answer.status;
    var lines = answer.text.split("\n");
    if (status === 429 || status > 499) {
      return; // the same again, later
    }
    if (status === 200) {
      delete state.sent;
      state.list = lines[0];
      learn(state, lines[1]);
    } else if (status === 404) { // deleted elsewhere: marks stay here until another is made
      state = { list: "", marks: state.marks, changed: {} };
    } else {
      put(state.changed, state.sent.codes);
      state.changed = state.sent.codes;
      delete state.sent;
    }
    save(state);
    return status === 200;
  }

  function each(selector, act) {
    [].forEach.call(document.querySelectorAll(selector), act);
  }

  function paint() {
    var state = load();
    var count = those(state.marks, true).length;
    buttons.forEach(function (button) {
      var isMarked = state.marks[button.value];
      button.textContent = words[isMarked ? 1 : 0];
      button.className = isMarked ? "" : "plain";
    });
    each("[data-marks-device]", function (box) {
      var link = box.querySelector("a");
      box.hidden = !count && !state.list;
      box.querySelector("strong").textContent = count;
      link.hidden = !state.list;
      link.href = box.getAttribute("data-marks-device") + state.list + "/";
    });
    each("[data-marks-keep]", function (box) {
      box.hidden = box.getAttribute("data-marks-keep") === state.list;
    });
  }

  function made(code, title) {
    var button = document.createElement("button");
    button.type = "button";
    button.value = code;
    button.id = "mark-" + buttons.length;
    title.id = "marked-" + buttons.length;
    button.setAttribute("aria-labelledby", button.id + " " + title.id);
    button.addEventListener("click", function () {
      var state = load();
      var changes = {};
      changes[code] = !state.marks[code];
      change(state, changes);
    });
    buttons.push(button);
    return button;
  }

  each('.slot a[href^="."]', function (link) {
    link.parentNode.appendChild(made(/([^\/]+)\/$/.exec(link.getAttribute("href"))[1], link));
  });
  each("a[data-mark]", function (link) {
    link.parentNode.replaceChild(made(link.getAttribute("data-mark"), document.querySelector("h1")), link);
  });
  each("[data-marks-keep]", function (box) {
    var token = box.getAttribute("data-marks-keep");
    var codes = box.getAttribute("data-codes");
    var state = load();
    if (token === state.list) {
      learn(state, codes);
      save(state);
    }
    box.querySelector("button").addEventListener("click", function () {
      var kept = { list: token, changed: {} };
      learn(kept, codes + " " + those(load().marks, true).join(" "));
      change(kept, kept.marks);
    });
  });
  each("[data-marks-forget]", function (button) {
    var token = button.getAttribute("data-marks-forget");
    button.addEventListener("click", function () {
      if (!token || token === load().list) {
        store.removeItem(name);
        paint();
      }
    });
  });
  addEventListener("storage", paint);
  addEventListener("online", report);
  paint();
  report();
}());
