import Statistics
import Testing

/// Protects what looks at several columns at once: numpy's, SciPy's and scikit-learn's numbers, and what holds for any data.
@Suite struct MultivariateTests {
    struct Reference: Decodable {
        struct Eigen: Decodable {
            let matrix: [[Double]]
            let values: [Double]
        }
        struct Components: Decodable {
            let rows: [[Double]]
            let share: Double
            let kept: Int
            let variances: [Double]
            let new: [[Double]]
            let errors: [Double]
        }
        struct Correlations: Decodable {
            struct Pair: Decodable {
                let pair: [Int]
                let reference: Double
                let current: Double
                let p: Double
            }
            let reference: [[Double]]
            let current: [[Double]]
            let pairs: [Pair]
        }
        struct Discrepancy: Decodable {
            let reference: [[Double]]
            let current: [[Double]]
            let squared: Double
            let bandwidth: Double
            let centroid: Double
        }
        let eigen: [Eigen]
        let components: [Components]
        let correlations: [Correlations]
        let discrepancies: [Discrepancy]

        static func load() throws -> Reference {
            try DriftReference.load("multivariate")
        }
    }

    private func summary(_ rows: [[Double]]) -> CoMoments {
        var moments = CoMoments(variables: rows.first?.count ?? 0)
        for row in rows { moments.add(row) }
        return moments
    }

    // MARK: Eigenvalues

    /// Both are backward stable: errors are some units of rounding times the largest eigenvalue.
    @Test func eigenvaluesAgreeWithNumpy() throws {
        for test in try Reference.load().eigen {
            let eigen = try #require(SymmetricEigen(test.matrix))
            let largest = test.values.map(abs).max() ?? 0
            #expect(eigen.values.count == test.values.count)
            for (ours, theirs) in zip(eigen.values, test.values) { #expect(abs(ours - theirs) < 1e-13 * largest) }
        }
    }

    /// `A v = l v`, and vectors at right angles, also where eigenvalues are equal or zero.
    @Test func vectorsAreEigenvectors() throws {
        var matrices = try Reference.load().eigen.map(\.matrix)
        matrices.append((0..<6).map { row in (0..<6).map { row == $0 ? 2.0 : 0 } })
        matrices.append((0..<6).map { _ in (0..<6).map { _ in 1.0 } })
        matrices.append((0..<4).map { _ in (0..<4).map { _ in 0.0 } })
        matrices.append([[1e-200, 1e-200], [1e-200, 3e-200]])
        for matrix in matrices {
            let eigen = try #require(SymmetricEigen(matrix))
            let largest = eigen.values.map(abs).max() ?? 0
            for (place, vector) in eigen.vectors.enumerated() {
                for (row, component) in zip(matrix, vector) {
                    let product = zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 }
                    #expect(abs(product - eigen.values[place] * component) <= 1e-13 * largest * Double(matrix.count))
                }
                for (other, second) in eigen.vectors.enumerated() {
                    let product = zip(vector, second).reduce(0) { $0 + $1.0 * $1.1 }
                    #expect(abs(product - (place == other ? 1 : 0)) < 1e-12)
                }
            }
        }
    }

    @Test func noMatrixHasNoEigenvalues() {
        #expect(SymmetricEigen([])?.values == [])
        #expect(SymmetricEigen([[1, .nan], [.nan, 1]]) == nil)
        #expect(SymmetricEigen([[.infinity]]) == nil)
    }

    // MARK: Principal components

