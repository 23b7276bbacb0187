"use strict";
// Each panel of the page, from a snapshot.

const panels = {
    switches: (bench) => [
        lever("Kiosk", { action: "kiosk" }, bench.kiosk.runs, bench.kiosk.isChanging, kioskWords(bench.kiosk),
            key("pull the plug", { action: "kioskPowerCut" },
                { kind: "plug", isOff: !bench.kiosk.runs || bench.kiosk.isChanging })),
        lever("Network", { action: "network" }, !bench.isNetworkCut, false, bench.isNetworkCut ? "cut" : "connected"),
        lever("Ledger", { action: "ledger" }, bench.office.runs, bench.office.isChanging,
            bench.office.runs ? "runs" : "stopped"),
    ],

    screen: (bench) => [
        bench.kiosk.screen
            ? node("a", { class: "key main", href: bench.kiosk.screen, target: "lobby", rel: "noopener",
                "data-name": "screen" }, "Open the lobby screen")
            : node("span", { class: "quiet" }, bench.kiosk.runs ? "This kiosk has no lobby screen" : "The lobby screen is dark"),
    ],

    cards: (bench) => [heading("Cards"), ...bench.cards.map((card) => cardPanel(card, bench))],

    tear: (bench) => [
        heading("The next write to a card"),
        node("div", { class: "choice" },
            tearKey(bench, undefined, "goes well", "the card stays"),
            tearKey(bench, "before", "is torn", "before it counts"),
            tearKey(bench, "after", "goes unheard", "after it counts")),
    ],

    notes: (bench) => {
        const acceptor = bench.acceptor;
        return [
            heading("Notes", acceptor ? acceptorWords(acceptor.status) : "no acceptor on this desk"),
            node("div", { class: "notes" }, [1, 5, 10, 20, 50, 100].map((worth) =>
                node("button", {
                    type: "button", class: "note n" + worth, disabled: !acceptor, "data-name": "note" + worth,
                    on: () => act({ action: "note", fen: worth * 100 }),
                }, String(worth), node("small", {}, "yuan")))),
            acceptor ? node("div", { class: "row" },
                acceptor.faultNames.map((name) => faultKey("acceptorFault", name, acceptor.status.faults.includes(name)))) : null,
            acceptor ? node("div", { class: "row" }, key("Off and on", { action: "acceptorPower" })) : null,
        ];
    },

    telephone: (bench) => {
        const provider = bench.provider;
        if (!provider) {
            return [
                heading("Telephone", "no payment provider on this desk"),
                node("p", { class: "quiet" }, "Codes that the kiosk shows would stand here, to be paid."),
            ];
        }
        return [
            heading("Telephone", "the provider: " + words(provider.status.behaviour)),
            node("div", { class: "row" }, provider.behaviourNames.map((name) =>
                key(words(name), { action: "behaviour", name }, { kind: name === provider.behaviourNames[0] ? "fault calm" : "fault", pressed: provider.status.behaviour === name }))),
            node("div", { class: "orders row" }, provider.status.orders.slice(0, 4).map(orderPanel)),
            provider.status.orders.length === 0 ? node("p", { class: "quiet" }, "Codes that the kiosk shows stand here, to be paid. There was none yet.") : null,
        ];
    },

    news: (bench) => [
        heading("What happened"),
        node("ul", { class: "news" }, bench.messages.map((message) =>
            node("li", {}, node("time", {}, message.at),
                node("span", { class: message.isTrouble ? "trouble" : "" }, message.text)))),
    ],

    home: (bench) => [heading("At home", "a day is 8 kWh, 0.4 m³ of water, 1.2 m³ of gas"), ...bench.meters.map(meterPanel)],

    office: (bench) => [
        heading("The office", bench.office.askedAt ? "as of " + bench.office.askedAt : "not asked yet"),
        ...officePanel(bench.office),
    ],

    printer: (bench) => [
        heading("Receipt printer", bench.printer.faults.length === 0 ? "all is well" : bench.printer.faults.map(words).join(", ")),
        node("div", { class: "row" },
            bench.printerFaultNames.map((name) => faultKey("printerFault", name, isSet(bench.printer.faults, name)))),
        node("div", { class: "row" },
            key("Off and on", { action: "printerPower" }),
            key("Tear off", { action: "tearOff" }, { kind: "main", isOff: bench.printer.receipts.length === 0 })),
        roll(bench.printer.receipts),
    ],
};

/** Panels that take the rest of their column. */
const filling = ["news", "telephone", "office", "printer"];

function lever(title, action, isOn, isChanging, state, extra) {
    return node("div", { class: isOn ? "switch" : "switch off" },
        node("span", {}, node("b", {}, title), node("small", {}, isChanging ? "a moment …" : state)),
        extra,
        node("button", {
            type: "button", class: "lever", role: "switch", "aria-checked": String(isOn), "aria-label": title,
            disabled: isChanging, "data-name": title, on: () => act({ ...action, isOn: !isOn }),
        }));
}

const phases = {
    idle: "waits for a card", noReader: "finds no reader", reading: "reads a card", card: "shows a card",
    cardRefused: "refuses a card", selling: "sells", outOfService: "is out of service",
};

function kioskWords(kiosk) {
    if (!kiosk.runs) return "without power";
    return phases[kiosk.phase] ?? "does not answer";
}

const places = { hand: "at hand", arriving: "on its way …", lobby: "on the lobby reader", home: "in the meter" };

