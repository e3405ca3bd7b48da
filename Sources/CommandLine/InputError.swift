/// Something the user gave that cannot be used: the program ends with exit code 2.
struct InputError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
