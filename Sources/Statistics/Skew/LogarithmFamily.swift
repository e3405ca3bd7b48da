/// Logarithms and powers that one side leaves out.
package enum LogarithmFamily {
    package static let all: [Transformation] = [.log, .log1p, .log10, .log2, .exp, .expm1].map { Transformation($0) }
}
