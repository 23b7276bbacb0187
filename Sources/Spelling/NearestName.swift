/// The name that was probably meant, for a "did you mean".
///
/// Nil unless one candidate lies within a third of the word's letters (at least one) by
/// optimal-string-alignment distance: an inserted, missing, wrong or swapped letter counts 1.
public func nearestName(to word: String, among candidates: [String]) -> String? {
    let limit = max(1, word.count / 3)
    return
        candidates
        .map { (name: $0, distance: alignmentDistance(word.lowercased(), $0.lowercased())) }
        .filter { $0.distance <= limit }
        .min { $0.distance < $1.distance }?
        .name
}

/// The classical table, of which three rows are kept.
private func alignmentDistance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for i in left.indices {
        var current = [i + 1]
        for j in right.indices {
            let isSame = left[i] == right[j]
            var cost = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (isSame ? 0 : 1))
            if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                cost = min(cost, beforePrevious[j - 1] + 1)
            }
            current.append(cost)
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
}
