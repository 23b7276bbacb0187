import Journal
import LobbyScreen
import Prepayment
import TestSupport
import Testing
import VirtualAcceptors
import VirtualProviders

@testable import KioskService

/// Whole visits: the screen's session, the journal and the card, with an acceptor on a serial line and a
/// payment service behind a socket.
@Suite(.timeLimit(.minutes(2)), .serialized) struct LobbyPaymentTests {
    @Test func `notes pay for a top-up, and a note too large comes back`() async throws {
        let devices = try TestPayments()
        let lobby = try await TestLobby(devices)
        try await lobby.payCash(fen: 10_000)
        try await lobby.insert(5_000)
        try await devices.insert(10_000)
        try await waitUntil("the large note is out again") {
            devices.acceptor.status.returnedFen == [10_000]
        }
        try await lobby.insert(2_000)
        try await lobby.insert(2_000)
        try await devices.insert(1_000)
        let done = try await lobby.see(.done)
        #expect(done.sale?.outcome == "written")
        #expect(try lobby.bench.read().waiting == Credit(count: 10_000))
        let totals = try await lobby.totals()
        #expect(totals.devices.taken[.cash].amount == Money(fen: 10_000))
        #expect(totals.devices.unsold == .zero && totals.isBalanced)
        #expect(devices.acceptor.status.stackedFen.reduce(0, +) == 10_000)
        await lobby.takeOff()
        try await lobby.see(.attract)
        await lobby.stop()
        await devices.stop()
    }

    @Test func `a code pays for a top-up`() async throws {
        let devices = try TestPayments()
        let lobby = try await TestLobby(devices)
        let order = try await lobby.payByCode(fen: 5_000)
        #expect(await lobby.snapshot.payment?.symbol != nil)
        #expect(devices.provider.pay(order))
        let done = try await lobby.see(.done)
        #expect(done.sale?.outcome == "written")
        #expect(try lobby.bench.read().waiting == Credit(count: 5_000))
        #expect(try await lobby.totals().devices.taken[.weChatPay].amount == Money(fen: 5_000))
        await lobby.stop()
        await devices.stop()
    }

    @Test func `notes of a visit that was broken off buy something at the next one`() async throws {
        let devices = try TestPayments()
        let lobby = try await TestLobby(devices)
        try await lobby.payCash(fen: 10_000)
        try await lobby.insert(2_000)
        await lobby.takeOff()
        let returned = try await lobby.see(.returned)
        #expect(returned.returned?.heldFen == 2_000)
        try await waitUntil("the slip is out") { await lobby.snapshot.returned?.slip != nil }
        let slip = try #require(await lobby.snapshot.returned?.slip)
        #expect(slip.receipt == "printed" && slip.symbol == nil)
        let paper = try #require(try lobby.bench.place.receipts().last)
        #expect(paper.contains("held 20.00"))
        #expect(paper.contains("number \(slip.number) of K0007"))
        await lobby.putOn()
        let open = try await lobby.see(.open)
        #expect(open.open?.kind == "held")
        #expect(open.open?.fen == 2_000)
        await lobby.touch(.finish)
        #expect(try await lobby.see(.done).sale?.outcome == "written")
        #expect(try lobby.bench.read().waiting == Credit(count: 2_000))
        #expect(try await lobby.totals().devices.unsold == .zero)
        await lobby.takeOff()
        await lobby.putOn()
        try await lobby.see(.accounts)
        await lobby.stop()
        await devices.stop()
    }

    @Test func `a code that was paid behind the resident's back is refunded`() async throws {
        let devices = try TestPayments()
        let lobby = try await TestLobby(devices)
        let order = try await lobby.payByCode(fen: 5_000)
        devices.provider.set(.paysBeforeClose)
        await lobby.touch(.cancelPayment)
        let returned = try await lobby.see(.returned)
        #expect(returned.returned?.givenBackFen == 5_000)
        #expect(devices.provider.orders.last?.number == order)
        #expect(devices.provider.orders.last?.refundedFen == 5_000)
        #expect(try lobby.bench.read().waiting == .zero)
        let totals = try await lobby.totals()
        #expect(totals.devices.givenBack[.weChatPay].amount == Money(fen: 5_000))
        #expect(totals.isBalanced)
        await lobby.stop()
        await devices.stop()
    }

    @Test func `a note that was stacked while the kiosk was away is kept for its card`()
        async throws
    {
        let devices = try TestPayments()
        let lobby = try await TestLobby(devices)
        try await lobby.payCash(fen: 10_000)
        try await lobby.insert(2_000)
        try await devices.insert(5_000)
        await lobby.stop()
        let again = try await TestLobby(devices, at: lobby.bench.place, card: lobby.bench.card)
        try await waitUntil("cash works again", within: .seconds(30)) {
            await again.snapshot.means.contains("cash")
        }
        let stacked = devices.acceptor.status.stackedFen.reduce(0, +)
        #expect(try await again.totals().devices.taken[.cash].amount == Money(fen: stacked))
        await again.putOn()
        #expect(try await again.see(.open).open?.fen == stacked)
        await again.stop()
        await devices.stop()
    }

    @Test func `a code that is paid while the kiosk is away is kept for its card`() async throws {
        let devices = try TestPayments()
        let lobby = try await TestLobby(devices)
        let order = try await lobby.payByCode(fen: 5_000)
        await lobby.stop()
        #expect(devices.provider.pay(order))
        let again = try await TestLobby(devices, at: lobby.bench.place, card: lobby.bench.card)
        try await waitUntil("codes work again", within: .seconds(30)) {
            await again.snapshot.means.contains("code")
        }
        await again.putOn()
        #expect(try await again.see(.open).open?.fen == 5_000)
        await again.touch(.finish)
        #expect(try await again.see(.done).sale?.outcome == "written")
        #expect(try again.bench.read().waiting == Credit(count: 5_000))
        await again.stop()
        await devices.stop()
    }

    @Test func `another card on the reader is not topped up`() async throws {
        let devices = try TestPayments()
        let lobby = try await TestLobby(devices)
        try await lobby.payCash(fen: 5_000)
        let stranger = TestCard()
        try stranger.issue(
            lobby.bench.kiosk.configuration.terms(for: .electricity),
            keys: lobby.bench.place.keys
        )
        lobby.bench.readers.put(stranger)
        try await devices.insert(5_000)
        let returned = try await lobby.see(.returned)
        #expect(returned.returned?.heldFen == 5_000)
        #expect(try stranger.read(lobby.bench.place.keys).waiting == .zero)
        await lobby.stop()
        await devices.stop()
    }

    @Test func `a service that is silent keeps nobody from the screen`() async throws {
        let devices = try TestPayments()
        let lobby = try await TestLobby(devices)
        try await waitUntil("both ways to pay work", within: .seconds(30)) {
            await lobby.snapshot.means.count == 2
        }
        try await lobby.choose(fen: 5_000)
        devices.provider.set(.silent)
        await lobby.touch(.pay(.code))
        try await lobby.see(.starting)
        await lobby.touch(.cancelPayment)
        let snapshot = try await lobby.see(.accounts)
        #expect(!snapshot.means.contains("code") && snapshot.means.contains("cash"))
        devices.provider.set(.honest)
        try await waitUntil("codes can be paid again", within: .seconds(60)) {
            await lobby.snapshot.means.contains("code")
        }
        #expect(!devices.provider.orders.contains { $0.state == .notPaid })
        await lobby.stop()
        await devices.stop()
    }

    @Test func `what a code brings when the screen was let go is refunded`() async throws {
        let devices = try TestPayments()
        let lobby = try await TestLobby(devices)
        let order = try await lobby.payByCode(fen: 5_000)
        devices.provider.set(.silent)
        await lobby.touch(.cancelPayment)
        try await lobby.see(.accounts)
        await lobby.takeOff()
        try await lobby.see(.attract)
        #expect(devices.provider.pay(order))
        devices.provider.set(.honest)
        try await waitUntil("it is refunded", within: .seconds(60)) {
            devices.provider.orders.last?.refundedFen == 5_000
        }
        try await waitUntil("the journal knows", within: .seconds(30)) {
            try await lobby.totals().devices.givenBack[.weChatPay].amount == Money(fen: 5_000)
        }
        #expect(try await lobby.totals().isBalanced)
        #expect(try lobby.bench.read().waiting == .zero)
        await lobby.stop()
        await devices.stop()
    }

    @Test func `a note that the journal had no room for is not forgotten`() async throws {
        let devices = try TestPayments()
        let lobby = try await TestLobby(devices)
        try await lobby.payCash(fen: 10_000)
        try await lobby.bench.kiosk.journal.perform { file throws(JournalError) in
            try file.fillUp()
        }
        try await devices.insert(5_000)
        try await waitUntil("nothing is sold any more", within: .seconds(30)) {
            await lobby.bench.kiosk.sales.outOfServiceReason != nil
        }
        // The acceptor has more to tell, which brings its counter beyond the note.
        devices.acceptor.set(.jam)
        try await waitUntil("the jam is heard of", within: .seconds(30)) {
            await !lobby.snapshot.means.contains("cash")
        }
        devices.acceptor.clearAll()
        try await waitUntil("the acceptor works again", within: .seconds(30)) {
            await lobby.snapshot.means.contains("cash")
        }
        await lobby.stop()
        let again = try await TestLobby(devices, at: lobby.bench.place, card: lobby.bench.card)
        try await waitUntil("cash works again", within: .seconds(30)) {
            await again.snapshot.means.contains("cash")
        }
        #expect(try await again.totals().devices.taken[.cash].amount == Money(fen: 5_000))
        await again.stop()
        await devices.stop()
    }
}
