import CChartLibrary
import CPageAssets

/// What is embedded in the binary.
enum Asset {
    static var styles: String { text(assay_page_styles(), assay_page_styles_length()) }

    /// The parts share one scope of their own and reach nothing outside of it but the library.
    static var script: String {
        "(() => {\n\"use strict\";\n\(text(assay_page_script(), assay_page_script_length()))})();\n"
    }

    /// Apache ECharts.
    static var chartLibrary: String { text(assay_chart_library(), assay_chart_library_length()) }

    private static func text(_ start: UnsafePointer<UInt8>, _ length: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
    }
}
