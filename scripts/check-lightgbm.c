// Proves that the LightGBM library in .deps links and works without Python: it trains a few trees on numbers that one
// column tells, and predicts. scripts/setup builds and runs it.
#include <stdint.h>
#include <stdio.h>

typedef void *handle;
enum { float32 = 0, float64 = 1, rows = 200 };

const char *LGBM_GetLastError(void);
int LGBM_DatasetCreateFromMat(const void *data, int type, int32_t rows, int32_t columns, int row_major,
    const char *parameters, handle reference, handle *out);
int LGBM_DatasetSetField(handle dataset, const char *name, const void *data, int count, int type);
int LGBM_DatasetFree(handle dataset);
int LGBM_BoosterCreate(handle dataset, const char *parameters, handle *out);
int LGBM_BoosterUpdateOneIter(handle booster, int *finished);
int LGBM_BoosterPredictForMat(handle booster, const void *data, int type, int32_t rows, int32_t columns, int row_major,
    int kind, int start, int count, const char *parameters, int64_t *length, double *out);
int LGBM_BoosterFree(handle booster);

static int failed(int status) {
    if (status) fprintf(stderr, "%s\n", LGBM_GetLastError());
    return status;
}

int main(void) {
    double values[rows], predictions[rows];
    float labels[rows];
    handle dataset, booster;
    int finished;
    int64_t length;
    for (int row = 0; row < rows; row++) {
        values[row] = row;
        labels[row] = row >= rows / 2;
    }
    if (failed(LGBM_DatasetCreateFromMat(values, float64, rows, 1, 1, "verbosity=-1", NULL, &dataset))) return 1;
    if (failed(LGBM_DatasetSetField(dataset, "label", labels, rows, float32))) return 1;
    if (failed(LGBM_BoosterCreate(dataset, "objective=binary verbosity=-1 num_threads=1", &booster))) return 1;
    for (int tree = 0; tree < 20; tree++)
        if (failed(LGBM_BoosterUpdateOneIter(booster, &finished))) return 1;
    if (failed(LGBM_BoosterPredictForMat(booster, values, float64, rows, 1, 1, 0, 0, -1, "", &length, predictions))) return 1;
    if (length != rows || predictions[0] > 0.2 || predictions[rows - 1] < 0.8) {
        fprintf(stderr, "expected 0 and 1, got %g and %g\n", predictions[0], predictions[rows - 1]);
        return 1;
    }
    LGBM_BoosterFree(booster);
    LGBM_DatasetFree(dataset);
    return 0;
}
