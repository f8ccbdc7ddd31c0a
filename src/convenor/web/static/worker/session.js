/* The page of one session. */

function seatsOf(bundle, seats) {
  var words = bundle.frame.words;
  return listOf(seats.map(function (seat) {
    var guest = known(bundle).people[seat.person] || {};
    var name = nameOf(bundle, seat.person);
    return (guest.code ? link("people/" + seat.person + "/", isolated(name)) : "<span>" + escaped(name) + "</span>") + " <small>" + escaped(seat.role) +
      (guest.organization ? " · " + isolated(guest.organization) : "") +
      (seat.is_remote ? " · " + words.from_afar : "") +
      (seat.is_unconfirmed ? " · " + words.to_be_confirmed : "") + "</small>";
  }));
}

function sessionPage(bundle, code) {
  var session = bundle.sessions[code];
  return session && {
    title: escaped(wordsOf(session.title)),
    main: sessionTop(bundle, code, session) + '<div class="columns"><div>' + sessionTexts(bundle, session) +
      '</div><aside aria-label="' + escaped(bundle.frame.words.facts) + '">' + sessionFacts(bundle, code, session) + sessionMark(bundle, code) + sessionRest(bundle, session) + "</aside></div>",
    foot: files(bundle, "sessions/" + code, true)
  };
}

function sessionTop(bundle, code, session) {
  var codes = {};
  var track = known(bundle).tracks[session.track];
  var changed;
  codes[code] = true;
  changed = changesOf(bundle, codes);
  return '<p class="eyebrow">' + escaped(session.label) + (track ? " · " + link("tracks/" + track.slug + "/", plainly(bundle, track.name)) : "") +
    '</p><h1 class="a' + accentOf(bundle, session) + '">' + said(bundle, session.title) + "</h1>" +
    (session.state ? sessionState(bundle, session.state) : "") +
    (changed.length ? '<div class="change">' + changed.map(function (change) {
      return "<p>" + escaped(change[1]) + "</p>";
    }).join("") + "</div>" : "");
}

function sessionState(bundle, state) {
  var instead = bundle.sessions[state.replaced_by];
  return '<div class="change"><p><strong>' + escaped(state.label) + "</strong> · " + escaped(state.day) +
    (instead ? " <br> " + link("sessions/" + state.replaced_by + "/", plainly(bundle, instead.title)) : "") +
    "</p>" + paragraphs(bundle, state.note) + "</div>";
}

function sessionTexts(bundle, session) {
  return paragraphs(bundle, session.abstract) + (session.items || []).map(function (item, number) {
    var seats = (session.people || []).filter(function (seat) {
      return seat.item === number;
    });
    return "<h2>" + said(bundle, item.title) + "</h2>" + (item.lasts ? '<p class="soft">' + escaped(item.lasts) + "</p>" : "") +
      paragraphs(bundle, item.abstract) + (seats.length ? seatsOf(bundle, seats) : "");
  }).join("") + (session.report ? "<h2>" + bundle.frame.words.report + "</h2>" + paragraphs(bundle, session.report) +
    '<p class="soft">' + escaped(session.report_licence) + "</p>" : "");
}

function sessionFacts(bundle, code, session) {
  var words = bundle.frame.words;
  var subtheme = known(bundle).subthemes[session.subtheme];
  return '<dl class="facts"><dt>' + words.when + "</dt>" + ((session.placements || []).map(function (place) {
    return "<dd>" + placed(bundle, session, place) + "</dd>";
  }).join("") || "<dd>" + words.day_unknown + "</dd>") +
    (session.spoken ? fact(words.languages, escaped(session.spoken) +
      (session.interpretation ? " <br> " + words.interpretation + " " + escaped(session.interpretation) : "")) : "") +
    (subtheme ? fact(words.subtheme, link("subthemes/" + subtheme.slug + "/", plainly(bundle, subtheme.name))) : "") +
    (session.places_in_words ? "<dt>" + words.places + '</dt><dd data-places="' + code + '">' + escaped(session.places_in_words) + "</dd>" : "") +
    (session.url ? fact(words.online_at, '<a href="' + escaped(session.url) + '" rel="external">' + words.follow + "</a>") : "") + "</dl>";
}

function fact(name, content) {
  return "<dt>" + name + "</dt><dd>" + content + "</dd>";
}

function placed(bundle, session, place) {
  var words = bundle.frame.words;
  var room = known(bundle).rooms[place.room];
  return (place.until ? place.days : link(place.day + "/", escaped(known(bundle).days[place.day].name))) + " <br> " +
    (place.starts_at ? '<time datetime="' + place.starts_at + '">' + hours(place.starts_at, place.ends_at) + "</time> (" +
      escaped(bundle.frame.zone_name) + ")" : words.time_unknown) + " <br> " +
    (room ? link("rooms/" + room.slug + "/", plainly(bundle, room.name)) : session.is_online ? words.online : words.room_unknown);
}

function sessionMark(bundle, code) {
  return '<p><a class="button plain" href="\u0002../my/mark/' + code + '/" data-mark="' + code + '">' + bundle.frame.words.mark +
    "</a> <br> <small>" + bundle.frame.words.marks_are_counted + "</small></p>";
}

function sessionRest(bundle, session) {
  var words = bundle.frame.words;
  var people = (session.people || []).filter(function (seat) {
    return seat.item === undefined;
  });
  return (people.length ? "<h2>" + words.people + "</h2>" + seatsOf(bundle, people) : "") +
    (session.materials ? "<h2>" + words.materials + "</h2>" + listOf(session.materials.map(function (each) {
      return '<a href="' + escaped(each.url) + '"' + (each.language ? ' hreflang="' + escaped(each.language) + '"' : "") + ">" +
        isolated(each.title) + "</a> <small>" + escaped(each.label) + " · " + escaped(each.licence) + (each.size ? " · " + escaped(each.size) : "") + "</small>";
    })) : "");
}
