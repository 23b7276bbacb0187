internal import Demonstration
internal import DeviceThreads
internal import FoundationEssentials
internal import MeterSimulator
internal import VirtualDevices

extension BenchDesk {
    func putOn(_ card: ReadyCard) throws(BenchRefusal) {
        guard place(of: card) == .hand else {
            throw BenchRefusal("\(card.label) is not at hand.", hint: "Take it off first.")
        }
        guard !state.cards.contains(where: { $0.place == .lobby || $0.place == .arriving }) else {
            throw BenchRefusal("Another card lies on the reader.", hint: "Take it off first.")
        }
        move(card, to: .arriving)
        Task {
            await stay(card) { image, faults in
                try await parts.lobby.stay(image: image, faults: faults) {
                    Task { await self.move(card, to: .lobby) }
                }
            }
        }
    }

    /// Puts a card into a meter, waits for what the meter does with it, and takes it out.
    func visit(_ meter: HomeMeter, with card: ReadyCard) throws(BenchRefusal) {
        guard place(of: card) == .hand else {
            throw BenchRefusal("\(card.label) is not at hand.", hint: "Take it off first.")
        }
        guard !state.cards.contains(where: { $0.place == .home }) else {
            throw BenchRefusal("Another card is in a meter.", hint: "Wait a moment.")
        }
        try begin(meter)
        move(card, to: .home)
        Task {
            await stay(card) { image, faults in
                try await parts.home.holding(image: image, faults: faults, seen: {}) {
                    await accept(meter)
                }.1
            }
            change(meter) { $0.isBusy = false }
        }
    }

    /// Lets days pass at home.
    func use(_ meter: HomeMeter, days: Int) throws(BenchRefusal) {
        try begin(meter)
        let quantity = meter.dailyUse.text(times: days)
        Task {
            let words = ["consume", "--quantity", quantity, "--state", meter.stateFile, "--json"]
            await ask(meter, words) { (view: MeterView, shown) in
                shown.take(view)
                let time = days == 1 ? "A day" : "\(days) days"
                let passed = "\(time) passed: \(quantity) \(meter.unit)."
                shown.sentence = view.supplyCut ? "The supply is cut." : passed
            }
        }
    }

    /// What the meter's display shows before anybody does anything.
    func lookAtMeters() async {
        for card in ReadyCard.all {
            for meter in card.meters {
                state.meters.append(BenchSnapshot.Meter(meter, of: card))
                await ask(meter, ["show", "--state", meter.stateFile, "--json"]) {
                    (view: MeterView, shown) in
                    shown.take(view)
                }
            }
        }
    }

    private func accept(_ meter: HomeMeter) async {
        let words = ["accept", "--state", meter.stateFile, "--json"]
        await ask(meter, words) { (report: MeterReport, shown) in
            shown.take(report.meter)
            shown.code = report.displayCode
            shown.sentence =
                report.creditTaken > 0
                ? "\(report.sentence) Taken: \(report.creditTakenText)." : report.sentence
        }
    }

    /// Runs a command of the meter's program and shows its answer on the display.
    ///
    /// A refusal has an answer too, where the meter could read the card.
    private func ask<Answer: Decodable>(
        _ meter: HomeMeter,
        _ words: [String],
        _ take: (Answer, inout BenchSnapshot.Meter) -> Void
    ) async {
        let folder = parts.folder
        let end = await Result(awaiting: {
            try await parts.errands.perform { try folder.end(of: "meter", words) }
        })
        change(meter) { shown in
            shown.isBusy = false
            (shown.code, shown.sentence) = (nil, "")
            switch end {
            case .success(let end):
                let data = Data(end.output.utf8)
                if let answer = try? JSONDecoder().decode(Answer.self, from: data) {
                    take(answer, &shown)
                } else {
                    let trouble = try? JSONDecoder().decode(MeterTrouble.self, from: data)
                    shown.code = trouble?.displayCode
                    shown.sentence = trouble?.sentence ?? end.errors.firstSentence
                }
            case .failure(let error): shown.sentence = "\(error.explained)"
            }
        }
        if let shown = state.meters.first(where: { $0.number == meter.number }),
            !shown.sentence.isEmpty
        {
            tell(
                "\(shown.label), \(shown.utility): \(shown.sentence)",
                isTrouble: shown.code != nil
            )
        }
    }

    /// The card is in a reader until it leaves, however it does.
    private func stay(
        _ card: ReadyCard,
        _ body: (String, @escaping CardFaults) async throws -> VirtualReaderConnection.End
    ) async {
        let tear = parts.tear
        do {
            let end = try await body(parts.folder.file(card.imageFile)) { _, command in
                tear.befalls(command)
            }
            switch end {
            case .removed: break
            case .dropped:
                state.tear = tear.armed
                tell("\(card.label) was pulled out in the middle of a write.", isTrouble: true)
            case .readerClosed: tell("The reader is gone: pcscd stopped.", isTrouble: true)
            }
        } catch {
            tell(error.explained, isTrouble: true)
        }
        move(card, to: .hand)
    }

    private func place(of card: ReadyCard) -> BenchSnapshot.Place? {
        state.cards.first { $0.name == card.identifier }?.place
    }

    private func move(_ card: ReadyCard, to place: BenchSnapshot.Place) {
        for index in state.cards.indices where state.cards[index].name == card.identifier {
            state.cards[index].place = place
        }
        show()
    }

    private func begin(_ meter: HomeMeter) throws(BenchRefusal) {
        guard !state.meters.contains(where: { $0.number == meter.number && $0.isBusy }) else {
            throw BenchRefusal("This meter is busy.", hint: "Wait a moment.")
        }
        change(meter) { $0.isBusy = true }
    }

    private func change(_ meter: HomeMeter, _ body: (inout BenchSnapshot.Meter) -> Void) {
        for index in state.meters.indices where state.meters[index].number == meter.number {
            body(&state.meters[index])
        }
        show()
    }
}

/// What `meter accept --json` says where there is no report.
private struct MeterTrouble: Decodable {
    let displayCode: String?
    let sentence: String
}

extension BenchSnapshot.Meter {
    fileprivate init(_ meter: HomeMeter, of card: ReadyCard) {
        self.init(
            number: meter.number,
            utility: meter.utility,
            label: card.label,
            remaining: "",
            register: "",
            purchase: 0,
            isCut: false,
            isLow: false,
            sentence: "",
            code: nil,
            isBusy: false
        )
    }

    fileprivate mutating func take(_ view: MeterView) {
        remaining = view.overdraft > 0 ? "−\(view.overdraftText)" : view.remainingText
        register = view.registerText
        purchase = view.purchaseNumber
        (isCut, isLow) = (view.supplyCut, view.lowCredit)
    }
}
