import Foundation

@main
struct DetectionLab {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.contains("--help") || arguments.contains("-h") {
            print(LabOptions.help)
            return
        }
        do {
            try await run(LabOptions(arguments))
        } catch {
            FileHandle.standardError.write(Data("DetectionLab: \(error)\n".utf8))
            exit(2)
        }
    }

    private static func run(_ options: LabOptions) async throws {
        var report = LabReport(options: options)
        for shape in options.shapes {
            for (features, months) in zip(options.features, options.months) where months > 0 {
                let study = NullStudy(options: options, shape: shape, features: features)
                let began = Date()
                let outcomes = try await parallel(months, threads: options.threads) { try study.outcome($0) }
                report.add(NullResult(shape, features, outcomes, options.budgets), seconds: Date().timeIntervalSince(began))
                try report.write()
            }
        }
        for result in report.nulls where options.failures > 0 && Shape.failing.contains(result.shape.name) && result.features == options.failingFeatures {
            for failure in Failure.all {
                for size in failure.sizes {
                    let study = FailureStudy(
                        options: options, shape: result.shape, failure: failure, size: size, features: result.features, budget: options.failingBudget,
                        tuned: result.tuned)
                    let outcomes = try await parallel(options.failures, threads: options.threads) { try study.outcome($0) }
                    report.add(FailureResult(shape: result.shape, failure: failure, size: size, outcomes: outcomes))
                }
            }
            try report.write()
        }
    }

    /// In order, some at a time.
    static func parallel<T: Sendable>(_ count: Int, threads: Int, _ work: @escaping @Sendable (Int) throws -> T) async throws -> [T] {
        try await withThrowingTaskGroup(of: (Int, T).self) { group in
            var results = [T?](repeating: nil, count: count)
            var next = 0
            func start() {
                guard next < count else { return }
                let index = next
                next += 1
                group.addTask { (index, try work(index)) }
            }
            for _ in 0..<threads { start() }
            while let (index, result) = try await group.next() {
                results[index] = result
                start()
            }
            return results.compactMap(\.self)
        }
    }
}
