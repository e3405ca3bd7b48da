// Proves that the DuckDB library in .deps links and works without Python: it opens a database in memory, writes a
// Parquet file, reads it back and prints the library's version. scripts/setup builds and runs it.
#include <stdio.h>
#include <stdint.h>
#include <string.h>

typedef void *handle;
typedef struct { void *opaque[16]; } result;  // at least as large as duckdb_result, which only DuckDB looks into

int duckdb_open(const char *path, handle *database);
int duckdb_connect(handle database, handle *connection);
int duckdb_query(handle connection, const char *sql, result *out);
const char *duckdb_result_error(result *of);
int64_t duckdb_value_int64(result *of, uint64_t column, uint64_t row);
void duckdb_destroy_result(result *of);
void duckdb_disconnect(handle *connection);
void duckdb_close(handle *database);
const char *duckdb_library_version(void);

static int run(handle connection, const char *sql, int64_t *first) {
    result answer;
    memset(&answer, 0, sizeof answer);
    int failed = duckdb_query(connection, sql, &answer);
    if (failed) fprintf(stderr, "%s\n  %s\n", sql, duckdb_result_error(&answer));
    else if (first) *first = duckdb_value_int64(&answer, 0, 0);
    duckdb_destroy_result(&answer);
    return failed;
}

int main(int count, char **arguments) {
    handle database, connection;
    char write[4096], read[4096];
    int64_t sum = 0;
    if (count != 2) { fprintf(stderr, "usage: check-duckdb FILE.parquet\n"); return 2; }
    if (duckdb_open(NULL, &database) || duckdb_connect(database, &connection)) return 1;
    snprintf(write, sizeof write,
        "COPY (SELECT i::DOUBLE AS x FROM range(1000) t(i)) TO '%s' (FORMAT parquet)", arguments[1]);
    snprintf(read, sizeof read, "SELECT sum(x)::BIGINT FROM read_parquet('%s')", arguments[1]);
    if (run(connection, write, NULL) || run(connection, read, &sum)) return 1;
    duckdb_disconnect(&connection);
    duckdb_close(&database);
    if (sum != 499500) { fprintf(stderr, "expected 499500, got %lld\n", (long long)sum); return 1; }
    puts(duckdb_library_version());
    return 0;
}
