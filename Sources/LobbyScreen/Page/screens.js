"use strict";
// One function for each screen: a snapshot in, title, content and keys out. What a key does is an
// action that `touch` posts; nothing is decided here.

/** A key. `action` is what is posted; `kind` is main, plain or nothing. */
function key(label, action, { kind, small, disabled, id } = {}) {
    return node("button", { type: "button", class: kind, disabled,
        "data-id": id ?? JSON.stringify(action), on: (event) => touch(action, event.currentTarget) },
        label, small ? node("small", {}, small) : null);
}

function title(text, lead) {
    return node("div", {}, node("h1", { tabindex: "-1" }, text), lead ? node("p", { class: "lead" }, lead) : null);
}

function middle(...children) { return node("div", { class: "centre" }, ...children); }
function notice(text) { return node("p", { class: "notice" }, text); }
function sheet(...children) { return node("section", { class: "sheet" }, ...children); }

const back = () => key(say("back"), { action: "back" }, { kind: "plain" });
const leave = (label = "finishVisit") => key(say(label), { action: "leave" }, { kind: "plain" });
const leaveCard = (name) => ({ main: [pictures.busy(), middle(title(say(name + ".title"), say(name + ".lead")))] });

/** Screens from which one goes back to the card's meters in one touch. */
const canStartOver = ["history", "amount", "ownAmount", "quote", "notice"];

