#include "CChartLibrary.h"

#ifndef ASSAY_CHART_LIBRARY
#error "ASSAY_CHART_LIBRARY is not set: Package.swift gives it the path of echarts.min.js"
#endif

#if !__has_embed(ASSAY_CHART_LIBRARY)
#error "The chart library is not where ASSAY_CHART_LIBRARY says: run `make setup` first"
#endif

// `#embed` is of C23; the compiler knows it in every language version and says so, which would be an error here.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char text[] = {
#embed ASSAY_CHART_LIBRARY
};

#pragma clang diagnostic pop

const unsigned char *assay_chart_library(void) { return text; }
size_t assay_chart_library_length(void) { return sizeof text; }
