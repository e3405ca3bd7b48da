package import Domain
internal import Statistics
internal import Store

/// Judges as another tool does, for those who move over from it or compare with it. `docs/peers.md` says what that is worth.
///
/// `PeerEvaluation` has the numbers and verdicts. Our own numbers are still reported, and raise no alert, but for columns that are not there, which a
/// peer would not run without.
package struct PeerRules: Rules {
    package enum Peer: String, Sendable, Hashable, CaseIterable {
        case evidently, nannyml, arize

        /// As it writes its own name.
        package var title: String {
            switch self {
            case .evidently: "Evidently"
            case .nannyml: "NannyML"
            case .arize: "Arize"
            }
        }
    }

    package let peer: Peer

    package init(_ peer: Peer) { self.peer = peer }

    package var name: String { peer.rawValue }
    package var driftLimit: Double { peer == .arize ? ArizeDrift.limit : FixedRules().driftLimit }
    package func judge(_ evidence: DriftEvidence) -> Severity { .ok }
    package func judge(_ evidence: QualityEvidence) -> Severity { evidence.check == .missingColumn ? .error : .ok }
    package func judge(_ evidence: PerformanceEvidence) -> Severity { .ok }

    /// How the peer cuts so many records when it is not told; `nil` for windows as without a peer.
    func windowing(rows: Int, time: String?) -> Windowing? {
        switch peer {
        case .evidently: Windowing(.whole, timeColumn: time)
        case .nannyml: Windowing(.rows(max(1, rows / NannyMLDrift.chunks)), timeColumn: time)
        case .arize: nil
        }
    }
}