const screens = {
    attract(state) {
        const means = state.means.map((name) => say(name)).join(say("and"));
        const notes = [];
        if (!means) notes.push(notice(say("attract.nothing")));
        if (means && !state.canPrint) notes.push(notice(say("attract.paperless")));
        if (state.takesExactCashOnly) notes.push(notice(say("attract.exact")));
        return {
            main: [
                pictures.putCard(),
                middle(title(say("attract.title"), say("attract.lead"))),
                notes.length ? node("div", {}, notes) : null,
                means ? middle(node("p", { class: "quiet" }, say("attract.means", { means }))) : null,
            ],
            foot: [key(say("help"), { action: "help" }, { kind: "plain" })],
        };
    },

    outOfService: (state) => away(state, "outOfService"),
    readerMissing: (state) => away(state, "readerMissing"),
    reading: () => leaveCard("reading"),
    finishing: () => leaveCard("finishing"),
    writing: () => leaveCard("writing"),

    refused: (state) => ({
        main: [
            pictures.attention(),
            middle(title(say(`refused.${state.obstacle}.title`), say(`refused.${state.obstacle}.lead`)),
                node("p", { class: "quiet" }, say("phone", { phone: state.sign.phone }))),
        ],
        foot: [leave("close")],
    }),

    open: ({ open }) => ({
        main: [
            title(say(`open.${open.kind}.title`), say(open.kind === "held" ? "open.held.lead" : "open.lead",
                { paid: yuan(open.fen), number: open.number.replaceAll("-", "-\u2060") })),
            sheet(node("p", { class: "quiet" }, `${say(open.credit.utility)} · ${say("quote.onCard")}`),
                node("p", { class: "big" }, creditOf(open.credit))),
        ],
        foot: [leave(), key(say(`open.${open.kind}.key`), { action: "finish" }, { kind: "main" })],
    }),

    accounts: (state) => ({
        main: [
            title(say("accounts.title")),
            state.means.length ? null : notice(say("accounts.nothing")),
            state.heldFen ? notice(say("accounts.held",
                { amount: yuan(state.heldFen), phone: state.sign.phone })) : null,
            node("div", { class: "wide" }, state.accounts.map((account, index) =>
                accountSheet(account, state.isAccessible ? [] : accountKeys(state, account, index), state.isAccessible))),
            // Within low reach: behind all that is only read.
            state.isAccessible ? node("div", { class: "keys two" }, state.accounts.map((account, index) =>
                accountKeys(state, account, index, say(account.utility)))) : null,
        ],
        foot: [leave(), key(say("help"), { action: "help" }, { kind: "plain" })],
    }),

    history(state) {
        const account = state.accounts[state.account];
        const { loads, months } = state.history;
        return {
            main: [
                title(say("history.title", { utility: say(account.utility) })),
                sheet(node("h2", {}, say("history.use", { unit: account.unit })),
                    months.length && account.reading
                        ? chart(months, account.useDecimals, account.reading.writtenAt)
                        : node("p", { class: "lead" }, say("history.use.none"))),
                sheet(node("h2", {}, say("history.loads")),
                    loads.length ? node("table", { class: "small" }, loads.slice(0, 6).map((load) => row(
                        node("td", { class: "quiet" }, day(load.time)), say("history." + load.kind),
                        accountCredit(account, load.credit))))
                        : node("p", { class: "lead" }, say("history.loads.none"))),
            ],
            foot: [back()],
            hasSides: true,
        };
    },

    help(state) {
        const shown = (state.accounts ?? []).map((account) => account.reading?.code);
        return {
            main: [
                title(say("help.title"), say("help.lead")),
                sheet(node("table", { class: "small" }, [31, 32, 33, 34, 35, 36].map((code) => {
                    const line = row(say("help." + code));
                    line.prepend(node("th", { class: "code", scope: "row" }, "Err-" + code));
                    line.firstChild.nextSibling.className = "wrap";
                    if (shown.includes("Err-" + code)) line.className = "now";
                    return line;
                }))),
                middle(node("p", { class: "quiet" }, say("phone", { phone: state.sign.phone }))),
            ],
            foot: [back()],
        };
    },

    amount: (state) => ({
        main: [
            title(say("amount.title"), accountLine(state)),
            state.refusal ? notice(refusalText(state.refusal)) : null,
            node("div", { class: "keys three amounts" }, state.amounts.map(({ fen, isPossible }) =>
                key(node("span", { class: "figure" }, shortYuan(fen)), { action: "amount", fen },
                    { disabled: !isPossible }))),
            node("div", { class: "keys" }, key(say("amount.own"), { action: "typeAmount" })),
        ],
        foot: [back()],
    }),

    ownAmount: (state) => ({
        main: [
            title(say("own.title"), accountLine(state)),
            // Its place is kept, so that no key moves under the finger that types.
            sheet(node("p", { class: "typed", "aria-live": "polite" }, "¥" + (typed.text || "0")),
                node("p", { class: "hint" }, state.refusal && !typed.text ? refusalText(state.refusal) : null)),
            node("div", { class: "keys three pad" }, ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0"]
                .map((digit) => localKey(digit, () => typed.add(digit))),
            localKey(say("own.erase"), () => typed.erase())),
        ],
        foot: [back(), key(say("own.ok"), { action: "amount", fen: typed.fen },
            { kind: "main", disabled: typed.fen === 0, id: "ok" })],
        hasSides: true,
    }),

    quote(state) {
        const { quote } = state;
        const account = state.accounts[state.account];
        return {
            main: [
                title(say("quote.title"), accountLine(state)),
                sheet(node("table", {},
                    quote.lines.map((line) => row(say("quote." + line.code,
                        { utility: say(account.utility) }), yuan(line.fen))),
                    row(say("quote.price"), say("quote.per", { price: fixed(quote.unitPrice, 4), unit: account.unit })),
                    row(say("quote.gives"), `${fixed(quote.quantity, account.useDecimals)} ${account.unit}`),
                    row(say("quote.onCard"), accountCredit(account, quote.credit)),
                    row(say("quote.total"), yuan(quote.fen), "total")),
                quote.lines.length === 1 ? node("p", { class: "quiet" }, say("quote.fees")) : null),
                state.means.length ? null : notice(say("quote.nothing")),
                node("div", { class: state.means.length > 1 ? "keys two" : "keys" }, state.means.map((means) =>
                    key(say("quote." + means), { action: "pay", means }, { kind: "main" }))),
            ],
            foot: [back()],
            hasSides: true,
        };
    },

    notice: (state) => ({
        main: [
            pictures.attention(),
            middle(title(say("notice.title"))),
            node("div", {}, state.notices.map((name) => notice(say("notice." + name)))),
        ],
        foot: [back(), key(say("notice.agree"), { action: "agree" }, { kind: "main" })],
    }),

    starting: (state) => ({
        main: [pictures.waiting(), middle(title(say("starting.title"), yuan(state.payment.dueFen)))],
        foot: [key(say("paying.cancel"), { action: "cancelPayment" }, { kind: "plain" })],
    }),

    paying({ payment }) {
        const after = payment.takenFen === 0 ? "none" : payment.canGiveBack ? "back" : "kept";
        const cancel = key(say("paying.cancel"), { action: "cancelPayment" },
            { kind: "plain", small: say("paying.cancel." + after) });
        if (payment.means === "code") {
            return {
                main: [
                    middle(title(say("paying.code.title"), say("paying.code.lead"))),
                    payment.symbol ? symbol(payment.symbol) : pictures.waiting(),
                    middle(node("p", { class: "big" }, yuan(payment.missingFen))),
                ],
                foot: [cancel],
            };
        }
        return {
            main: [
                pictures.cash(),
                middle(title(say("paying.cash.title"))),
                sheet(middle(node("p", { class: "lead" }, say("paying.missing")),
                    node("p", { class: "big" }, yuan(payment.missingFen))),
                node("progress", { max: payment.dueFen, value: payment.takenFen, "aria-label": say("paying.missing") }),
                node("div", { class: "split" },
                    node("span", {}, say("paying.taken", { amount: yuan(payment.takenFen) })),
                    node("span", {}, say("paying.due", { amount: yuan(payment.dueFen) })))),
                middle(node("p", { class: "lead" }, say("paying.most", { amount: shortYuan(payment.missingFen) }))),
            ],
            foot: [cancel],
        };
    },

    stopping: () => ({
        main: [pictures.waiting(), middle(title(say("stopping.title"), say("stopping.lead")))],
    }),

    kept: ({ payment, means }) => ({
        main: [
            title(say("kept.title", { amount: yuan(payment.takenFen) }), say("kept.lead")),
            node("div", { class: "keys" },
                means.includes(payment.means) ? key(say("kept.rest", { amount: yuan(payment.missingFen) }),
                    { action: "payRest" }, { kind: "main" }) : null,
                payment.canBuyForTaken ? key(say("kept.buy", { amount: yuan(payment.takenFen) }),
                    { action: "buyForTaken" }) : null,
                key(say("kept.hold"), { action: "holdTaken" })),
        ],
    }),

    returning: ({ returned }) => ({
        main: [pictures.waiting(), middle(title(say("returning.title", { amount: yuan(returned.openFen) }),
            say("returning.lead")))],
    }),

    returned: ({ returned, isCardIn, sign }) => ({
        main: [
            pictures.cash(),
            middle(title(say("returned.title")),
                returned.givenBackFen ? node("p", { class: "lead" },
                    say("returned.back", { amount: yuan(returned.givenBackFen) })) : null,
                returned.heldFen ? node("p", { class: "lead" },
                    say("returned.held", { amount: yuan(returned.heldFen), phone: sign.phone })) : null),
            returned.slip ? heldSlip(returned.slip) : null,
        ],
        foot: [leave(isCardIn ? "finishVisit" : "close")],
    }),

    done: (state) => doneScreen(state),

    takeCard: () => ({
        main: [pictures.takeCard(), middle(title(say("takeCard.title"), say("takeCard.lead")))],
    }),
    cardLeft: () => ({
        main: [pictures.takeCard(), middle(title(say("cardLeft.title"), say("cardLeft.lead")))],
    }),
};

