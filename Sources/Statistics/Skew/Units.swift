/// A conversion between units in which the same quantity is often given: `slope x + intercept`.
package struct UnitConversion: Sendable, Hashable {
    /// From what to what.
    package let name: String
    package let slope: Double
    package let intercept: Double

    private init(_ name: String, _ slope: Double, _ intercept: Double = 0) {
        self.name = name
        self.slope = slope
        self.intercept = intercept
    }

    /// Each both ways. Several conversions by one factor are told apart by the values: see `isPlausible`.
    package static let all: [UnitConversion] = {
        // Several pairs of units have one factor: the name says the likeliest, and then the others.
        let factors: [(String, String, Double)] = [
            ("share", "percent", 100), ("currency unit", "cents", 100), ("share", "per mille", 1_000), ("share", "basis points", 10_000),
            ("millions", "units", 1_000_000),
            ("h", "s", 3_600), ("day", "h", 24), ("day", "s", 86_400), ("day", "min", 1_440), ("week", "day", 7),
            ("year", "months", 12), ("year", "days", 365), ("year", "days of 365.25", 365.25), ("year", "weeks", 52), ("s", "µs", 1_000_000),
            ("m", "ft", 1 / 0.3048), ("m", "in", 1 / 0.0254), ("cm", "in", 1 / 2.54), ("m", "yd", 1 / 0.9144), ("mile", "km", 1.609344),
            ("m/s", "km/h", 3.6), ("kn", "km/h", 1.852), ("kg", "lb", 1 / 0.45359237), ("oz", "g", 28.349523125), ("gal", "l", 3.785411784),
            ("MiB", "bytes", 1_048_576), ("KiB", "bytes", 1_024), ("rad", "deg", 180 / Double.pi), ("kWh", "MJ", 3.6), ("kcal", "kJ", 4.184),
            ("psi", "kPa", 6.894757293168), ("mmHg", "kPa", 0.133322387415), ("m²", "sq ft", 1 / 0.09290304), ("ha", "acre", 1 / 0.40468564224),
        ]
        let temperatures = [
            UnitConversion("°C to °F", 1.8, 32), UnitConversion("°F to °C", 1 / 1.8, -32 / 1.8), UnitConversion("°C to K", 1, 273.15),
            UnitConversion("K to °C", 1, -273.15),
        ]
        let ambiguous = [
            UnitConversion("h to min, or min to s", 60), UnitConversion("min to h, or s to min", 1.0 / 60),
            UnitConversion("s to ms, km to m, kg to g, or thousands to units", 1_000), UnitConversion("ms to s, m to km, g to kg, or units to thousands", 0.001),
        ]
        return factors.flatMap { from, to, factor in
            [UnitConversion("\(from) to \(to)", factor), UnitConversion("\(to) to \(from)", 1 / factor)]
        } + ambiguous + temperatures
    }()

    /// The first conversion that is this one but for `tolerance`, relative, and fits the values: shares are at most 1 on the side that has them.
    package static func named(slope: Double, intercept: Double, tolerance: Double, largestOffline: Double, largestOnline: Double) -> UnitConversion? {
        all.first { unit in
            abs(unit.slope - slope) <= tolerance * unit.slope && abs(unit.intercept - intercept) <= tolerance * Swift.max(abs(unit.intercept), largestOnline)
                && unit.isPlausible(largestOffline: largestOffline, largestOnline: largestOnline)
        }
    }

    func isPlausible(largestOffline: Double, largestOnline: Double) -> Bool {
        if name.hasPrefix("share") { return largestOffline <= 1.5 }
        if name.hasSuffix("share") { return largestOnline <= 1.5 }
        return true
    }

    package var transformation: Transformation {
        Transformation(.unit, intercept == 0 ? ["slope": slope] : ["slope": slope, "intercept": intercept], name: name)
    }
}
