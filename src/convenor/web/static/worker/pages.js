/* The pages of a kept programme. Each says what the released page says at its address: a test compares them. */

var ROOT = /\u0002/g;
var INNER = /\u0005/g;
var A_PAGE = 40;
var NAMES_A_PAGE = 100;
var ACCENTS = 8;
var NAMED_IN_LISTS = 3;

/* What is asked for again and again, found once. */
function known(bundle) {
  if (!bundle.known) {
    bundle.known = {
      tracks: byName(bundle.frame.tracks, "slug"),
      subthemes: byName(bundle.frame.subthemes, "slug"),
      rooms: byName(bundle.frame.rooms, "slug"),
      days: byName(bundle.frame.days, "day"),
      people: byName(bundle.people, "code"),
      slots: slotsOf(bundle)
    };
  }
  return bundle.known;
}

function byName(list, name) {
  var found = {};
  (list || []).forEach(function (each, number) {
    found[each[name]] = each;
    each.place = number;
  });
  return found;
}

function slotsOf(bundle) {
  var slots = [];
  Object.keys(bundle.sessions).forEach(function (code) {
    (bundle.sessions[code].placements || []).forEach(function (place) {
      var count = place.until ? daysBetween(place.day, place.until) : 0;
      for (var number = 0; number <= count; number += 1) {
        slots.push(slotOn(code, bundle.sessions[code], place, number));
      }
    });
  });
  return slots.sort(function (one, other) {
    return one.order < other.order ? -1 : 1;
  });
}

function slotOn(code, session, place, number) {
  var day = daysLater(place.day, number);
  var startsAt = onDay(place.starts_at, number);
  var order = [day, place.until ? 1 : 0, startsAt || "~", place.room || "~", code].join("\u0000");
  return { code: code, session: session, place: place, day: day, startsAt: startsAt, endsAt: onDay(place.ends_at, number), order: order };
}

function onDay(moment, number) {
  return moment && daysLater(moment.slice(0, 10), number) + moment.slice(10);
}

function accentOf(bundle, session) {
  return session.track ? known(bundle).tracks[session.track].place % ACCENTS : ACCENTS;
}

/* Of somebody who asked to be forgotten there is nothing but the code. */
function nameOf(bundle, code) {
  var guest = known(bundle).people[code];
  return guest ? guest.name || "…" : bundle.frame.words.forgotten;
}

function isOff(session) {
  return Boolean(session.state && session.state.is_off);
}

function link(inner, content) {
  return '<a href="\u0002' + inner + '">' + content + "</a>";
}

function listOf(items) {
  return '<ul class="rows">' + items.map(function (item) {
    return "<li>" + item + "</li>";
  }).join("") + "</ul>";
}

function rowOf(bundle, slot, spot) {
  var words = bundle.frame.words;
  var session = slot.session;
  var people = session.people || [];
  var room = known(bundle).rooms[slot.place.room];
  var track = known(bundle).tracks[session.track];
  var where = room ? plainly(bundle, room.name) : slot.startsAt && session.is_online ? words.online : words.room_unknown;
  return '<li class="slot a' + accentOf(bundle, session) + (isOff(session) ? " off" : "") + (spot || "") + '"><span class="when">' +
    (slot.startsAt ? '<time datetime="' + slot.startsAt + '">' + hours(slot.startsAt, slot.endsAt) + "</time>" : words.time_unknown) +
    (slot.place.until ? " <small>" + words.all_days + " " + slot.place.days + "</small>" : "") +
    "</span> <div>" +
    (session.state ? '<strong class="tag">' + escaped(session.state.label) + "</strong> " : "") +
    link("sessions/" + slot.code + "/", plainly(bundle, session.title)) + " <br> <small>" + where +
    (track ? " · " + plainly(bundle, track.name) : "") +
    people.slice(0, NAMED_IN_LISTS).map(function (seat) {
      return " · " + isolated(nameOf(bundle, seat.person));
    }).join("") +
    (people.length > NAMED_IN_LISTS ? " +" + (people.length - NAMED_IN_LISTS) : "") + "</small></div></li>";
}

function rowsOf(bundle, slots) {
  return '<ol class="rows slots">' + slots.map(function (slot) {
    return rowOf(bundle, slot);
  }).join("") + "</ol>";
}

