/// Reads a slice by recursive descent: `or` binds least, then `and`, then `not`, then tests of columns.
struct SliceParser {
    typealias Expression = Slice.Expression

    private var lexer: SliceLexer
    private var token: SliceToken
    private var depth = 0

    init(_ text: String) throws(SliceError) {
        lexer = SliceLexer(text)
        token = try lexer.next()
    }

    /// The whole text as one slice.
    mutating func slice() throws(SliceError) -> Expression {
        guard token.kind != .end else {
            throw SliceError("the slice is empty: expected such as age < 25", in: lexer.text, at: token.range.lowerBound)
        }
        let expression = try disjunction()
        guard token.kind == .end else { throw expected("and, or, or the end") }
        return expression
    }

    private mutating func disjunction() throws(SliceError) -> Expression {
        var parts = [try conjunction()]
        while try take(.keyword(.or)) { parts.append(try conjunction()) }
        guard parts.count > 1 else { return parts[0] }
        return .or(parts.flatMap { if case .or(let inner) = $0 { inner } else { [$0] } })
    }

    private mutating func conjunction() throws(SliceError) -> Expression {
        var parts = [try negation()]
        while try take(.keyword(.and)) { parts.append(try negation()) }
        guard parts.count > 1 else { return parts[0] }
        return .and(parts.flatMap { if case .and(let inner) = $0 { inner } else { [$0] } })
    }

    private mutating func negation() throws(SliceError) -> Expression {
        guard token.kind == .keyword(.not) else { return try primary() }
        try deepen()
        defer { depth -= 1 }
        try advance()
        return .not(try negation())
    }

    private mutating func primary() throws(SliceError) -> Expression {
        switch token.kind {
        case .open:
            try deepen()
            defer { depth -= 1 }
            try advance()
            let inner = try disjunction()
            try require(.close, ")")
            return inner
        case .name(let name):
            let column = SliceName(name, at: token.place)
            try advance()
            return .test(SliceTest(column, try condition(on: name)))
        case .keyword(let keyword):
            guard let test = try function(keyword) else { throw expected("a column") }
            return .test(test)
        default: throw expected("a column")
        }
    }

    private mutating func function(
        _ keyword: SliceKeyword
    ) throws(SliceError) -> SliceTest<SliceName, SliceLiteral>? {
        guard [.isNull, .isNaN, .contains, .startsWith].contains(keyword) else { return nil }
        try advance()
        try require(.open, "( after \(keyword.rawValue); a column of this name stands in backquotes")
        guard case .name(let name) = token.kind else { throw expected("a column") }
        let column = SliceName(name, at: token.place)
        try advance()
        var condition: SliceCondition<SliceLiteral> = keyword == .isNull ? .isNull : .isNaN
        if keyword == .contains || keyword == .startsWith {
            try require(.comma, ", and a text")
            guard case .text(let text) = token.kind else { throw expected("a text in quotes") }
            let literal = SliceLiteral(.text(text), at: token.place)
            try advance()
            condition = keyword == .contains ? .contains(literal) : .startsWith(literal)
        }
        try require(.close, ")")
        return SliceTest(column, condition)
    }

    /// What follows a column's name.
    private mutating func condition(on name: String) throws(SliceError) -> SliceCondition<SliceLiteral> {
        switch token.kind {
        case .comparison(let comparison):
            try advance()
            return .compares(comparison, try literal())
        case .keyword(.in):
            try advance()
            return .isIn(try list())
        case .keyword(.not):
            try advance()
            try require(.keyword(.in), "in; for other tests write not before the column")
            return .isNotIn(try list())
        case .keyword(.between):
            try advance()
            let low = try literal()
            try require(.keyword(.and), "and")
            return .isBetween(low, try literal())
        case .name(let word) where word.lowercased() == "is":
            throw expected("a comparison; for missing values write is_null(\(SliceText.name(name)))")
        case .name, .number, .text, .open:
            throw expected("a comparison, such as =, < or in")
        default:
            return .isTrue
        }
    }

    private mutating func list() throws(SliceError) -> [SliceLiteral] {
        try require(.open, "( and a list of values")
        var values = [try literal()]
        while try take(.comma) { values.append(try literal()) }
        try require(.close, ", or )")
        return values
    }

    private mutating func literal() throws(SliceError) -> SliceLiteral {
        let value: SliceValue
        switch token.kind {
        case .number(let number): value = number
        case .text(let text): value = .text(text)
        case .keyword(.true): value = .boolean(true)
        case .keyword(.false): value = .boolean(false)
        case .name(let word) where word.lowercased() == "null":
            throw expected("a value; for missing values write is_null(...)")
        case .name(let word):
            throw expected("a value; texts stand in quotes: \(SliceText.text(word))")
        default: throw expected("a number, a text in quotes, true or false")
        }
        let literal = SliceLiteral(value, at: token.place)
        try advance()
        return literal
    }

    private mutating func deepen() throws(SliceError) {
        depth += 1
        guard depth <= Slice.depthLimit else {
            throw SliceError(
                "parentheses and not are nested too deep: \(Slice.depthLimit) levels are allowed", in: lexer.text,
                at: token.range.lowerBound)
        }
    }

    private mutating func advance() throws(SliceError) { token = try lexer.next() }

    private mutating func take(_ kind: SliceToken.Kind) throws(SliceError) -> Bool {
        guard token.kind == kind else { return false }
        try advance()
        return true
    }

    private mutating func require(_ kind: SliceToken.Kind, _ what: String) throws(SliceError) {
        guard try take(kind) else { throw expected(what) }
    }

    private func expected(_ what: String) -> SliceError {
        let found = token.kind == .end ? "the end" : "'\(lexer.text[token.range].prefix(40))'"
        return SliceError("expected \(what), found \(found)", in: lexer.text, at: token.range.lowerBound)
    }
}
