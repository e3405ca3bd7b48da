package import Store

/// Some consecutive rows of a segment, as they go into the files.
package struct Slab: Sendable {
    /// Predictions.
    package var records: Batch
    /// Labels that have come by the end of production (production only, else empty).
    package var actuals: Batch
    /// Scores of the candidate versions (empty for training).
    package var candidates: Batch
    /// How the model and the candidates did.
    package var outcomes: Outcomes
}
