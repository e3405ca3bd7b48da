package import Foundation

extension Process {
    /// Runs with no signal blocked. The threads that tests run on block nearly all of them, which a process inherits, and hands on: `timeout` could
    /// not end what it had started, so that a script waited for ever.
    package func runUnblocked() throws {
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }
}
