// Elementary functions in plain IEEE arithmetic, so that a seed gives the same bits on every platform: the functions of
// the system's mathematics library may differ in the last place from one platform to the next. Only addition,
// multiplication, division and square root are used, which IEEE 754 rounds correctly.

/// e to the power of `x`, within a few units in the last place; 0 below -700 and as for 700 above it.
func portableExp(_ x: Double) -> Double {
    guard x > -700 else { return 0 }
    let x = min(x, 700)
    // x = k ln 2 + r with |r| <= ln 2 / 2; ln 2 in two parts keeps r exact.
    let k = (x * 1.4426950408889634).rounded()
    let r = (x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33
    var sum = 1.0 / 6_227_020_800
    for factorial in inverseFactorials { sum = sum * r + factorial }
    return sum * Double(sign: .plus, exponent: Int(k), significand: 1)
}

/// 1/12!, 1/11!, ... 1/1!, 1/0!
private let inverseFactorials: [Double] = [
    1.0 / 479_001_600, 1.0 / 39_916_800, 1.0 / 3_628_800, 1.0 / 362_880, 1.0 / 40_320, 1.0 / 5_040, 1.0 / 720,
    1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1,
]

/// The natural logarithm of a positive, normal `x`, within a few units in the last place.
func portableLog(_ x: Double) -> Double {
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 1.4142135623730951 {
        m /= 2
        exponent += 1
    }
    // ln m = 2 artanh(s), s = (m - 1) / (m + 1), |s| <= 0.172
    let s = (m - 1) / (m + 1)
    let square = s * s
    var sum = 1.0 / 21
    for odd in inverseOdds { sum = sum * square + odd }
    return exponent * 0.6931471805599453 + 2 * s * sum
}

/// 1/19, 1/17, ... 1/3, 1
private let inverseOdds: [Double] = [
    1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3, 1,
]

/// 1 / (1 + e^-x).
func logistic(_ x: Double) -> Double { 1 / (1 + portableExp(-x)) }

/// The standard normal quantile of `p` in (0, 1), to about 16 figures (Wichura, algorithm AS 241, PPND16, 1988).
func normalQuantile(_ p: Double) -> Double {
    let q = p - 0.5
    if abs(q) <= 0.425 {
        let r = 0.180625 - q * q
        let above =
            (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
                + 133.14166789178437745) * r + 3.387132872796366608)
        let below =
            (((((((5226.495278852854561 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
                + 42.313330701600911252) * r + 1)
        return q * above / below
    }
    var r = (-portableLog(q < 0 ? p : 1 - p)).squareRoot()
    let size: Double
    if r <= 5 {
        r -= 1.6
        let above =
            (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
                + 4.6303378461565452959) * r + 1.42343711074968357734)
        let below =
            (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
                + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
                + 2.05319162663775882187) * r + 1)
        size = above / below
    } else {
        r -= 5
        let above =
            (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
                + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
                + 5.4637849111641143699) * r + 6.6579046435011037772)
        let below =
            (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
                + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
                + 0.59983220655588793769) * r + 1)
        size = above / below
    }
    return q < 0 ? -size : size
}