function away(state, name) {
    return {
        main: [
            pictures.attention(),
            middle(title(say(name + ".title"), say(name + ".lead")),
                node("p", { class: "quiet" }, say("phone", { phone: state.sign.phone }))),
        ],
    };
}

function row(...cells) {
    const kind = cells.length > 2 && cells[2] === "total" ? cells.pop() : undefined;
    return node("tr", { class: kind }, cells.map((cell) =>
        cell instanceof Element ? cell : node("td", {}, cell)));
}

function accountLine(state) {
    const account = state.accounts[state.account];
    return say(account.utility + "Meter") + " · " + account.meter;
}

/** What can be done with an account; named where the keys of several stand together. */
function accountKeys(state, account, index, name) {
    return [
        key(say("accounts.history"), { action: "history", account: index }, { small: name }),
        key(say("accounts.topUp"), { action: "topUp", account: index },
            { kind: "main", small: name, disabled: !state.means.length || Boolean(account.refusal) }),
    ];
}

function accountSheet(account, keys, isShort) {
    const { reading } = account;
    const remaining = !reading ? "–"
        : reading.overdraft > 0 ? say("accounts.overdraft", { amount: accountCredit(account, reading.overdraft) })
            : accountCredit(account, reading.remaining);
    return node("section", { class: "sheet account" },
        node("div", { class: "name" }, utilityIcon(account.utility),
            node("div", {}, node("h2", {}, say(account.utility + "Meter")),
                node("p", { class: "quiet" },
                    say("accounts.owner", { meter: account.meter, ending: account.customerEnding })))),
        node("dl", { class: "facts" },
            node("div", {}, node("dt", {}, say("accounts.remaining")),
                node("dd", { class: "figure" }, remaining, node("small", {}, reading
                    ? say("accounts.remaining.at", { date: day(reading.writtenAt) }) : say("accounts.remaining.none")))),
            node("div", {}, node("dt", {}, say("accounts.waiting")),
                node("dd", { class: account.waiting > 0 ? "figure" : "none" }, account.waiting > 0
                    ? accountCredit(account, account.waiting) : say("accounts.waiting.none")))),
        reading?.code ? notice(say("accounts.code", { code: reading.code })
            + (isShort ? "" : " · " + say("help." + reading.code.slice(4)))) : null,
        account.refusal ? notice(refusalText(account.refusal)) : null,
        keys.length ? node("div", { class: "keys two" }, keys) : null);
}

