import Testing

/// What the engine counts and the kernels compute, against the figures that NannyML's documentation prints.
@Suite(.enabled(if: SharedData.isPresent, SharedData.absence)) struct PeerFigures {}
