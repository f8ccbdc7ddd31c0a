/* What is on and what comes next, by the clock of the device: as in programme/current.py. */

function held(bundle) {
  return known(bundle).slots.filter(function (slot) {
    return slot.startsAt && slot.endsAt && !isOff(slot.session);
  });
}

function onAt(bundle, moment) {
  return held(bundle).filter(function (slot) {
    return Date.parse(slot.startsAt) <= moment && moment < Date.parse(slot.endsAt);
  }).map(function (slot, number) {
    return { slot: slot, number: number }; // old browsers do not keep the order of what is equal
  }).sort(function (one, other) {
    return Date.parse(other.slot.startsAt) - Date.parse(one.slot.startsAt) || one.number - other.number;
  }).map(function (each) {
    return each.slot;
  });
}

function nextAfter(bundle, moment) {
  var later = held(bundle).filter(function (slot) {
    return Date.parse(slot.startsAt) > moment;
  });
  var soonest = Math.min.apply(null, later.map(function (slot) {
    return Date.parse(slot.startsAt);
  }));
  return later.filter(function (slot) {
    return Date.parse(slot.startsAt) === soonest;
  });
}

/* The clock there, which is as far from UTC as at the session that is nearest to `moment`. */
function clockThere(bundle, moment) {
  var nearest = held(bundle).sort(function (one, other) {
    return Math.abs(Date.parse(one.startsAt) - moment) - Math.abs(Date.parse(other.startsAt) - moment);
  })[0];
  var offset = nearest ? Date.parse(nearest.startsAt.slice(0, 19) + "Z") - Date.parse(nearest.startsAt) : 0;
  return nearest && new Date(moment + offset).toISOString();
}

function nowPage(bundle, moment) {
  var words = bundle.frame.words;
  var clock = clockThere(bundle, moment);
  var day = clock && known(bundle).days[clock.slice(0, 10)];
  var on = onAt(bundle, moment);
  var coming = nextAfter(bundle, moment);
  return words.now_and_next && {
    title: words.now_and_next,
    main: '<p class="eyebrow">' + link("", words.programme) + "</p><h1>" + words.now_and_next + "</h1>" +
      (clock ? "<p><strong>" + isolated(clock.slice(11, 16)) + "</strong> · " + (day ? escaped(day.name) + " · " : "") + escaped(bundle.frame.zone_name) +
        " <br> <small>" + words.by_this_clock + "</small></p>" : "") +
      "<h2>" + words.now + "</h2>" + (on.length ? rowsOf(bundle, on) : "<p>" + words.nothing_now + "</p>") +
      "<h2>" + words.next + "</h2>" + (coming.length ? byDay(bundle, coming, true).replace(/(<\/?)h2>/g, "$1h3>") : "<p>" + words.nothing_next + "</p>"),
    foot: ""
  };
}
