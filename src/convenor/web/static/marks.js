/* Keeps on this device which sessions a reader marks and notes on them, and tells the server, but not who reads.
   Released pages name this file for ever: how it finds sessions in them must not change. */
(function () {
  "use strict";

  var KINDS = ["marks", "notes"];
  var MOST_LETTERS = 500; // of a note
  var tag = document.querySelector("script[data-marks]");
  var edition = tag.getAttribute("data-marks");
  var words = tag.getAttribute("data-words").split("|");
  var name = "marks:" + edition;
  var buttons = [];
  var notes = []; // codes and fields
  var isBusy, store;

  try {
    store = window.localStorage;
    store.setItem(name + "?", "");
    store.removeItem(name + "?");
    load();
  } catch (closed) {
    return; // links and forms do the same
  }

  /* By kind and code, [moment, value], and of notes the moment of the one that was changed. known: what the server said; changed: not told yet;
     sent: told, not answered yet. Moments are the server's, which this clock is off by skew. */
  function load() {
    return JSON.parse(store.getItem(name)) || { list: "", skew: 0, known: none(), changed: none() };
  }

  function save(state) {
    store.setItem(name, JSON.stringify(state));
    paint();
  }

  function none() {
    return of(function () {
      return {};
    });
  }

  function of(make) {
    var all = {};
    KINDS.forEach(function (kind) {
      all[kind] = make(kind);
    });
    return all;
  }

  /* The rule of programme/merging.py: the latest change wins, then a mark, then the text that sorts last. */
  function later(one, other) {
    return !one || other[0] > one[0] || (other[0] === one[0] && other[1] > one[1]) ? other : one;
  }

  function merged(one, other) {
    return of(function (kind) {
      var all = {};
      [one[kind] || {}, other[kind] || {}].forEach(function (changes) {
        Object.keys(changes).forEach(function (code) {
          all[code] = later(all[code], changes[code]);
        });
      });
      return all;
    });
  }

  function current(state) {
    return merged(state.known, waiting(state));
  }

  function waiting(state) {
    return merged(state.sent ? state.sent.changes : {}, state.changed);
  }

  /* Whoever changes what they see, changes it later than that, whatever their clock says. */
  function change(kind, code, value) {
    var state = load();
    var seen = current(state)[kind][code];
    var before = state.changed[kind][code];
    var after = [following(seen, Date.now() + state.skew), value];
    if (kind === "notes") {
      after[2] = before ? before[2] : seen ? seen[0] : 0;
    }
    state.changed[kind][code] = after;
    save(state);
  }

  /* Two notes, whose writers did not see each other's, as one; as programme/merging.py does. */
  function joined(one, other) {
    var late = later(one, other);
    var first = late[1];
    var second = (late === one ? other : one)[1];
    if (first.indexOf(second) > -1) {
      return late;
    }
    return [late[0] + 1, second.indexOf(first) > -1 ? second : first + "\n" + second];
  }

  /* What another device or list keeps of notes, put to what this one keeps. */
  function notesWith(state, told) {
    var mine = current(state).notes;
    var isOurs = told.list && told.list === state.list;
    var all = {};
    Object.keys(told.notes || {}).forEach(function (code) {
      var is = mine[code] && !(isOurs && !waiting(state).notes[code]) ? joined : later;
      all[code] = is(mine[code], told.notes[code]).slice(0, 2);
    });
    return all;
  }

  /* Of the notes that were changed while the server was told of them, what it keeps now was seen. */
  function seeTold(changed, sent, told) {
    Object.keys(changed).forEach(function (code) {
      if (sent[code] && told[code] && sent[code][1] === told[code][1]) {
        changed[code][2] = told[code][0];
      }
    });
  }

  function following(seen, moment) {
    return Math.max(moment, seen ? seen[0] + 1 : 0);
  }

  /* What was not told yet was timed by a clock that was off by more than was known. */
  function setClock(state, now) {
    var skew = now - Date.now();
    KINDS.forEach(function (kind) {
      Object.keys(state.changed[kind]).forEach(function (code) {
        var one = state.changed[kind][code];
        var seen = state.known[kind][code];
        var moment = one[0] + skew - state.skew;
        one[0] = seen && one[0] > seen[0] ? following(seen, moment) : moment; // what another device knew earlier stays so
      });
    });
    state.skew = skew;
  }

  function isEmpty(changes) {
    return KINDS.every(function (kind) {
      return !Object.keys(changes[kind]).length;
    });
  }

  /* The key is kept with what is sent, so that sending it again has one effect. */
  function report() {
    var state = load();
    if (isBusy || !window.fetch || (!state.sent && isEmpty(state.changed))) {
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
        return { status: answer.status, told: answer.status === 200 && JSON.parse(text) };
      });
    });
  }

  function prepare(answer) {
    var state = load();
    if (answer.status !== 200) {
      throw answer;
    }
    setClock(state, answer.told.now);
    state.sent = {
      key: answer.told.key,
      list: state.list,
      changes: state.list ? state.changed : current(state)
    };
    state.changed = none();
    save(state);
  }

  function send() {
    var sent = load().sent;
    var fields = new FormData();
    fields.append("key", sent.key);
    fields.append("list_code", sent.list);
    fields.append("changes", JSON.stringify(sent.changes));
    return ask(fields);
  }

  function settle(answer) {
    var state = load();
    var status = answer.status;
    if (!state.sent || status === 429 || status > 499) {
      return; // forgotten meanwhile; or the same again, later
    }
    if (status === 200) {
      seeTold(state.changed.notes, state.sent.changes.notes, answer.told.notes);
      delete state.sent;
      state.list = answer.told.list;
      state.known = merged(answer.told, {});
    } else if (status === 404) { // deleted elsewhere: marks stay here until another is made
      state = { list: "", skew: state.skew, seen: state.seen, known: current(state), changed: none() };
    } else {
      state.changed = waiting(state);
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
    var all = current(state);
    var marks = all.marks;
    var count = Object.keys(marks).filter(function (code) {
      return marks[code][1];
    }).length;
    buttons.forEach(function (button) {
      var isMarked = isOn(marks[button.value]);
      button.textContent = words[isMarked ? 1 : 0];
      button.className = isMarked ? "" : "plain";
    });
    notes.forEach(function (pair) {
      var note = (all.notes[pair[0]] || [0, ""])[1];
      if (document.activeElement !== pair[1] && pair[1].value !== note) {
        pair[1].value = note;
      }
    });
    each("[data-marks-device]", function (box) {
      var link = box.querySelector("a");
      box.hidden = !count && !state.list;
      box.querySelector("strong").textContent = count;
      link.hidden = !state.list;
      link.href = box.getAttribute("data-marks-device") + state.list + "/";
    });
    each("[data-marks-calendar]", function (box) {
      var link = box.querySelector("a");
      box.hidden = !state.list;
      link.href = box.getAttribute("data-marks-calendar") + state.list + ".ics";
      link.firstChild.textContent = link.href;
    });
    each("[data-marks-keep]", function (box) {
      box.hidden = box.getAttribute("data-marks-keep") === state.list;
    });
  }

  function isOn(mark) {
    return Boolean(mark && mark[1]);
  }

  function made(code, title) {
    var button = document.createElement("button");
    button.type = "button";
    button.value = code;
    button.id = "mark-" + buttons.length;
    title.id = "marked-" + buttons.length;
    button.setAttribute("aria-labelledby", button.id + " " + title.id);
    button.addEventListener("click", function () {
      change("marks", code, !isOn(current(load()).marks[code]));
      report();
    });
    buttons.push(button);
    return button;
  }

  /* Kept with each letter, so that nothing is lost; told when the reader goes on. */
  function field(code) {
    var label = document.createElement("label");
    var area = document.createElement("textarea");
    label.appendChild(document.createTextNode(words[2]));
    label.appendChild(area);
    area.rows = 3;
    area.maxLength = MOST_LETTERS;
    area.dir = "auto";
    area.addEventListener("input", function () {
      change("notes", code, area.value);
    });
    area.addEventListener("change", report);
    notes.push([code, area]);
    return label;
  }

  each('.slot a[href^="."]', function (link) {
    link.parentNode.appendChild(made(/([^\/]+)\/$/.exec(link.getAttribute("href"))[1], link));
  });
  each("a[data-mark]", function (link) {
    var code = link.getAttribute("data-mark");
    var place = link.parentNode;
    place.replaceChild(made(code, document.querySelector("h1")), link);
    if (words[2]) { // releases of before have no word for it
      place.parentNode.insertBefore(field(code), place.nextSibling);
    }
  });
  each("[data-places]", function (box) {
    fetch("/" + edition + "/places.json", { credentials: "omit" }).then(function (answer) {
      return answer.json();
    }).then(function (told) {
      var left = told[box.getAttribute("data-places")];
      var said = document.createElement("strong");
      if (words[4] && (left || left === 0)) {
        said.textContent = left ? words[4] + " " + left : words[3];
        box.appendChild(document.createTextNode(" · "));
        box.appendChild(said);
      }
    }).catch(function () {
      return null; // what the page says is true as well
    });
  });
  each("[data-marks-keep]", function (box) {
    var token = box.getAttribute("data-marks-keep");
    var shown = JSON.parse(box.getAttribute("data-known"));
    var state = load();
    if (token === state.list) {
      state.known = merged(state.known, shown);
      save(state);
    }
    box.querySelector("button").addEventListener("click", function () {
      var before = load();
      var mine = current(before);
      Object.keys(mine.notes).forEach(function (code) {
        mine.notes[code] = mine.notes[code].slice(0, 2); // it was made from nothing of this list
      });
      save({ list: token, skew: before.skew, seen: before.seen, known: merged(shown, {}), changed: mine });
      report();
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
  window.marks = { // for device.js
    merged: merged,
    joined: joined,
    ask: ask,
    current: function () {
      return current(load());
    },
    list: function () {
      return load().list;
    },
    seen: function (seen) { // what device.js last showed
      var state = load();
      if (seen) {
        state.seen = seen;
        save(state);
      }
      return state.seen || {};
    },
    setClock: function (now) {
      var state = load();
      setClock(state, now);
      save(state);
    },
    take: function (told) { // what another device kept; its list too, if this one has none
      var state = load();
      setClock(state, told.now);
      state.changed = merged(state.changed, { marks: told.marks, notes: notesWith(state, told) });
      state.list = state.list || told.list;
      save(state);
      report();
    }
  };
  addEventListener("storage", paint);
  addEventListener("online", report);
  paint();
  report();
}());
