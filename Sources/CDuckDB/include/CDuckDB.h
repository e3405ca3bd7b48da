// The part of DuckDB's C API that Assay calls, declared from its public documentation. The library itself is put in
// place by `make setup`; see docs/architecture.md.

#ifndef ASSAY_CDUCKDB_H
#define ASSAY_CDUCKDB_H

#include <stdbool.h>
#include <stdint.h>

typedef uint64_t idx_t;

// Column types, by DuckDB's own numbers; only those that the wrapper reads or writes.
enum {
    ASSAY_DUCKDB_BOOLEAN = 1,
    ASSAY_DUCKDB_SMALLINT = 3,
    ASSAY_DUCKDB_BIGINT = 5,
    ASSAY_DUCKDB_DOUBLE = 11,
    ASSAY_DUCKDB_TIMESTAMP = 12,
    ASSAY_DUCKDB_VARCHAR = 17,
    ASSAY_DUCKDB_BLOB = 18,
};

typedef enum { DuckDBSuccess = 0, DuckDBError = 1 } duckdb_state;

// Opaque handles. Each is destroyed through a pointer to it, which is then set to NULL.
typedef struct _duckdb_database *duckdb_database;
typedef struct _duckdb_connection *duckdb_connection;
typedef struct _duckdb_config *duckdb_config;
typedef struct _duckdb_prepared_statement *duckdb_prepared_statement;
typedef struct _duckdb_appender *duckdb_appender;
typedef struct _duckdb_logical_type *duckdb_logical_type;
typedef struct _duckdb_data_chunk *duckdb_data_chunk;
typedef struct _duckdb_vector *duckdb_vector;

// A result lives in the caller's memory; all but the last field are no longer in use.
typedef struct {
    idx_t deprecated_column_count;
    idx_t deprecated_row_count;
    idx_t deprecated_rows_changed;
    void *deprecated_columns;
    char *deprecated_error_message;
    void *internal_data;
} duckdb_result;

// A text of a VARCHAR vector: up to 12 bytes in place, longer ones behind a pointer.
typedef struct {
    union {
        struct { uint32_t length; char prefix[4]; char *ptr; } pointer;
        struct { uint32_t length; char inlined[12]; } inlined;
    } value;
} duckdb_string_t;

// Start and configuration.
const char *duckdb_library_version(void);
duckdb_state duckdb_create_config(duckdb_config *out_config);
duckdb_state duckdb_set_config(duckdb_config config, const char *name, const char *option);
void duckdb_destroy_config(duckdb_config *config);
duckdb_state duckdb_open_ext(const char *path, duckdb_database *out_database, duckdb_config config, char **out_error);
void duckdb_close(duckdb_database *database);
duckdb_state duckdb_connect(duckdb_database database, duckdb_connection *out_connection);
void duckdb_disconnect(duckdb_connection *connection);
void duckdb_interrupt(duckdb_connection connection);
void duckdb_free(void *pointer);

// Statements. Parameters are counted from one.
duckdb_state duckdb_query(duckdb_connection connection, const char *query, duckdb_result *out_result);
duckdb_state duckdb_prepare(
    duckdb_connection connection, const char *query, duckdb_prepared_statement *out_statement);
const char *duckdb_prepare_error(duckdb_prepared_statement statement);
void duckdb_destroy_prepare(duckdb_prepared_statement *statement);
idx_t duckdb_nparams(duckdb_prepared_statement statement);
duckdb_state duckdb_bind_null(duckdb_prepared_statement statement, idx_t parameter);
duckdb_state duckdb_bind_boolean(duckdb_prepared_statement statement, idx_t parameter, bool value);
duckdb_state duckdb_bind_int64(duckdb_prepared_statement statement, idx_t parameter, int64_t value);
duckdb_state duckdb_bind_double(duckdb_prepared_statement statement, idx_t parameter, double value);
duckdb_state duckdb_bind_varchar_length(
    duckdb_prepared_statement statement, idx_t parameter, const char *value, idx_t length);
duckdb_state duckdb_bind_blob(
    duckdb_prepared_statement statement, idx_t parameter, const void *data, idx_t length);
duckdb_state duckdb_execute_prepared(duckdb_prepared_statement statement, duckdb_result *out_result);
// Its chunks are made as they are fetched. Says nothing of a failure in between but ends the result.
duckdb_state duckdb_execute_prepared_streaming(duckdb_prepared_statement statement, duckdb_result *out_result);

// Results, a chunk at a time. A chunk is the caller's to destroy; its vectors live as long as it does.
const char *duckdb_result_error(duckdb_result *result);
void duckdb_destroy_result(duckdb_result *result);
idx_t duckdb_column_count(duckdb_result *result);
const char *duckdb_column_name(duckdb_result *result, idx_t column);
uint32_t duckdb_column_type(duckdb_result *result, idx_t column);
duckdb_data_chunk duckdb_fetch_chunk(duckdb_result result);
void duckdb_destroy_data_chunk(duckdb_data_chunk *chunk);
idx_t duckdb_data_chunk_get_size(duckdb_data_chunk chunk);
duckdb_vector duckdb_data_chunk_get_vector(duckdb_data_chunk chunk, idx_t column);
void *duckdb_vector_get_data(duckdb_vector vector);
uint64_t *duckdb_vector_get_validity(duckdb_vector vector);

// Writing, a chunk at a time.
duckdb_logical_type duckdb_create_logical_type(uint32_t type);
void duckdb_destroy_logical_type(duckdb_logical_type *type);
duckdb_data_chunk duckdb_create_data_chunk(duckdb_logical_type *types, idx_t column_count);
void duckdb_data_chunk_reset(duckdb_data_chunk chunk);
void duckdb_data_chunk_set_size(duckdb_data_chunk chunk, idx_t size);
idx_t duckdb_vector_size(void);
void duckdb_vector_ensure_validity_writable(duckdb_vector vector);
void duckdb_vector_assign_string_element_len(duckdb_vector vector, idx_t row, const char *text, idx_t length);
duckdb_state duckdb_appender_create(
    duckdb_connection connection, const char *schema, const char *table, duckdb_appender *out_appender);
const char *duckdb_appender_error(duckdb_appender appender);
duckdb_state duckdb_append_data_chunk(duckdb_appender appender, duckdb_data_chunk chunk);
duckdb_state duckdb_appender_close(duckdb_appender appender);
duckdb_state duckdb_appender_destroy(duckdb_appender *appender);

#endif
