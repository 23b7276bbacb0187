"use strict";
// Texts, numbers and dates in the language shown. A language is a file: en.json, zh.json, …

const texts = {};
let language = "zh";

/** Loads the texts of a language once. */
async function loadTexts(code) {
    if (texts[code]) return;
    const answer = await fetch(code + ".json");
    if (!answer.ok) throw new Error("no texts for " + code);
    texts[code] = await answer.json();
}

function has(key) { return key in texts[language]; }

/** A sentence with its {places} filled. A missing one shows its key: a test looks for that. */
function say(key, places = {}) {
    const sentence = texts[language][key] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (_, name) => places[name] ?? "");
}

function locale() { return texts[language]._locale; }

/** Digits with a point before the last `decimals`: integers all the way, no rounding. */
function fixed(count, decimals) {
    const digits = String(Math.abs(count)).padStart(decimals + 1, "0");
    const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
    const sign = count < 0 ? "−" : "";
    return sign + whole + (decimals ? "." + digits.slice(-decimals) : "");
}

function yuan(fen) { return "¥" + fixed(fen, 2); }

/** For keys: ¥100, and ¥99.50 where there are fen. */
function shortYuan(fen) { return fen % 100 ? yuan(fen) : "¥" + fixed(fen / 100, 0); }

function amountOf(count, mode, decimals, unit) {
    return mode === "money" ? "¥" + fixed(count, decimals) : fixed(count, decimals) + " " + unit;
}

function creditOf(credit) {
    return amountOf(credit.count, credit.mode, credit.decimals, credit.unit);
}

function accountCredit(account, count) {
    return amountOf(count, account.creditMode, account.creditDecimals, account.unit);
}

function day(seconds) {
    return new Intl.DateTimeFormat(locale(), { dateStyle: "medium" }).format(seconds * 1000);
}

function refusalText(refusal) {
    return say("refusal." + refusal.code, {
        amount: refusal.fen === undefined ? "" : shortYuan(refusal.fen),
        limit: refusal.limit,
    });
}

/** Reads aloud where the browser has a voice; a new sentence stops the one before. */
function readAloud(sentence) {
    if (!("speechSynthesis" in window)) return;
    speechSynthesis.cancel();
    if (!sentence) return;
    const speech = new SpeechSynthesisUtterance(sentence);
    speech.lang = locale();
    speechSynthesis.speak(speech);
}
