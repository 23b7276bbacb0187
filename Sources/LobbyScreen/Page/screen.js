"use strict";
// The link to the kiosk: snapshots come as server-sent events, touches go as POST. A touch has a key of
// its own and the step that it was made on, so that it can be sent again until it is answered.

const retryMilliseconds = 500;
/** The kiosk sends a `pulse` at least every 15 seconds; five more without one, and the link is gone. */
const silenceMilliseconds = 20000;

// The screen's token stands behind the address, where no other page or log sees it.
const token = location.hash.slice(1);
const eventsAddress = "events?token=" + encodeURIComponent(token);

let state = null;
let events = null;
let isLinked = false;
let heardAt = performance.now();
let countdownEnd = null;
let shownStep = null;
let spoken = "";

/** The amount that is being typed: it is the kiosk's only when it is confirmed. */
const typed = {
    text: "",
    get fen() {
        const [whole, part = ""] = this.text.split(".");
        return Number(whole || "0") * 100 + Number(part.padEnd(2, "0") || "0");
    },
    add(digit) {
        const next = this.text === "0" && digit !== "." ? digit : this.text + digit;
        if (/^\d{1,5}(\.\d{0,2})?$/.test(next)) this.text = next;
    },
    erase() { this.text = this.text.slice(0, -1); },
};

/** A key that is the page's own affair; the kiosk only hears that somebody is there. */
function localKey(label, act) {
    return node("button", { type: "button", class: "plain", "data-id": "local-" + label, on: () => {
        act();
        render();
        stillHere();
    } }, label);
}

let saidStillHereAt = 0;
function stillHere() {
    if (performance.now() - saidStillHereAt < 3000) return;
    saidStillHereAt = performance.now();
    touch({ action: "moreTime" });
}

