#ifndef C_CHART_LIBRARY_H
#define C_CHART_LIBRARY_H

#include <stddef.h>

/// The text of Apache ECharts as it was when the program was built: UTF-8, not terminated by zero.
const unsigned char *_Nonnull assay_chart_library(void);

/// Length of the text in bytes.
size_t assay_chart_library_length(void);

#endif
