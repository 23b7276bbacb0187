import Spelling
import Testing

struct NearestNameTests {
    @Test(arguments: [
        ("sel", "sell"), ("slel", "sell"), ("SELL", "sell"), ("srell", "sell"),
        ("settel", "settle"), ("url", nil), ("", nil), ("refund", nil),
    ])
    func `a name is suggested only when it is near`(word: String, nearest: String?) {
        #expect(nearestName(to: word, among: ["settle", "sell", "card"]) == nearest)
    }
}
