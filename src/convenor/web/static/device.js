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

/* What is marked here, from the programme that the worker keeps on this device: without a network too. */
(function () {
  "use strict";

  var kept = window.marks;
  var box = document.querySelector("[data-marks-mine]");
  var words, bundle;

  if (!box || !kept || !window.caches) {
    return; // the list on the server shows the same
  }
  words = JSON.parse(box.getAttribute("data-words"));

  function put(parent, name, text) {
    var made = document.createElement(name);
    var say = text && text.text ? text.text : text || "";
    if (text && text.text) {
      made.lang = text.language;
      made.dir = text.dir;
    }
    made.textContent = say;
    parent.appendChild(made);
    return made;
  }

  function named(things, key, value) {
    return things.filter(function (thing) {
      return thing[key] === value;
    })[0];
  }

  function hours(place) {
    return place.starts_at ? place.starts_at.slice(11, 16) + "–" + place.ends_at.slice(11, 16) : "";
  }

  function roomOf(place) {
    var room = place.room && named(bundle.frame.rooms || [], "slug", place.room);
    return room ? room.name : "";
  }

  function where(session) {
    return (session.placements || []).map(function (place) {
      var day = place.days || named(bundle.frame.days, "day", place.day).name;
      var room = roomOf(place);
      return [day, hours(place), room.text || room].filter(Boolean).join(" · ");
    }).join("; ") || words.unknown;
  }

  /* What a change is told by, whatever the language of the words. */
  function factsOf(session) {
    return JSON.stringify((session.placements || []).map(function (place) {
      return [place.day, place.until, place.starts_at, place.ends_at, place.room];
    }).concat([session.state ? session.state.kind : ""]));
  }

  function slotsOf(codes) {
    var slots = [];
    codes.forEach(function (code) {
      var session = bundle.sessions[code];
      ((session && session.placements) || []).forEach(function (place) {
        slots.push({ code: code, session: session, place: place, order: place.day + (place.starts_at || "~") });
      });
    });
    return slots.sort(function (one, other) {
      return one.order < other.order ? -1 : 1;
    });
  }

  function asks(slot) { // as in programme/marked.py
    return slot.place.starts_at && !slot.place.until && slot.session.kind !== "break" &&
      !(slot.session.state && slot.session.state.is_off);
  }

  function isWith(one, other) {
    return one.code !== other.code && asks(one) && asks(other) &&
      Date.parse(one.place.starts_at) < Date.parse(other.place.ends_at) &&
      Date.parse(other.place.starts_at) < Date.parse(one.place.ends_at);
  }

  function row(list, slot, slots, notes) {
    var item = put(list, "li");
    var others = slots.filter(function (other) {
      return isWith(slot, other);
    });
    put(item, "bdi", hours(slot.place));
    item.appendChild(document.createTextNode(" "));
    put(item, "a", slot.session.title).href = box.getAttribute("data-marks-mine") + "sessions/" + slot.code + "/";
    put(item, "br");
    put(item, "small", roomOf(slot.place));
    if (slot.session.state) {
      put(put(item, "div"), "strong", slot.session.state.label);
    }
    if (others.length) {
      put(put(item, "div"), "strong", words.same);
      others.forEach(function (other, number) {
        item.lastChild.appendChild(document.createTextNode(number ? " · " : " "));
        put(item.lastChild, "span", other.session.title);
      });
    }
    if (notes[slot.code] && notes[slot.code][1]) {
      put(item, "div", notes[slot.code][1]).dir = "auto";
    }
  }

  /* `seen` has by code what was shown when its reader last said so: facts, words, title. */
  function changes(codes, seen) {
    var list = document.createElement("ul");
    codes.forEach(function (code) {
      var session = bundle.sessions[code];
      var item;
      if (!seen[code]) {
        seen[code] = session && [factsOf(session), where(session), session.title];
      } else if (!session || seen[code][0] !== factsOf(session)) {
        item = put(list, "li");
        put(item, "span", session ? session.title : seen[code][2]);
        put(item, "br");
        put(item, "span", !session ? words.gone : seen[code][1] === where(session) ? words.now.replace("{state}",
          session.state ? session.state.label : "–") : words.moved.replace("{before}", seen[code][1]).replace("{after}", where(session)));
      }
    });
    return list;
  }

  function tell(list, codes) {
    var part = put(box, "div");
    part.className = "change";
    put(part, "h3", words.changed);
    part.appendChild(list);
    put(part, "button", words.read).addEventListener("click", function () {
      var seen = {};
      changes(codes, seen);
      kept.seen(seen);
      box.removeChild(part);
    });
    part.lastChild.type = "button";
    part.lastChild.className = "plain";
  }

  function show(found) {
    var all = kept.current();
    var before = kept.seen();
    var seen = {};
    var list, codes, slots, changed, day;
    bundle = found;
    codes = Object.keys(all.marks).filter(function (code) {
      return all.marks[code][1];
    });
    codes.forEach(function (code) {
      seen[code] = before[code];
    });
    changed = changes(codes, seen);
    if (codes.length) {
      kept.seen(seen);
    }
    if (changed.firstChild) {
      tell(changed, codes);
    }
    slots = slotsOf(codes);
    slots.forEach(function (slot) {
      if (slot.place.day !== day) {
        day = slot.place.day;
        put(box, "h3", named(bundle.frame.days, "day", day).name);
        list = put(box, "ol");
        list.className = "rows";
      }
      row(list, slot, slots, all.notes);
    });
  }

  caches.match(box.getAttribute("data-marks-mine") + "offline.json").then(function (answer) {
    return answer && answer.json().then(show);
  });
}());
