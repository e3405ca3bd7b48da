// The part of zlib's and Zstandard's public interfaces that Assay calls to unpack request bodies, declared from their
// documentation. Both libraries are part of every Debian.

#ifndef ASSAY_COMPRESSION_H
#define ASSAY_COMPRESSION_H

#include <stddef.h>

typedef struct {
    const unsigned char *next_in;
    unsigned int avail_in;
    unsigned long total_in;
    unsigned char *next_out;
    unsigned int avail_out;
    unsigned long total_out;
    const char *msg;
    void *state;
    void *zalloc;
    void *zfree;
    void *opaque;
    int data_type;
    unsigned long adler;
    unsigned long reserved;
} z_stream;

enum { ASSAY_Z_NO_FLUSH = 0, ASSAY_Z_OK = 0, ASSAY_Z_STREAM_END = 1, ASSAY_Z_BUF_ERROR = -5 };
// Added to the window's size: a header of gzip is wanted.
enum { ASSAY_Z_GZIP_WINDOW = 15 + 16 };

const char *zlibVersion(void);
int inflateInit2_(z_stream *stream, int window_bits, const char *version, int stream_size);
int inflate(z_stream *stream, int flush);
int inflateReset(z_stream *stream);
int inflateEnd(z_stream *stream);

typedef struct ZSTD_DCtx_s ZSTD_DStream;
typedef struct { const void *src; size_t size; size_t pos; } ZSTD_inBuffer;
typedef struct { void *dst; size_t size; size_t pos; } ZSTD_outBuffer;

ZSTD_DStream *ZSTD_createDStream(void);
size_t ZSTD_freeDStream(ZSTD_DStream *stream);
size_t ZSTD_decompressStream(ZSTD_DStream *stream, ZSTD_outBuffer *output, ZSTD_inBuffer *input);
unsigned ZSTD_isError(size_t code);
const char *ZSTD_getErrorName(size_t code);

#endif