    /// scikit-learn takes singular values of the rows, we eigenvalues of their products: half the digits of what is nearly nothing.
    @Test func componentsAgreeWithScikitLearn() throws {
        for test in try Reference.load().components {
            let components = try #require(PrincipalComponents(summary(test.rows), explaining: test.share))
            #expect(components.components.count == test.kept)
            for (ours, theirs) in zip(components.variances, test.variances) { #expect(abs(ours - theirs) < 1e-11) }
            for (row, error) in zip(test.new, test.errors) {
                #expect(abs(components.reconstructionError(of: row) - error) < 1e-7 * max(1, error))
            }
        }
    }

    @Test func allComponentsLeaveNothing() throws {
        let test = try #require(try Reference.load().components.first)
        let components = try #require(PrincipalComponents(summary(test.rows), explaining: 1))
        #expect(components.components.count == 3)
        for row in test.new { #expect(components.reconstructionError(of: row) < 1e-12) }
    }

    @Test func nothingVaries() {
        #expect(PrincipalComponents(summary([[1, 2]]), explaining: 0.65) == nil)
        #expect(PrincipalComponents(summary([[0.1, 2], [0.1, 2], [0.1, 2]]), explaining: 0.65) == nil)
        #expect(PrincipalComponents(CoMoments(variables: 2), explaining: 0.65) == nil)
    }

    // MARK: Correlations

    @Test func correlationsAgreeWithSciPy() throws {
        for test in try Reference.load().correlations {
            let changes = CorrelationChange.all(reference: summary(test.reference), current: summary(test.current))
            #expect(changes.count == test.pairs.count && changes.map(\.pValue) == changes.map(\.pValue).sorted())
            for pair in test.pairs {
                let ours = try #require(changes.first { $0.pair == pair.pair })
                #expect(abs(ours.reference - pair.reference) < 1e-12 && abs(ours.current - pair.current) < 1e-12)
                #expect(abs(ours.pValue - pair.p) < 1e-10 * max(pair.p, 1e-3))
                #expect(abs(ours.adjusted - min(1, 3 * pair.p)) < 1e-9)
            }
        }
    }

    /// A constant column and one that is another's double have correlations that cannot change.
    @Test func whatCannotChangeIsLeftOut() {
        let rows = (0..<20).map { row -> [Double] in
            let value = Double(row * row % 11)
            return [value, 0.1, 2 * value]
        }
        #expect(CorrelationChange.all(reference: summary(rows), current: summary(rows)).isEmpty)
        #expect(CorrelationChange.all(reference: summary([[1, 2, 0], [2, 1, 1], [3, 3, 3]]), current: summary(rows)).isEmpty)
    }

    // MARK: Vectors

    @Test func discrepanciesAgreeWithNumpy() throws {
        for test in try Reference.load().discrepancies {
            let ours = try #require(MaximumMeanDiscrepancy(reference: test.reference, current: test.current, draws: 10))
            #expect(abs(ours.squared - test.squared) < 1e-12 && abs(ours.bandwidth - test.bandwidth) < 1e-12)
            let distance = try #require(CentroidDistance.value(reference: test.reference, current: test.current))
            #expect(abs(distance - test.centroid) < 1e-12)
        }
    }

    /// P-values of sets that are drawn alike are even: of 200, 10 are expected below a twentieth; 3 to 20 are allowed.
    @Test func permutationsKeepTheirLevel() throws {
        var random = SeededGenerator(seed: 7)
        func vectors(_ count: Int, at centre: Double = 0) -> [[Double]] {
            (0..<count).map { _ in (0..<3).map { _ in centre + random.nextNormal() } }
        }
        var low = 0
        for seed in 0..<200 {
            let test = try #require(MaximumMeanDiscrepancy(reference: vectors(15), current: vectors(10), draws: 99, seed: UInt64(seed)))
            if test.pValue <= 0.05 { low += 1 }
        }
        #expect((3...20).contains(low))
        let apart = try #require(MaximumMeanDiscrepancy(reference: vectors(30), current: vectors(30, at: 3), draws: 199))
        #expect(apart.pValue == 1 / 200 && apart.squared > 0.5)
    }

    /// The linear kernel's discrepancy is the squared distance of means, less what chance adds to it; where the vectors lie does not matter.
    @Test func linearDiscrepanciesAreThoseOfMeans() throws {
        var random = SeededGenerator(seed: 8)
        func vectors(_ count: Int, at centre: Double) -> [[Double]] { (0..<count).map { _ in (0..<4).map { _ in centre + random.nextNormal() } } }
        let (before, now) = (vectors(40, at: 0), vectors(25, at: 0.3))
        let test = try #require(MaximumMeanDiscrepancy(reference: before, current: now, kernel: .linear, draws: 0))
        var expected = 0.0
        for place in 0..<4 {
            let (left, right) = (Moments(before.map { $0[place] }), Moments(now.map { $0[place] }))
            expected += (left.mean - right.mean) * (left.mean - right.mean)
            expected -= (left.variance() ?? 0) / 40 + (right.variance() ?? 0) / 25
        }
        #expect(abs(test.squared - expected) < 1e-12)
        func moved(_ vectors: [[Double]]) -> [[Double]] { vectors.map { $0.map { $0 + 1e6 } } }
        let far = try #require(MaximumMeanDiscrepancy(reference: moved(before), current: moved(now), kernel: .linear, draws: 0))
        #expect(abs(far.squared - expected) < 1e-8)
    }

    /// The gamma tail of 200 permutations is that of 5,000 where these can count, within a third; and goes on where they cannot.
    @Test func tailsGoOnWherePermutationsEnd() throws {
        var random = SeededGenerator(seed: 9)
        for (kernel, centre) in [(MaximumMeanDiscrepancy.Kernel.gaussian, 0.4), (.linear, 0.4), (.gaussian, 0.25), (.linear, 0.25)] {
            let before = (0..<60).map { _ in (0..<5).map { _ in random.nextNormal() } }
            let now = (0..<50).map { _ in (0..<5).map { _ in centre * 0.6 + random.nextNormal() } }
            let many = try #require(MaximumMeanDiscrepancy(reference: before, current: now, kernel: kernel, draws: 5_000))
            let few = try #require(MaximumMeanDiscrepancy(reference: before, current: now, kernel: kernel, draws: 200))
            #expect(abs(many.tail - many.pValue) < max(0.35 * many.pValue, 0.002), "\(kernel): \(many.tail) and \(many.pValue)")
            #expect(abs(few.tail - many.pValue) < max(0.6 * many.pValue, 0.004), "\(kernel): \(few.tail) and \(many.pValue)")
        }
        let far = try #require(
            MaximumMeanDiscrepancy(
                reference: (0..<60).map { _ in [random.nextNormal()] }, current: (0..<60).map { _ in [2 + random.nextNormal()] }, draws: 200))
        #expect(far.tail < 1e-6 && far.pValue == 1 / 201.0)
    }

    @Test func vectorsWithoutDifferences() {
        let same = [[Double]](repeating: [1, 2], count: 5)
        let test = MaximumMeanDiscrepancy(reference: same, current: same)
        #expect(test?.squared == 0 && test?.pValue == 1)
        #expect(MaximumMeanDiscrepancy(reference: [[1]], current: [[1], [2]]) == nil)
        #expect(MaximumMeanDiscrepancy(reference: [[1], [.nan]], current: [[1], [2]]) == nil)
        #expect(CentroidDistance.value(reference: same, current: same) == nil)
        #expect(CentroidDistance.value(reference: [[1], [3]], current: []) == nil)
        #expect(CentroidDistance.value(reference: [[1], [3]], current: [[2]]) == 0)
    }
}
