"use strict";
// Stands in for the kiosk: shows the snapshot that the address names, so that each screen can be looked
// at without one. index.html?snapshot=quote&language=en&accessible=1&pixels=56

const wish = new URLSearchParams(location.search);

window.EventSource = class extends EventTarget {
    constructor() {
        super();
        const snapshot = structuredClone(gallery.snapshots[wish.get("snapshot") ?? "attract"]);
        snapshot.language = wish.get("language") ?? snapshot.language;
        snapshot.isAccessible = wish.has("accessible");
        snapshot.pixelsPerCentimetre = Number(wish.get("pixels") ?? snapshot.pixelsPerCentimetre);
        const event = new MessageEvent("snapshot", { data: JSON.stringify(snapshot) });
        setTimeout(() => this.dispatchEvent(event));
    }
    close() {}
};

window.fetch = async (name) => new Response(JSON.stringify(gallery.texts[name] ?? { answer: "taken" }));
