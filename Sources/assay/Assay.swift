import CommandLine
import Foundation

/// The program: everything else is in `CommandLine`, where tests reach it.
@main enum Assay {
    static func main() async {
        exit(await Program.run(Array(ProcessInfo.processInfo.arguments.dropFirst())))
    }
}
