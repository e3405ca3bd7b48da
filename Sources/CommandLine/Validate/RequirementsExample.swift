/// What `--example` prints: a file to begin with.
enum RequirementsExample {
    static let text = """
        # What must hold before a version is launched: assay validate --requirements FILE
        # An estimate that misses its limit fails.
        # One that meets it, while its interval crosses the limit, is shown as uncertain and passes, unless it says confident: true.
        # Every key is in docs/validate.md.
        # As it is, it judges two classes by --current alone.
        # Take the sign # away from what else is wanted, and put in your own columns.

        defaults:
          min_rows: 100          # of fewer rows nothing is said ...
          too_few: fail          # ... which fails; or warn, or pass
          confidence: 0.95       # of intervals

        # Slices by name; requirements may also have them in place. 'all' stands for all records.
        # slices:
        #   young: age < 25
        #   west: region in ("CA", "NV")

        # Limits on the version that is judged.
        metrics:
          - roc_auc >= 0.80
          - metric: log_loss
            at_most: 0.45
            confident: true      # the bad end of the interval must hold, too
        #     slices: [all, young, west]
        #   - recall >= 0.5 where age < 25
          - metric: expected_calibration_error
            at_most: 0.05
            required: false      # warns only

        # Against the champion, on the same records: --candidate has the version, --current the champion's predictions.
        # champion:
        #   - metric: roc_auc
        #     margin: 0.005        # how much worse it may be
        #   - metric: accuracy
        #     margin: 0.03
        #     slices: [young, west]
        #     found_slices: true   # and in those that a search finds

        # Decisions by group; each is held against the largest one.
        # fairness:
        #   - {attribute: sex, parity: equal_opportunity, at_most: 0.1}
        #   - {attribute: sex, parity: disparate_impact, at_least: 0.8}

        # Features as serving computes them.
        # skew:
        #   - compare: same_rows            # --offline, --online, --key
        #     max_mismatch: 0.001
        #   - compare: distributions        # --training, --current
        #     except: [days_since_start]

        # No slice that a search finds may be significantly worse than the rest.
        bad_slices:
          - loss: zero_one
            worse_by_at_most: 0.1

        # The records themselves.
        data:
          - records_at_least: 1000
          - labelled_at_least: 0.9
          - duplicates_at_most: 0
          - missing_at_most: 0.05

        """
}