function newKey() {
    return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const underWay = new Set();

/** Posts a touch until it is answered, or until another screen is shown. */
async function touch(action, button) {
    const name = JSON.stringify(action);
    if (underWay.has(name)) return;
    underWay.add(name);
    button?.classList.add("down");
    const request = { key: newKey(), run: state.run, step: state.step, ...action };
    try {
        while (state.run === request.run && state.step === request.step) {
            try {
                const answer = await fetch("actions", {
                    method: "POST",
                    headers: { "Content-Type": "application/json", "X-Screen-Token": token },
                    body: JSON.stringify(request),
                });
                if (answer.ok || (answer.status >= 400 && answer.status < 500)) return;
            } catch { /* The link is gone; the same key is sent again. */ }
            await new Promise((resolve) => setTimeout(resolve, retryMilliseconds));
        }
    } finally {
        underWay.delete(name);
        button?.classList.remove("down");
    }
}

function connect() {
    events?.close();
    heardAt = performance.now();
    events = new EventSource(eventsAddress);
    events.addEventListener("snapshot", (event) => {
        heard();
        take(JSON.parse(event.data));
    });
    events.addEventListener("pulse", heard);
    events.onerror = () => {
        setLinked(false);
        if (events.readyState === EventSource.CLOSED) tellWhy();
    };
}

/** An event source does not say why it was refused: asked once more, the kiosk tells it by its status. */
async function tellWhy() {
    const question = new AbortController();
    try {
        const { status } = await fetch(eventsAddress, { signal: question.signal });
        // With another token than before the page has nothing left to show.
        if (status === 401 && state) return location.reload();
        showBefore(status === 401 ? "not-allowed" : "connecting");
    } catch { /* Nobody answers; the next connection is tried anyway. */ } finally {
        question.abort();
    }
}

/** What stands in the page before the first snapshot, in both languages. */
function showBefore(id) {
    if (state) return;
    for (const one of ["connecting", "not-allowed"]) document.getElementById(one).hidden = one !== id;
}

function heard() {
    heardAt = performance.now();
    setLinked(true);
}

function setLinked(isNow) {
    if (isLinked === isNow) return;
    isLinked = isNow;
    renderOver();
}

async function take(snapshot) {
    if (state && snapshot.version !== state.version) return location.reload();
    await Promise.allSettled(snapshot.languages.map(loadTexts));
    // Without its texts nothing can be said: the next connection brings the snapshot again.
    if (!texts[snapshot.language]) return events.close();
    const isShown = state && snapshot.run === state.run && snapshot.revision < state.revision;
    if (isShown) return;
    state = snapshot;
    countdownEnd = snapshot.countdownMilliseconds === undefined
        ? null : performance.now() + snapshot.countdownMilliseconds;
    if (shownStep !== stepName()) typed.text = "";
    render();
}

function render() {
    language = state.language;
    const root = document.documentElement;
    root.lang = locale();
    root.classList.toggle("accessible", state.isAccessible);
    root.classList.toggle("alarm", state.screen === "cardLeft");
    Object.assign(root.dataset, { screen: state.screen, run: state.run, revision: state.revision });
    root.style.setProperty("--mm", state.pixelsPerCentimetre / 10 + "px");
    const focused = document.activeElement?.dataset?.id;
    const { main, foot = [], hasSides = false } = screens[state.screen](state);
    replace("sign", node("strong", {}, state.sign.name), state.sign.place);
    replace("always", ...alwaysKeys().filter(Boolean));
    replace("main", ...main.filter(Boolean));
    document.getElementById("main").classList.toggle("sides", hasSides);
    replace("foot", ...foot.filter(Boolean));
    renderOver();
    if (shownStep !== stepName()) {
        shownStep = stepName();
        document.querySelector("h1")?.focus({ focusVisible: false });
    } else if (focused) {
        const again = document.querySelector(`[data-id="${CSS.escape(focused)}"]`);
        (again ?? document.querySelector("h1"))?.focus({ focusVisible: Boolean(again) });
    }
    tell();
}

function stepName() { return state.run + " " + state.step; }

function replace(id, ...children) { document.getElementById(id).replaceChildren(...children); }

function languageKeys() {
    return state.languages.filter((code) => code !== state.language).map((code) =>
        key(texts[code]?._name ?? code.toUpperCase(), { action: "language", language: code }, { kind: "plain" }));
}

function alwaysKeys() {
    return [
        canStartOver.includes(state.screen)
            ? key(say("startOver"), { action: "startOver" }, { kind: "plain" }) : null,
        key(say(state.isAccessible ? "accessibleOff" : "accessibleOn"),
            { action: "accessible", isOn: !state.isAccessible }, { kind: "plain", id: "accessible" }),
        ...languageKeys(),
    ];
}

/** What changed goes to screen readers; in the accessible form it is read aloud too. */
function tell() {
    const words = [...document.querySelectorAll("h1, .lead, .notice, .hint, .big")].map((part) => part.textContent);
    const sentence = words.join(". ");
    if (sentence === spoken) return;
    spoken = sentence;
    document.getElementById("said").textContent = sentence;
    readAloud(state.isAccessible ? sentence : "");
}

let sound = null;

/** Two tones a second while a card is left behind. The kiosk's browser may play without a touch. */
function alarm() {
    if (state?.screen !== "cardLeft" || !("AudioContext" in window)) return;
    sound ??= new AudioContext();
    for (const [delay, frequency] of [[0, 880], [0.25, 660]]) {
        const [tone, level] = [sound.createOscillator(), sound.createGain()];
        tone.frequency.value = frequency;
        level.gain.value = 0.2;
        tone.connect(level).connect(sound.destination);
        tone.start(sound.currentTime + delay);
        tone.stop(sound.currentTime + delay + 0.2);
    }
}

/** What lies over every screen: the lost link, else the countdown. */
function renderOver() {
    const over = document.getElementById("over");
    const isCounting = countdownEnd !== null;
    over.hidden = !state || (isLinked && !isCounting);
    for (const id of ["main", "foot", "always"]) document.getElementById(id).inert = !over.hidden;
    if (over.hidden) return over.replaceChildren();
    if (!isLinked) {
        over.replaceChildren(node("div", { role: "alertdialog", "data-over": "link" },
            pictures.waiting(), middle(title(say("link.title"), say("link.lead")))));
        return;
    }
    const seconds = Math.max(0, Math.ceil((countdownEnd - performance.now()) / 1000));
    const lead = over.querySelector(".countdown");
    if (lead && over.lang === locale()) {
        lead.textContent = say("time.lead", { seconds });
        return;
    }
    const more = key(say("time.more"), { action: "moreTime" }, { kind: "main" });
    over.lang = locale();
    over.replaceChildren(node("div", { role: "alertdialog", "aria-modal": "true", "data-over": "time" },
        middle(node("h1", {}, say("time.title")), node("p", { class: "lead countdown" }, say("time.lead", { seconds }))),
        more, languageKeys()));
    more.focus({ focusVisible: false });
}

// A finger that stays would open the browser's own menu.
addEventListener("contextmenu", (event) => event.preventDefault());

setInterval(() => {
    if (countdownEnd !== null) renderOver();
    alarm();
    if (performance.now() - heardAt > silenceMilliseconds || events.readyState === EventSource.CLOSED) {
        setLinked(false);
        connect();
    }
}, 1000);

connect();
