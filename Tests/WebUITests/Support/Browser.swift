import Foundation

/// Headless Chromium, where there is one.
struct Browser {
    let executable: URL

    /// The first one on the path.
    static let found: Browser? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        for name in ["chromium", "chromium-browser", "google-chrome"] {
            for folder in folders {
                let file = URL(filePath: String(folder)).appending(path: name)
                if FileManager.default.isExecutableFile(atPath: file.path) { return Browser(executable: file) }
            }
        }
        return nil
    }()

    /// What came of opening a page: the document after its scripts ran, and what they wrote to the console.
    struct Visit {
        var document: String
        var console: [String]
    }

    /// Opens a page file and waits until it is quiet.
    func open(_ page: URL, isDark: Bool, width: Int, profile: URL) throws -> Visit {
        let process = Process()
        process.executableURL = executable
        process.arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--user-data-dir=\(profile.path)", "--enable-logging=stderr", "--virtual-time-budget=5000",
            "--blink-settings=preferredColorScheme=\(isDark ? 0 : 1)", "--window-size=\(width),1400", "--dump-dom",
            page.absoluteString,
        ]
        // Files, not pipes: a full pipe would stop the browser.
        let document = profile.appending(path: "document.html")
        let log = profile.appending(path: "log.txt")
        for file in [document, log] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: document)
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        process.waitUntilExit()
        let lines = String(decoding: try Data(contentsOf: log), as: UTF8.self).split(separator: "\n")
        return Visit(
            document: String(decoding: try Data(contentsOf: document), as: UTF8.self),
            console: lines.filter { $0.contains("CONSOLE") }.map(String.init))
    }
}
