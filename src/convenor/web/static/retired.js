/* What /sw.js is where it is switched off: it takes itself and all that it kept off the device. */
self.addEventListener("install", function () {
  self.skipWaiting();
});

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) {
      return name.indexOf("convenor-") === 0;
    }).map(function (name) {
      return caches.delete(name);
    }));
  }).then(function () {
    return self.registration.unregister();
  }));
});
