package import ArgumentParser
internal import Foundation

/// `assay demo`: the main job on real data.
package struct DemoCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "The guided tour: check a car-loan model's ten months in production.",
        discussion: """
            Uses the car-loan tables that make setup has put in place: 50,000 records with their outcomes as \
            reference, 50,000 production records, and their outcomes in a file of their own.
            """)

    @Option(help: ArgumentHelp("Folder with the tables.", valueName: "folder"))
    var data: String?

    @Option(help: ArgumentHelp("Where the page and the JSON go.", valueName: "folder"))
    var output = "assay-demo"

    @Option(help: ArgumentHelp("Count on ClickHouse instead of in this process; see assay check --help.", valueName: "address"))
    var store: String?

    package init() {}

    package func run() async throws {
        let folder = data ?? Self.installedData
        let names = ["reference", "analysis", "analysis_target"].map { "\(folder)/synthetic_car_loan_\($0).csv" }
        for name in names where !FileManager.default.fileExists(atPath: name) {
            throw InputError("\(name) is not there; run make setup, or name the folder with --data")
        }
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        let page = URL(fileURLWithPath: output).appending(path: "report.html").path
        let arguments = [
            "--reference", names[0], "--current", names[1], "--actuals", names[2], "--by", "week",
            "--model-name", "car-loan", "--html", page, "--json", "\(output)/report.json",
        ] + (store.map { ["--store", $0] } ?? [])
        say(
            """
            A bank's model says who will repay a car loan. It was judged on the reference; ten months in
            production follow, with the outcomes. This is the same as:

              assay check \(Self.wrapped(arguments))


            """)
        let check = try CheckCommand.parse(arguments)
        try await check.run()
        say(
            """

            Open the page: file://\(page)
            """ + "\n")
    }

    private static var installedData: String {
        let root = ProcessInfo.processInfo.environment["ASSAY_DEPS"] ?? ".deps"
        return "\(root)/data/nannyml"
    }

    private static func wrapped(_ arguments: [String]) -> String {
        stride(from: 0, to: arguments.count, by: 2).map { "\(arguments[$0]) \(arguments[$0 + 1])" }
            .joined(separator: " \\\n    ")
    }

    private func say(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}
