internal import Dispatch

/// Where trees are grown: one task after the other on a thread of their own, so that none of Swift's cooperative pool is blocked.
package actor TreeRunner {
    private nonisolated let executor = DispatchQueueExecutor()

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    package init() {}

    package func run<Result: Sendable>(_ body: sending () throws -> Result) throws -> Result {
        try body()
    }
}

private final class DispatchQueueExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "assay.trees")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
