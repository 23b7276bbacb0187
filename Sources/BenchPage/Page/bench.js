"use strict";
// The link to the bench: snapshots come as server-sent events, actions go as POST.

/** The bench sends a `pulse` every ten seconds; twice as long without one, and the link is gone. */
const silenceMilliseconds = 20000;
const noticeMilliseconds = 6000;

// The token stands behind the address, where no other page or log sees it.
const token = location.hash.slice(1);

let state = null;
let events = null;
let heardAt = performance.now();
/** What each panel showed last, so that only what changed is drawn anew. */
const drawn = {};

async function act(action) {
    try {
        const answer = await fetch("bench/actions", {
            method: "POST",
            headers: { "Content-Type": "application/json", "X-Bench-Token": token },
            body: JSON.stringify(action),
        });
        if (answer.ok) return;
        const problem = await answer.json();
        say(`${problem.title} ${problem.hint ?? ""}`);
    } catch {
        say("The bench does not answer.");
    }
}

let notice = 0;
function say(text) {
    const place = document.getElementById("said");
    place.textContent = text;
    place.hidden = false;
    clearTimeout(notice);
    notice = setTimeout(() => { place.hidden = true; }, noticeMilliseconds);
}

async function fetchPicture(name) {
    pictures.set(name, null);
    const answer = await fetch("bench/receipts/" + encodeURIComponent(name), { headers: { "X-Bench-Token": token } });
    if (!answer.ok || !pictures.has(name)) return;
    pictures.set(name, picture(name, await answer.blob()));
    draw("printer", true);
}

/** What a panel shows, so that it is left alone while that stays. */
const seen = {
    switches: (bench) => [bench.kiosk, bench.isNetworkCut, bench.office.runs, bench.office.isChanging],
    screen: (bench) => [bench.kiosk.screen, bench.kiosk.runs],
    cards: (bench) => [bench.cards, bench.meters.map((meter) => meter.isBusy)],
    tear: (bench) => bench.tear ?? null,
    notes: (bench) => bench.acceptor ?? null,
    telephone: (bench) => bench.provider ?? null,
    news: (bench) => bench.messages,
    home: (bench) => bench.meters,
    office: (bench) => [bench.office.day, bench.office.askedAt],
    printer: (bench) => bench.printer,
};

function draw(id, isForced = false) {
    const now = JSON.stringify(seen[id](state));
    if (!isForced && drawn[id] === now) return;
    drawn[id] = now;
    const place = document.getElementById(id);
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    const focusVisible = focused?.matches(":focus-visible");
    place.classList.toggle("fills", filling.includes(id));
    place.replaceChildren(...panels[id](state).filter(Boolean));
    const name = focused?.dataset.name;
    if (name) place.querySelector(`[data-name="${CSS.escape(name)}"]`)?.focus({ focusVisible });
}

function take(snapshot) {
    state = snapshot.bench;
    for (const id of Object.keys(panels)) draw(id);
}

function setLinked(isLinked) { document.body.classList.toggle("lost", !isLinked); }

function heard() {
    heardAt = performance.now();
    setLinked(true);
}

function connect() {
    events?.close();
    heardAt = performance.now();
    events = new EventSource("bench/events?token=" + encodeURIComponent(token));
    events.addEventListener("snapshot", (event) => {
        heard();
        take(JSON.parse(event.data));
    });
    events.addEventListener("pulse", heard);
    events.onerror = () => setLinked(false);
}

setInterval(() => {
    if (performance.now() - heardAt > silenceMilliseconds || events.readyState === EventSource.CLOSED) {
        setLinked(false);
        connect();
    }
}, 1000);

connect();
