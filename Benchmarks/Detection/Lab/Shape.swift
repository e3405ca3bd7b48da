/// How a month of a model's traffic looks when nothing is wrong with it.
struct Shape: Sendable, Hashable {
    var name: String
    /// For a table's reader.
    var summary: String
    /// Records of an average day.
    var records: Double
    /// How much the volume goes up and down with the hour of the day, as a logarithm, and how much less of it weekends have.
    var hourly = 0.0
    var weekend = 0.0
    /// How much the volume of days and of hours differs beyond chance, as a logarithm's deviation.
    var volumeDays = 0.0
    var volumeHours = 0.0
    /// How far columns move with the hour of the day and at weekends. A column is moved by tilting its shares: by `x` it moves a normal one by `x` of its
    /// deviations.
    var rhythm = 0.0
    var weekly = 0.0
    /// How far days move a column: an autoregression with this much of yesterday in it.
    var days = 0.0
    var persistence = 0.5
    /// How far records of one hour are alike beyond that.
    var hours = 0.0
    /// How unlike columns are in how far days and hours move them, as a logarithm's deviation; and the part of them that is moved four times as far
    /// as the rest.
    var unequal = 0.0
    var wild = 0.0
    /// The part of what moves a column in days and hours that moves all of them.
    var shared = 0.0
    /// A slow swing with a period of 45 days.
    var wobble = 0.0
    /// Of hours, the part in which a column is moved by one deviation: batches of somebody else.
    var bursts = 0.0
    /// How far days move the relation between score and label, as a logit.
    var relation = 0.0
    var columns = Columns.mixed
    var baselineWeeks = 4
    /// The baseline is a fifth of the records of four weeks that ended a month before, and tells nothing of volume, arrivals and repetitions.
    var isTraining = false

    /// What most columns are.
    enum Columns: Sendable {
        case mixed, heavyTails, rareCategories
    }

    static let all: [Shape] = [
        Shape(name: "tiny", summary: "50 records a day", records: 50),
        Shape(
            name: "small", summary: "500 a day, rhythm of the day in volume and columns", records: 500, hourly: 0.8, weekend: 0.5, rhythm: 0.3,
            weekly: 0.1),
        Shape(
            name: "plain", summary: "12,000 a day, nothing but chance", records: 12_000),
        Shape(
            name: "seasonal", summary: "12,000 a day, strong rhythms of day and week", records: 12_000, hourly: 1.2, weekend: 0.8, volumeDays: 0.05,
            rhythm: 0.6, weekly: 0.3),
        Shape(
            name: "overdispersed", summary: "12,000 a day; records of an hour are alike, days differ", records: 12_000, hourly: 0.8, weekend: 0.4,
            volumeDays: 0.15, volumeHours: 0.15, rhythm: 0.2, days: 0.15, hours: 0.15),
        Shape(
            name: "unequal", summary: "the same, days and hours move some columns three times as far as others", records: 12_000, hourly: 0.8, weekend: 0.4,
            volumeDays: 0.15, volumeHours: 0.15, rhythm: 0.2, days: 0.12, hours: 0.12, unequal: 0.6),
        Shape(
            name: "few wild", summary: "the same, days and hours move one column in ten four times as far", records: 12_000, hourly: 0.8, weekend: 0.4,
            volumeDays: 0.15, volumeHours: 0.15, rhythm: 0.2, days: 0.08, hours: 0.08, wild: 0.1),
        Shape(
            name: "persistent", summary: "12,000 a day; days differ and are like the day before (0.8)", records: 12_000, hourly: 0.8, weekend: 0.4,
            volumeDays: 0.1, rhythm: 0.2, days: 0.12, persistence: 0.8),
        Shape(
            name: "heavy tails", summary: "12,000 a day, log-normal columns, overdispersed", records: 12_000, hourly: 0.8, weekend: 0.4,
            volumeDays: 0.1,
            rhythm: 0.2, days: 0.08, hours: 0.08, columns: .heavyTails),
        Shape(
            name: "rare categories", summary: "3,000 a day, columns of 60 categories, most of them rare", records: 3_000, hourly: 0.8, weekend: 0.4,
            volumeDays: 0.1, rhythm: 0.2, days: 0.05, columns: .rareCategories),
        Shape(
            name: "wobble", summary: "12,000 a day, a slow swing of up to 3 points", records: 12_000, hourly: 0.8, weekend: 0.4, volumeDays: 0.1,
            rhythm: 0.2,
            wobble: 0.07),
        Shape(
            name: "correlated", summary: "12,000 a day, days and hours move all columns together", records: 12_000, hourly: 0.8, weekend: 0.4,
            volumeDays: 0.1,
            rhythm: 0.2, days: 0.12, hours: 0.12, shared: 0.8),
        Shape(
            name: "bursts", summary: "12,000 a day, one hour in 50 is of another kind", records: 12_000, hourly: 0.8, weekend: 0.4,
            volumeDays: 0.1, rhythm: 0.2,
            bursts: 0.02),
        Shape(
            name: "one week", summary: "12,000 a day, overdispersed, a baseline of one week", records: 12_000, hourly: 0.8, weekend: 0.4,
            volumeDays: 0.1,
            rhythm: 0.2, days: 0.08, hours: 0.08, baselineWeeks: 1),
        Shape(
            name: "two weeks", summary: "the same, a baseline of two weeks", records: 12_000, hourly: 0.8, weekend: 0.4, volumeDays: 0.1, rhythm: 0.2,
            days: 0.08, hours: 0.08, baselineWeeks: 2),
        Shape(
            name: "training", summary: "the same, only a sample of training data a month before", records: 12_000, hourly: 0.8, weekend: 0.4,
            volumeDays: 0.1,
            rhythm: 0.2, days: 0.08, hours: 0.08, isTraining: true),
        Shape(
            name: "large", summary: "200,000 a day, overdispersed", records: 200_000, hourly: 0.8, weekend: 0.4, volumeDays: 0.1, volumeHours: 0.05,
            rhythm: 0.2, days: 0.08, hours: 0.08, relation: 0.05),
        Shape(
            name: "huge", summary: "1,000,000 a day, overdispersed and rhythmic", records: 1_000_000, hourly: 1, weekend: 0.5, volumeDays: 0.1,
            volumeHours: 0.05, rhythm: 0.4, weekly: 0.1, days: 0.1, hours: 0.05, relation: 0.05),
    ]

    /// Those in which failures are simulated.
    static let failing = ["small", "seasonal", "large"]
}