function cardPanel(card, bench) {
    const isTaken = bench.cards.some((other) => other.place === "lobby" || other.place === "arriving");
    const isAtHand = card.place === "hand";
    const own = bench.meters.filter((meter) => card.meters.some((other) => other.number === meter.number));
    const utilities = /^\d/.test(card.name) ? card.meters.map((meter) => meter.utility) : [];
    return node("div", { class: isAtHand ? "card" : "card out" },
        node("div", { class: "name" },
            node("div", {}, node("h3", {}, card.label), node("span", { class: "quiet" }, card.holder)),
            node("span", { class: "place" }, places[card.place]),
            utilities.length ? node("span", { class: "icons" }, utilities.map(icon)) : null),
        node("div", { class: "row" },
            card.place === "lobby"
                ? key("Take it off", { action: "takeOff" }, { kind: "main", name: "reader" + card.name })
                : key("Lobby reader", { action: "putOn", name: card.name },
                    { isOff: !isAtHand || isTaken, name: "reader" + card.name }),
            own.map((meter) => key([icon(meter.utility), "Meter"], { action: "meter", name: card.name, meter: meter.number },
                { isOff: !isAtHand || meter.isBusy }))));
}

function tearKey(bench, name, label, detail) {
    return key([label, node("small", {}, detail)], { action: "tear", name }, { pressed: bench.tear === name, name: "tear" + name });
}

/** Notes are whole yuan. */
function acceptorWords(status) {
    const parts = [status.isOpen ? "open" : "closed"];
    if (status.escrowFen) parts.push("holds ¥" + status.escrowFen / 100);
    if (status.stackedFen) parts.push("kept ¥" + status.stackedFen / 100);
    if (status.returnedFen) parts.push("gave back ¥" + status.returnedFen / 100);
    return parts.join(" · ");
}

function orderPanel(order) {
    return node("div", { class: "order" },
        node("div", {}, node("b", { class: "figure" }, yuan(order.amountFen)), " ", order.description,
            node("small", {}, `${words(order.state)} · ${order.number}`)),
        key("Pay", { action: "pay", name: order.number }, { kind: "main", isOff: !order.isPayable }));
}

function meterPanel(meter) {
    const use = (days, label) => key(label, { action: "use", meter: meter.number, days }, { isOff: meter.isBusy });
    return node("div", { class: meter.isBusy ? "meter busy" : "meter" },
        node("div", { class: "name" }, icon(meter.utility), node("h3", {}, meter.label),
            node("div", { class: "row" }, use(1, "a day"), use(7, "a week"), use(30, "a month"))),
        node("div", { class: meter.isCut ? "display cut" : "display" },
            node("span", { class: "large" }, meter.code ?? (meter.remaining || "…")),
            node("span", { class: "small" }, meter.register),
            node("span", { class: "mark" }, meter.isCut ? "SUPPLY CUT" : meter.isLow ? "LOW CREDIT" : "No. " + meter.purchase),
            meter.sentence ? node("span", { class: "told" }, withoutCode(meter)) : null));
}

/** The display shows the code large already. */
function withoutCode(meter) {
    const start = meter.code + ": ";
    return meter.sentence.startsWith(start) ? meter.sentence.slice(start.length) : meter.sentence;
}

function officePanel(office) {
    const ask = node("div", { class: "row" }, key("Ask for today", { action: "office" }));
    if (!office.day) return [ask];
    const day = JSON.parse(office.day);
    const rows = day.totals.filter((row) => row.total.count > 0);
    const kiosk = day.kiosks.find((one) => one.lastHeard);
    return [
        rows.length ? dayTable(rows) : node("p", { class: "quiet" }, "No sales today."),
        node("p", { class: "quiet" }, kiosk ? "Last heard of the kiosk " + clock(kiosk.lastHeard) : "Nothing was heard of the kiosk."),
        ask,
    ];
}

const outcomes = ["written", "owed", "unknown", "refunded", "open", "total"];

/** The day's sales in yuan, by how they were paid and what became of them. */
function dayTable(rows) {
    return node("table", {},
        node("thead", {}, node("tr", {}, node("th", {}, "yuan"), outcomes.map((name) => node("th", {}, name)))),
        node("tbody", {}, rows.map((row) => node("tr", {}, node("th", {}, row.tender),
            outcomes.map((name) => node("td", { title: row[name].count + " sales" },
                row[name].count ? yuan(row[name].fen).slice(1) : "–"))))));
}

function clock(moment) { return new Date(moment).toLocaleTimeString("en-GB"); }

function isSet(faults, name) { return faults.some((fault) => fault.split(" ")[0] === name.split(" ")[0]); }

/** Pictures by name: each is fetched once, with the token; null while it is on its way. */
const pictures = new Map();

function roll(receipts) {
    for (const [name, image] of pictures) {
        if (receipts.some((receipt) => receipt.name === name)) continue;
        if (image) URL.revokeObjectURL(image.src);
        pictures.delete(name);
    }
    const shown = receipts.slice(0, shownReceipts).map(({ name }) => {
        if (!pictures.has(name)) fetchPicture(name);
        return pictures.get(name);
    });
    return node("div", { class: "roll" },
        shown.some(Boolean) ? shown : node("p", { class: "empty" }, "Nothing hangs out of the printer."));
}

const shownReceipts = 6;

/** Slides out of the printer once, however often the panel is drawn. */
function picture(name, blob) {
    const image = node("img", { src: URL.createObjectURL(blob), alt: name, class: "printed" });
    image.addEventListener("animationend", () => image.classList.remove("printed"));
    return image;
}