function byDay(bundle, slots, isLinked) {
  var days = [];
  slots.forEach(function (slot) {
    if (!days.length || days[days.length - 1][0].day !== slot.day) {
      days.push([]);
    }
    days[days.length - 1].push(slot);
  });
  return days.map(function (of) {
    var name = escaped(known(bundle).days[of[0].day].name);
    return "<h2>" + (isLinked ? link(of[0].day + "/", name) : name) + "</h2>" + rowsOf(bundle, of);
  }).join("");
}

/* A list that is cut: its part, and links to the others; nothing where there is no such part. */
function partOf(bundle, items, most, address, number) {
  var count = Math.max(1, Math.ceil(items.length / most));
  var links = "";
  if (number > count) {
    return null;
  }
  for (var each = 1; each <= count; each += 1) {
    links += '<li><a href="\u0002' + address + (each > 1 ? "page-" + each + "/" : "") + '"' +
      (each === number ? ' aria-current="page"' : "") + ">" + each + "</a></li>";
  }
  return {
    items: items.slice((number - 1) * most, number * most),
    links: count > 1 ? '<nav aria-label="' + escaped(bundle.frame.words.pages) + '"><ul class="inline">' + links + "</ul></nav>" : ""
  };
}

function files(bundle, stem, hasText) {
  var words = bundle.frame.words;
  var sizes = (bundle.head.sizes || {})[stem];
  function size(number) {
    return sizes ? " (" + escaped(sizes[number]) + ")" : "";
  }
  return (hasText ? "<li>" + link(stem + ".txt", words.text) + size(0) + "</li>" : "") +
    "<li>" + link(stem + ".ics", words.calendars) + size(1) + "</li>";
}

function changesOf(bundle, codes) {
  return (bundle.head.changes || []).filter(function (change) {
    return codes[change[0]];
  });
}

function changedOn(bundle, slots) {
  var codes = {};
  var changed;
  slots.forEach(function (slot) {
    codes[slot.code] = true;
  });
  changed = changesOf(bundle, codes);
  if (!changed.length) {
    return "";
  }
  return '<details class="change"><summary>' + escaped(bundle.head.what_changed) + "</summary><ul>" + changed.map(function (change) {
    var session = bundle.sessions[change[0]];
    return "<li>" + link("sessions/" + change[0] + "/", plainly(bundle, session.title)) + ": " + escaped(change[1]) + "</li>";
  }).join("") + "</ul></details>";
}

function dayPage(bundle, day, number) {
  var words = bundle.frame.words;
  var of = known(bundle).days[day];
  var slots = known(bundle).slots.filter(function (slot) {
    return slot.day === day;
  });
  var part = of && partOf(bundle, slots, A_PAGE, day + "/", number);
  var hoursOf = part && (bundle.head.hours || {})[day + "/" + number];
  if (!part) {
    return null;
  }
  return {
    title: escaped(of.name),
    main: "<h1>" + escaped(of.name) + "</h1>" + (number === 1 ? changedOn(bundle, slots) : "") +
      '<nav aria-label="' + escaped(words.days) + '"><ul class="inline">' + bundle.frame.days.map(function (each) {
        return '<li><a href="\u0002' + each.day + '/"' + (each.day === day ? ' aria-current="page"' : "") + ">" + escaped(each.short) + "</a></li>";
      }).join("") + "</ul></nav>" +
      (slots.length ? '<ol class="rows slots' + lanesOf(hoursOf) + '">' + part.items.map(function (slot, place) {
        return rowOf(bundle, slot, hoursOf && hoursOf.spots[place]);
      }).join("") + "</ol>" : "<p>" + words.nothing_on_day + "</p>") + part.links,
    foot: files(bundle, day, true)
  };
}

function lanesOf(plan) {
  return plan ? " hours lanes" + plan.lanes + (plan.lanes > 3 ? " wide" : "") : "";
}

function listPage(bundle, kind, slug, number) {
  var words = bundle.frame.words;
  var about = known(bundle)[kind][slug];
  var address = kind + "/" + slug;
  var slots = known(bundle).slots.filter(function (slot) {
    return (kind === "rooms" ? slot.place.room : slot.session[kind.slice(0, -1)]) === slug;
  });
  var part = about && partOf(bundle, slots, A_PAGE, address + "/", number);
  return part && {
    title: escaped(wordsOf(about.name)),
    main: "<h1>" + plainly(bundle, about.name) + "</h1>" + (kind === "rooms" ? roomFacts(bundle, about) : topicFacts(bundle, about)) +
      (slots.length ? byDay(bundle, part.items, true) : "<p>" + words.nothing_here + "</p>") + part.links,
    foot: files(bundle, address, true)
  };
}

