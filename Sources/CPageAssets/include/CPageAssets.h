#ifndef C_PAGE_ASSETS_H
#define C_PAGE_ASSETS_H

#include <stddef.h>

/// The style sheet of our pages, all files of `styles` in order: UTF-8, not terminated by zero.
const unsigned char *_Nonnull assay_page_styles(void);
size_t assay_page_styles_length(void);

/// The script of the check page, all files of `scripts` in order: UTF-8, not terminated by zero.
const unsigned char *_Nonnull assay_page_script(void);
size_t assay_page_script_length(void);

#endif
