internal import Crypto
internal import Domain
internal import Foundation
internal import ReportText

/// What a training pipeline is told: that training again is advised, what it is expected to bring, and where the training set is.
struct RetrainingEvent: Encodable, Sendable {
    var type = "retraining.advised"
    /// When it was told, ISO 8601.
    var timestamp: String
    var data: Advice

    struct Advice: Encodable, Sendable {
        var assayVersion: String
        var model: String?
        var task: ModelTask
        var failureMode: String?
        var submode: String?
        var retraining: ExplanationReport.Retraining
        var trainingSet: TrainingSet
    }

    /// The file of `--export-rows`.
    struct TrainingSet: Encodable, Sendable {
        /// Absolute.
        var path: String
        var rows: Int
        var bytes: Int
        /// Hexadecimal, of the whole file.
        var sha256: String

        /// - Parameters:
        ///   - path: of a file that has been written.
        ///   - rows: that it has.
        init(path: String, rows: Int) throws {
            let file = URL(filePath: path)
            let handle = try FileHandle(forReadingFrom: file)
            defer { try? handle.close() }  // it was only read
            var digest = SHA256()
            bytes = try digest.update(readingFrom: handle)
            self.path = file.absoluteURL.standardizedFileURL.path
            self.rows = rows
            sha256 = digest.finalize().hexadecimal
        }
    }

    /// - Returns: `nil` where training again is not advised.
    init?(_ report: ExplanationReport, trainingSet: TrainingSet, at time: Date) {
        guard let plan = report.retraining, plan.isAdvised else { return nil }
        timestamp = time.ISO8601Format()
        data = Advice(
            assayVersion: report.assayVersion, model: report.model, task: report.task, failureMode: report.diagnosis.failureMode,
            submode: report.diagnosis.submode, retraining: plan, trainingSet: trainingSet)
    }

    /// The same for the same training set of the same model, however often it is told: whoever was told it already trains no second time.
    var id: String {
        let digest = SHA256.hash(data: Data("\(type)\u{0}\(data.model ?? "")\u{0}\(data.trainingSet.sha256)".utf8))
        return "msg_" + digest.prefix(16).hexadecimal
    }

    /// As it is sent.
    func body() throws -> Data { try JSONReport.data(of: self, pretty: false) }
}
