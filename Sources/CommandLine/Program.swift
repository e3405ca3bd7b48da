internal import ArgumentParser
internal import Evaluation
internal import Foundation
internal import HTTPServer
internal import Store

/// Runs a command and turns what it throws into a message and an exit code.
package enum Program {
    /// 0 healthy, 1 findings, 2 usage or bad input, 3 the engine failed.
    package enum Exit: Int32, Sendable {
        case healthy = 0
        case findings = 1
        case badInput = 2
        case engineFailed = 3
    }

    /// - Returns: the exit code.
    package static func run(_ arguments: [String]) async -> Int32 {
        do {
            var command = try AssayCommand.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return Exit.healthy.rawValue
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            return report(error)
        }
    }

    private static func report(_ error: any Error) -> Int32 {
        switch error {
        case let error as StoreError:
            complain(message(of: error))
            return (error.kind == .badInput ? Exit.badInput : .engineFailed).rawValue
        case let error as RemoteFailure:
            complain("\(error)")
            return (error.isBadInput ? Exit.badInput : .engineFailed).rawValue
        case is EvaluationError, is InputError, is KeyError, is ServerError:
            complain("\(error)")
            return Exit.badInput.rawValue
        case is CancellationError:
            complain("stopped")
            return Exit.engineFailed.rawValue
        default:
            // Help and version are thrown too, and are no failure; everything else of the parser is wrong usage.
            let text = AssayCommand.fullMessage(for: error)
            if AssayCommand.exitCode(for: error).isSuccess {
                FileHandle.standardOutput.write(Data((text + "\n").utf8))
                return Exit.healthy.rawValue
            }
            FileHandle.standardError.write(Data((text + "\n").utf8))
            return Exit.badInput.rawValue
        }
    }

    /// What went wrong and what to do about it; which flag helps is only known here.
    static func message(of error: StoreError) -> String {
        switch error.kind {
        case .memoryLimit: "\(error); raise it with --memory MB, or use fewer --threads"
        case .badInput, .noRoom, .unavailable, .engine: error.description
        }
    }

    private static func complain(_ text: String) {
        FileHandle.standardError.write(Data("assay: \(text)\n".utf8))
    }
}