function topicFacts(bundle, topic) {
  return paragraphs(bundle, topic.description) +
    (topic.access ? '<p><span class="tag">' + bundle.frame.words[topic.access] + "</span></p>" : "");
}

function roomFacts(bundle, room) {
  if (!room.seats) {
    return "";
  }
  return "<p>" + escaped(room.seats) + (room.is_step_free ? " · " + bundle.frame.words.step_free : "") +
    (room.equipment ? " · " + said(bundle, room.equipment) : "") + "</p>";
}

function peoplePage(bundle, number) {
  var words = bundle.frame.words;
  var part = partOf(bundle, bundle.people || [], NAMES_A_PAGE, "people/", number);
  return part && {
    title: words.people,
    main: "<h1>" + words.people + "</h1>" + listOf(part.items.length ? part.items.map(function (guest) {
      return link("people/" + guest.code + "/", isolated(guest.name || "…")) +
        (guest.organization ? " <small>" + isolated(guest.organization) + "</small>" : "");
    }) : [words.nobody]) + part.links,
    foot: ""
  };
}

function guestPage(bundle, code) {
  var words = bundle.frame.words;
  var guest = known(bundle).people[code];
  function isWith(session) {
    return (session.people || []).some(function (seat) {
      return seat.person === code;
    });
  }
  var open = Object.keys(bundle.sessions).sort().filter(function (each) {
    return !bundle.sessions[each].placements && isWith(bundle.sessions[each]);
  });
  return guest && {
    title: escaped(guest.name || "…"),
    main: '<p class="eyebrow">' + link("people/", words.people) + "</p><h1>" + isolated(guest.name || "…") + "</h1>" +
      (guest.organization || guest.country ? "<p>" + (guest.organization ? isolated(guest.organization) : "") +
        (guest.organization && guest.country ? " · " : "") + escaped(guest.country) + "</p>" : "") +
      (guest.biography ? '<div dir="auto">' + inParagraphs(guest.biography) + "</div>" : "") +
      byDay(bundle, known(bundle).slots.filter(function (slot) {
        return isWith(slot.session);
      })) +
      (open.length ? "<h2>" + words.day_unknown + "</h2>" + listOf(open.map(function (each) {
        return link("sessions/" + each + "/", plainly(bundle, bundle.sessions[each].title));
      })) : ""),
    foot: files(bundle, "people/" + code)
  };
}

function programmePage(bundle, inner) {
  var kept = bundle.head.pages[inner];
  var found = /^(?:(\d{4}-\d\d-\d\d)|(tracks|subthemes|rooms)\/([\w-]+)|(people))\/(?:page-(\d+)\/)?$/.exec(inner);
  var one = /^(sessions|people)\/([\w-]+)\/$/.exec(inner);
  var number = found && Number(found[5] || 1);
  if (kept) {
    return { title: escaped(kept[0]), main: kept[1], foot: "" };
  }
  if (found) {
    return found[1] ? dayPage(bundle, found[1], number) :
      found[2] ? listPage(bundle, found[2], found[3], number) : peoplePage(bundle, number);
  }
  if (/^print\//.test(inner)) {
    return printPage(bundle, inner);
  }
  if (/^compendium\//.test(inner)) {
    return compendiumPage(bundle, inner);
  }
  if (one) {
    return one[1] === "people" ? guestPage(bundle, one[2]) : sessionPage(bundle, one[2]);
  }
  return null;
}

/* A page in the dress of the release; `way` leads from where it is read up to the programme. */
function dressed(bundle, page, inner, way) {
  var places = { title: page.title, main: (page.told || "") + page.main, foot: page.foot, which: whichOf(bundle) + (page.soft || "") };
  return bundle.frame.shell.replace(/\u0004(\w+)\u0004/g, function (_found, name) {
    return places[name];
  }).replace(ROOT, way).replace(INNER, inner);
}

function whichOf(bundle) {
  return "<li>" + link("changes/", escaped(bundle.head.name)) + " · " + escaped(bundle.head.day) + "</li>";
}

function wayUp(inner) {
  return new Array(inner.split("/").length).join("../") || "./";
}
