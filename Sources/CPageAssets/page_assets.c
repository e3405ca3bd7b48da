// Our own styles and scripts, written as such and carried inside the binary: one file to install, none to lose.
// Their parts are joined here. A script part is a set of functions; the last one starts them.

#include "CPageAssets.h"

// `#embed` is of C23; the compiler knows it in every language version and says so, which would be an error here.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char styles[] = {
#embed "styles/colours.css"
    ,
#embed "styles/page.css"
    ,
#embed "styles/tables.css"
    ,
#embed "styles/charts.css"
    ,
#embed "styles/print.css"
};

static const unsigned char script[] = {
#embed "scripts/format.js"
    ,
#embed "scripts/theme.js"
    ,
#embed "scripts/charts.js"
    ,
#embed "scripts/windows.js"
    ,
#embed "scripts/heatmap.js"
    ,
#embed "scripts/distributions.js"
    ,
#embed "scripts/main.js"
};

#pragma clang diagnostic pop

const unsigned char *assay_page_styles(void) { return styles; }
size_t assay_page_styles_length(void) { return sizeof styles; }

const unsigned char *assay_page_script(void) { return script; }
size_t assay_page_script_length(void) { return sizeof script; }
