// The part of LightGBM's C API that Assay calls, declared from its public documentation. The library itself is put in
// place by `make setup`; see docs/architecture.md.

#ifndef ASSAY_CLIGHTGBM_H
#define ASSAY_CLIGHTGBM_H

#include <stdint.h>

// Types of numbers, by LightGBM's own numbers; only those that the wrapper hands over.
enum {
    ASSAY_LIGHTGBM_FLOAT32 = 0,
    ASSAY_LIGHTGBM_FLOAT64 = 1,
};

// What is predicted.
enum {
    ASSAY_LIGHTGBM_PREDICT_NORMAL = 0,
    // Each column's contribution to each row's raw score (TreeSHAP), then the expected raw score.
    ASSAY_LIGHTGBM_PREDICT_CONTRIBUTION = 3,
};

// The loss that a column's splits have saved.
enum { ASSAY_LIGHTGBM_IMPORTANCE_GAIN = 1 };

typedef void *lightgbm_dataset;
typedef void *lightgbm_booster;

// All others return 0, or else this says why not, for the calling thread.
const char *LGBM_GetLastError(void);
// Takes LightGBM's warnings; they would go to standard output.
int LGBM_RegisterLogCallback(void (*callback)(const char *message));

// The values are copied. NaN is missing.
int LGBM_DatasetCreateFromMat(const void *data, int data_type, int32_t rows, int32_t columns, int is_row_major,
    const char *parameters, lightgbm_dataset reference, lightgbm_dataset *out);
// Fields "label" and "weight" are of 32-bit floats.
int LGBM_DatasetSetField(lightgbm_dataset dataset, const char *name, const void *data, int count, int type);
int LGBM_DatasetFree(lightgbm_dataset dataset);

// The dataset has to live as long as the booster is trained.
int LGBM_BoosterCreate(lightgbm_dataset training, const char *parameters, lightgbm_booster *out);
// One more tree; is_finished is 1 when no split would help any more.
int LGBM_BoosterUpdateOneIter(lightgbm_booster booster, int *is_finished);
int LGBM_BoosterFeatureImportance(lightgbm_booster booster, int iterations, int type, double *out);
int LGBM_BoosterPredictForMat(lightgbm_booster booster, const void *data, int data_type, int32_t rows, int32_t columns,
    int is_row_major, int predict_type, int start_iteration, int iterations, const char *parameters, int64_t *out_length,
    double *out);
int LGBM_BoosterFree(lightgbm_booster booster);

#endif
