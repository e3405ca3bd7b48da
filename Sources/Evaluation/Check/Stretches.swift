internal import Domain
internal import Store

extension Windowing {
    /// Stretches of about equally many records, one after the other.
    ///
    /// - Parameter time: the column by which records are in order, where the relation has it; else they are as they lie.
    static func stretches(_ count: Int, of relation: Relation, inOrderOf time: String?) -> Windowing {
        Windowing(.rows(max(1, (relation.rowCount + count - 1) / count)), timeColumn: time.flatMap { relation.column($0)?.name })
    }
}
