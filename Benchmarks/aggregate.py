"""The floor of `assay check`: DuckDB merely aggregating the same columns. Usage: aggregate.py FOLDER (see docs/performance.md)"""

import sys

import duckdb

folder = sys.argv[1]
connection = duckdb.connect()
left_out = {"prediction_id", "timestamp", "received_at", "model_version", "actual"}
for part in ("validation", "production"):
    path = f"{folder}/{part}.parquet"
    columns = connection.execute("SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet(?))", [path]).fetchall()
    aggregates = []
    for name, kind in columns:
        if name in left_out:
            continue
        column = '"' + name.replace('"', '""') + '"'
        numbers = kind in ("DOUBLE", "BIGINT")
        last = f"avg({column}), stddev_samp({column})" if numbers else f"approx_count_distinct({column})"
        aggregates.append(f"count({column}), min({column}), max({column}), {last}")
    connection.execute(f"SELECT {', '.join(aggregates)} FROM read_parquet(?)", [path]).fetchall()