/** The proof that money is kept: paper, or a code to scan. */
function heldSlip(slip) {
    const words = node("div", {}, node("p", { class: "number" }, `${say("done.number")} `, node("span", {}, slip.number)),
        node("p", { class: "lead" }, say("slip." + paper(slip.receipt))));
    return slip.symbol ? node("div", { class: "sheet pair" }, symbol(slip.symbol, true), words) : sheet(middle(words));
}

/** The word for what became of a paper. */
function paper(receipt) {
    return { "printed": "printed", "not printed": "notPrinted", "unknown": "unknown" }[receipt];
}

function doneScreen({ sale, returned, isCardIn }) {
    const isWritten = sale.outcome === "written";
    const waiting = sale.waiting === undefined ? creditOf(sale.credit)
        : creditOf({ ...sale.credit, count: sale.waiting });
    const words = node("p", { class: "lead" }, say("done.receipt." + paper(sale.receipt)));
    const excess = !returned ? null
        : returned.openFen ? say("done.excess", { amount: yuan(returned.openFen) })
            : returned.heldFen ? say("done.excess.held", { amount: yuan(returned.heldFen) })
                : say("done.excess.back", { amount: yuan(returned.givenBackFen) });
    return {
        main: [
            isWritten ? pictures.done() : pictures.attention(),
            middle(title(say(`done.${sale.outcome}.title`), say(`done.${sale.outcome}.lead`, { amount: waiting }))),
            sheet(node("table", {},
                row(say("done.paid"), yuan(sale.fen)),
                row(say(isWritten ? "done.credit" : "done.credit.open"), `${say(sale.credit.utility)} ${creditOf(sale.credit)}`),
                row(say("done.number"), sale.number)),
            sale.symbol ? null : words),
            sale.symbol ? node("div", { class: "sheet pair" }, symbol(sale.symbol, true), words) : null,
            excess ? notice(excess + (returned.slip ? ` ${say("done.number")} ${returned.slip.number}` : "")) : null,
        ],
        hasSides: Boolean(sale.symbol),
        foot: [
            sale.canCopy || sale.isCopyPrinting ? key(say(sale.isCopyPrinting ? "done.copying" : "done.copy"),
                { action: "printCopy" }, { disabled: sale.isCopyPrinting, id: "copy" }) : null,
            isCardIn ? node("p", { class: "prompt" }, pictures.takeCard(), say("done.takeCard")) : leave("close"),
        ],
    };
}
