import BenchPage
import Foundation
import KioskService
import LobbyScreen
import Prepayment
import TestSupport
import Testing
import VirtualDevices
import WebDriver

extension BrowserTests {
    /// The page before the programs themselves, pcscd and virtual devices.
    @Suite(.needsVirtualReader, .realScene) enum RealTests {}
}

extension BrowserTests.RealTests {
    /// Whole visits.
    @Suite struct RealVisitTests {
        struct Course: Sendable, CustomTestStringConvertible {
            let language: String
            let means: PaymentMeans

            static let all = ["zh", "en"].flatMap { language in
                PaymentMeans.allCases.map { Course(language: language, means: $0) }
            }

            var lastWords: String { language == "zh" ? "请取走卡片" : "Take your card" }
            var testDescription: String { "\(language), \(means)" }
        }

        @Test(arguments: Course.all)
        func `a top-up takes four touches at most`(course: Course) async throws {
            try await RealScene.visit { visit, lobby in
                let before = try await lobby.day()
                if course.language != "zh" {
                    try await visit.page.touch(.language(course.language))
                }
                let touchesBefore = visit.page.touchCount
                try await visit.goToQuote()
                switch course.means {
                case .cash: try await visit.payCash()
                case .code: try await visit.payCode()
                }
                try await visit.page.waitForText(course.lastWords)
                #expect(try await lobby.waiting() == 10_000)
                try await visit.leave()
                #expect(visit.page.touchCount - touchesBefore <= 4)
                let receipt = try lobby.lastReceipt()
                #expect(receipt.contains("￥100.00"), "\(receipt)")
                try await Self.expectSale(10_000, since: before, lobby)
            }
        }

        @Test func `without paper the receipt is a code on the screen`() async throws {
            try await RealScene.visit { visit, lobby in
                let page = visit.page
                try await lobby.setPaper(isThere: false)
                try await page.waitForText("打印机暂不能打印")
                // Water is counted in cubic metres.
                try await visit.goToQuote(account: 1)
                try await page.touch(.pay(.code))
                try await page.waitFor(.notice)
                try await page.waitForText("小票以二维码和编号显示在屏幕上")
                try await page.touch(.agree)
                try await page.waitFor(.paying)
                try await lobby.payCode(Money(fen: 10_000))
                try await page.waitFor(.done)
                let codes = try ReadableCode.all(in: try await page.browser.screenshot())
                let words = try #require(codes.first).split(separator: " | ")
                #expect(try await page.text.contains(try #require(words.first)))
                #expect(words.dropFirst(2) == ["CNY 100.00", "28.986 m3", "#1", "written"])
                #expect(try await lobby.waiting("water") == 28_986)
                try await lobby.setPaper(isThere: true)
                try await waitUntil("a copy is offered") { try await page.offers(.copy) }
                try await page.touch(.copy)
                try await page.waitForText("请取走小票")
                #expect(try lobby.lastReceipt().contains("￥100.00"))
                try await visit.leave()
                try await lobby.expectBalance()
            }
        }

        @Test func `without the ledger everything works, and the sale arrives later`() async throws
        {
            try await RealScene.visit { visit, lobby in
                let before = try await lobby.day()
                await lobby.stopLedger()
                try await visit.goToQuote()
                try await visit.payCash()
                #expect(try await lobby.waiting() == 10_000)
                try await visit.leave()
                try await lobby.startLedger()
                try await Self.expectSale(10_000, since: before, lobby)
            }
        }

        /// Pulled as the write counts: the card has it in one case, and nobody knows in both.
        @Test(arguments: CardTear.allCases)
        func `a sale that broke off is finished at the next tap`(tear: CardTear) async throws {
            try await RealScene.visit { visit, lobby in
                let page = visit.page
                let before = try await lobby.day()
                try await visit.goToQuote()
                try await visit.startPaying(.cash)
                lobby.hold(.commit, fault: tear.fault(at: CardTear.commit)).open()
                for _ in 1...2 { try await lobby.putIn(Money(fen: 5_000)) }
                try await lobby.waitForCardToLeave()
                try await page.waitForText("还不能确定是否写好")
                try await waitUntil("the kiosk has seen the card go") {
                    try await !page.text.contains("请取走卡片")
                }
                try await lobby.insertCard()
                try await page.waitFor(.open)
                try await page.touch(.finish)
                try await page.waitFor(.done)
                try await page.waitForText("充值成功")
                #expect(try await lobby.waiting() == 10_000)
                try await visit.leave()
                try await Self.expectSale(10_000, since: before, lobby)
            }
        }

        /// One more sale, on its card, in the kiosk's books and in the ledger's.
        static func expectSale(
            _ fen: Int64,
            since before: DayReportJSON,
            _ lobby: RealLobby
        ) async throws {
            let day = try await lobby.day()
            #expect(day.sales.count == before.sales.count + 1)
            #expect(day.sales.fen == before.sales.fen + fen)
            #expect(day.deliveredFen == before.deliveredFen + fen)
            try await lobby.expectBalance()
            try await waitUntil("the ledger has the sale", within: .seconds(30)) {
                try await lobby.ledgerSales() == day.sales
            }
        }
    }
}
